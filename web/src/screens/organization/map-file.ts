/** The shapes of the map as an SVG that can be taken away. */
import { barHeights, barsOf, fadedOpacity, paleBar } from './paint.ts'
import { type MapToken, markSize, type Shape } from './scene.ts'
import type { Box } from './treemap.ts'

const namespace = 'http://www.w3.org/2000/svg'

function element(name: string, facts: Readonly<Record<string, string | number>>, style: string): SVGElement {
  const made = document.createElementNS(namespace, name)
  for (const [key, value] of Object.entries(facts)) made.setAttribute(key, String(value))
  made.setAttribute('style', style)
  return made
}
const token = (name: MapToken): string => `var(--bw-${name})`

export function svgOf(
  shapes: readonly Shape[],
  size: { readonly width: number; readonly height: number },
): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg')
  svg.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`)
  for (const shape of shapes) {
    const group = element('g', {}, `opacity:${shape.faded ? fadedOpacity : 1}`)
    group.append(...partsOf(shape))
    svg.append(group)
  }
  return svg
}

function partsOf(shape: Shape): readonly SVGElement[] {
  switch (shape.kind) {
    case 'box':
      return boxParts(shape)
    case 'text': {
      const { x, y, size, weight, ink } = shape
      const made = element('text', { x, y }, `fill:${token(ink)};font:${weight} ${size}px var(--bw-sans)`)
      made.textContent = shape.text
      return [made]
    }
    case 'bars':
      return barParts(shape)
  }
}

type Of<K extends Shape['kind']> = Extract<Shape, { readonly kind: K }>

function boxParts({ box, radius, fill, edge, hatch, corner }: Of<'box'>): readonly SVGElement[] {
  const line = edge === undefined ? '' : `;stroke:${token(edge)};stroke-width:1`
  const { x, y, width, height } = box
  return [
    element('rect', { x, y, width, height, rx: radius }, `fill:${token(fill)}${line}`),
    ...(hatch === undefined
      ? []
      : [element('path', { d: hatchOf(box) }, `stroke:${token(hatch)};stroke-width:1.5;fill:none`)]),
    ...(corner === undefined
      ? []
      : [element('path', { d: `M${x + width} ${y + height}v-10l-10 10z` }, `fill:${token(corner)}`)]),
  ]
}

/** Lines from the left or lower edge up to the right or upper one: cut here, because a file of clips draws slowly elsewhere. */
function hatchOf({ x, y, width, height }: Box): string {
  const lines: string[] = []
  for (let at = 6 - height; at < width; at += 6) {
    const from = Math.max(0, at)
    const to = Math.min(width, at + height)
    lines.push(`M${x + from} ${y + height - (from - at)}L${x + to} ${y + height - (to - at)}`)
  }
  return lines.join('')
}

function barParts({ x, y, level }: Of<'bars'>): readonly SVGElement[] {
  const { width, height, pad } = markSize
  const ground = { x: x - pad, y: y - pad, width: width + 2 * pad, height: height + 2 * pad, rx: 3 }
  return [
    element('rect', ground, `fill:${token('surface')}`),
    ...barHeights.map((tall, at) =>
      element(
        'rect',
        { x: x + at * 4, y: y + height - tall, width: 3, height: tall },
        `fill:${token(level)};opacity:${at < barsOf[level] ? 1 : paleBar}`,
      ),
    ),
  ]
}
