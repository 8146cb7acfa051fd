/** The shapes of the map on a canvas. */
import type { TokenColours } from '../../parts/token-colours.ts'
import { type MapToken, markSize, type Shape } from './scene.ts'
import type { Box } from './treemap.ts'

/** Of what the search does not mean. */
export const fadedOpacity = 0.28
const hatchPitch = 6
const cornerSize = 12
const sans = '"Inter Variable", Inter, system-ui, sans-serif'
/** Heights of the four bars of a severity, as marks.tsx draws them. */
export const barHeights = [4, 7, 10, 13] as const
export const barsOf = { critical: 4, high: 3 } as const
export const paleBar = 0.28

export function paint(canvas: HTMLCanvasElement, shapes: readonly Shape[], colours: TokenColours<MapToken>): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const scale = window.devicePixelRatio
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  for (const shape of shapes) {
    context.globalAlpha = shape.faded ? fadedOpacity : 1
    switch (shape.kind) {
      case 'box':
        paintBox(context, shape, colours)
        break
      case 'text':
        context.font = `${shape.weight} ${shape.size}px ${sans}`
        context.fillStyle = colours(shape.ink)
        context.fillText(shape.text, shape.x, shape.y)
        break
      case 'bars':
        paintBars(context, shape, colours)
    }
  }
}

type Of<K extends Shape['kind']> = Extract<Shape, { readonly kind: K }>

function paintBox(context: CanvasRenderingContext2D, shape: Of<'box'>, colours: TokenColours<MapToken>): void {
  const { box, radius } = shape
  context.beginPath()
  context.roundRect(box.x, box.y, box.width, box.height, radius)
  context.fillStyle = colours(shape.fill)
  context.fill()
  if (shape.hatch !== undefined || shape.corner !== undefined) {
    context.save()
    context.clip()
    if (shape.hatch !== undefined) hatch(context, box, colours(shape.hatch))
    if (shape.corner !== undefined) corner(context, box, colours(shape.corner))
    context.restore()
  }
  if (shape.edge === undefined) return
  context.beginPath()
  context.roundRect(box.x + 0.5, box.y + 0.5, Math.max(0, box.width - 1), Math.max(0, box.height - 1), radius)
  context.lineWidth = 1
  context.strokeStyle = colours(shape.edge)
  context.stroke()
}

function hatch(context: CanvasRenderingContext2D, box: Box, colour: string): void {
  context.beginPath()
  for (let at = -box.height; at < box.width; at += hatchPitch) {
    context.moveTo(box.x + at, box.y + box.height)
    context.lineTo(box.x + at + box.height, box.y)
  }
  context.lineWidth = 1.5
  context.strokeStyle = colour
  context.stroke()
}

function corner(context: CanvasRenderingContext2D, box: Box, colour: string): void {
  const size = Math.min(cornerSize, box.width, box.height)
  const right = box.x + box.width
  const bottom = box.y + box.height
  context.beginPath()
  context.moveTo(right, bottom - size)
  context.lineTo(right, bottom)
  context.lineTo(right - size, bottom)
  context.fillStyle = colour
  context.fill()
}

function paintBars(context: CanvasRenderingContext2D, shape: Of<'bars'>, colours: TokenColours<MapToken>): void {
  const { x, y, level } = shape
  const { width, height, pad } = markSize
  context.beginPath()
  context.roundRect(x - pad, y - pad, width + 2 * pad, height + 2 * pad, 3)
  context.fillStyle = colours('surface')
  context.fill()
  const alpha = context.globalAlpha
  context.fillStyle = colours(level)
  for (const [at, tall] of barHeights.entries()) {
    context.globalAlpha = alpha * (at < barsOf[level] ? 1 : paleBar)
    context.fillRect(x + at * 4, y + height - tall, 3, tall)
  }
}
