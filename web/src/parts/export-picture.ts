/**
 * A picture as a file that stands alone: styles written into it, title, question and time above it, legend below, always light. What is
 * HTML in a picture (wrapping names, the legend) becomes SVG text at the place where the browser put it, because few programs draw HTML
 * inside of SVG, and browsers refuse to read such a canvas back.
 */
import { classesOf } from '../classes.ts'
import styles from './export-picture.module.css'

const cx = classesOf(styles)

export interface PictureWords {
  readonly title: string
  /** What the picture answers. */
  readonly question: string
  /** The moment that it shows, in words. */
  readonly asOf: string
}

export interface StandalonePicture {
  readonly svg: string
  readonly width: number
  readonly height: number
}

const svgNamespace = 'http://www.w3.org/2000/svg'

/** What a shape or text inherits: written only where it changes. */
const inherited = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'letter-spacing',
  'text-anchor',
  'dominant-baseline',
] as const
const own = { opacity: '1', 'stop-color': 'rgb(0, 0, 0)' } as const
const dropped = /^(?:class|style|tabindex|role|focusable|id|aria-.*|data-.*)$/
const shapes = 'path, rect, circle, ellipse, line, polyline, polygon'

const rounded = (number: number): string => String(Math.round(number * 100) / 100)

export function standalonePicture(
  drawn: SVGSVGElement,
  legend: HTMLElement | null,
  words: PictureWords,
): StandalonePicture {
  const sheet = layOut(drawn, legend, words)
  try {
    const box = sheet.getBoundingClientRect()
    const width = Math.ceil(box.width)
    const height = Math.ceil(box.height)
    const root = document.createElementNS(svgNamespace, 'svg')
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
      root.setAttribute(name, String(value))
    root.append(textElement('title', words.title), textElement('desc', `${words.question} ${words.asOf}`))
    const ground = document.createElementNS(svgNamespace, 'rect')
    for (const [name, value] of Object.entries({ width, height, fill: getComputedStyle(sheet).backgroundColor }))
      ground.setAttribute(name, String(value))
    root.append(ground, ...flattened(sheet, (x, y) => ({ x: x - box.left, y: y - box.top })))
    return { svg: new XMLSerializer().serializeToString(root), width, height }
  } finally {
    sheet.remove()
  }
}

function layOut(drawn: SVGSVGElement, legend: HTMLElement | null, words: PictureWords): HTMLElement {
  const sheet = document.createElement('div')
  sheet.className = cx('sheet')
  sheet.ariaHidden = 'true'
  sheet.inert = true
  const line = (className: 'title' | 'question' | 'asOf', text: string) => {
    const paragraph = document.createElement('p')
    paragraph.className = cx(className)
    paragraph.textContent = text
    sheet.append(paragraph)
  }
  line('title', words.title)
  line('question', words.question)
  line('asOf', words.asOf)
  const picture = copyOf(drawn)
  const { width, height } = drawn.viewBox.baseVal
  picture.style.width = `${width}px`
  picture.style.height = `${height}px`
  picture.style.minWidth = '0'
  sheet.style.width = `${width + 64}px`
  sheet.append(picture)
  if (legend !== null) sheet.append(copyOf(legend))
  document.body.append(sheet)
  return sheet
}

const copyOf = <T extends Element>(element: T): T => element.cloneNode(true) as T

function textElement(tag: 'title' | 'desc', text: string): SVGElement {
  const element = document.createElementNS(svgNamespace, tag)
  element.textContent = text
  return element
}

type ToLocal = (x: number, y: number) => { readonly x: number; readonly y: number }

/** The texts and the drawings inside of an HTML element, where they stand. */
function flattened(html: Element, toLocal: ToLocal): Element[] {
  const found: Element[] = linesOf(html, toLocal)
  for (const child of html.children) {
    if (child instanceof SVGSVGElement) found.push(placed(child, toLocal))
    else found.push(...flattened(child, toLocal))
  }
  return found
}

function placed(svg: SVGSVGElement, toLocal: ToLocal): Element {
  const box = svg.getBoundingClientRect()
  const { x, y } = toLocal(box.left, box.top)
  const copy = inlined(svg, undefined)
  for (const [name, value] of Object.entries({ x, y, width: box.width, height: box.height }))
    copy.setAttribute(name, rounded(value))
  copy.setAttribute('overflow', 'visible')
  return copy
}

/** A copy without classes: whatever the style sheets say of it stands in its attributes. */
function inlined(element: Element, parent: CSSStyleDeclaration | undefined): Element {
  const computed = getComputedStyle(element)
  const copy = document.createElementNS(svgNamespace, element.localName)
  const isDefinition = element.closest('defs') !== null
  for (const { name, value } of element.attributes) {
    if (!dropped.test(name) || (name === 'id' && isDefinition)) copy.setAttribute(name, value)
  }
  for (const name of inherited) {
    const value = computed.getPropertyValue(name)
    if (parent === undefined || parent.getPropertyValue(name) !== value) copy.setAttribute(name, value)
    else copy.removeAttribute(name)
  }
  for (const [name, initial] of Object.entries(own)) {
    const value = computed.getPropertyValue(name)
    if (value !== initial) copy.setAttribute(name, value)
  }
  // What a screen reader hears of a node, a reader of the file sees on hover.
  const name = element.getAttribute('aria-label')
  if (name !== null && parent !== undefined) copy.append(textElement('title', name))
  for (const child of element.childNodes) {
    if (child instanceof Text) copy.append(child.data)
    else if (child instanceof SVGForeignObjectElement) copy.append(...flattened(child, into(element)))
    else if (child instanceof SVGElement && (isDefinition || isSeen(child))) copy.append(inlined(child, computed))
  }
  return copy
}

/** From the screen into the coordinates of an SVG element. */
function into(element: Element): ToLocal {
  const inverse = element instanceof SVGGraphicsElement ? element.getScreenCTM()?.inverse() : undefined
  return (x, y) => new DOMPoint(x, y).matrixTransform(inverse)
}

const isClear = (paint: string): boolean => paint === 'none' || /^rgba\(.*, 0\)$/.test(paint)

/** What is hidden, and areas that are only there for the pointer, stay out of the file. */
function isSeen(element: SVGElement): boolean {
  const { display, visibility, fill, stroke } = getComputedStyle(element)
  if (display === 'none' || visibility === 'hidden') return false
  return !element.matches(shapes) || !isClear(fill) || !isClear(stroke)
}

const measure = document.createElement('canvas').getContext('2d')

/** The lines into which the browser broke the texts of an element, with an ellipsis where it cut them. */
function linesOf(holder: Element, toLocal: ToLocal): Element[] {
  const style = getComputedStyle(holder)
  const lines = brokenLines([...holder.childNodes].filter((node) => node instanceof Text))
  if (lines.length === 0 || measure === null || style.visibility === 'hidden') return []
  const seen = visibleBox(holder)
  const kept = lines.filter(
    (line) => line.top >= seen.top - 1 && line.bottom <= seen.bottom + 1 && line.left < seen.right,
  )
  measure.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  const { fontBoundingBoxDescent: descent } = measure.measureText('x')
  const widthOf = (text: string): number => measure.measureText(text).width
  return kept.map((line, at) => {
    const isCut = line.right > seen.right + 1 || (at === kept.length - 1 && kept.length < lines.length)
    const text = isCut ? cutTo(line.text, seen.right - line.left, widthOf) : line.text.trimEnd()
    const element = document.createElementNS(svgNamespace, 'text')
    const { x, y } = toLocal(line.left, line.bottom - descent)
    const attributes = {
      x: rounded(x),
      y: rounded(y),
      fill: style.color,
      stroke: 'none',
      'font-family': style.fontFamily,
      'font-size': style.fontSize,
      'font-weight': style.fontWeight,
      'font-style': style.fontStyle,
    }
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    element.textContent = text
    return element
  })
}

/** The longest beginning that fits with an ellipsis after it. */
function cutTo(text: string, room: number, widthOf: (text: string) => number): string {
  const letters = [...text.trimEnd()]
  while (letters.length > 0 && widthOf(`${letters.join('').trimEnd()}…`) > room) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

interface Line {
  text: string
  readonly left: number
  right: number
  readonly top: number
  readonly bottom: number
}

function brokenLines(nodes: readonly Text[]): readonly Line[] {
  const lines: Line[] = []
  const range = document.createRange()
  for (const node of nodes) {
    for (let at = 0; at < node.length; at += 1) {
      range.setStart(node, at)
      range.setEnd(node, at + 1)
      const box = range.getClientRects()[0]
      if (box === undefined || box.width === 0) continue
      const letter = node.data.slice(at, at + 1)
      const line = lines.at(-1)
      if (line !== undefined && Math.abs(line.top - box.top) < 2) {
        line.text += letter
        line.right = box.right
      } else if (letter.trim() !== '') {
        lines.push({ text: letter, left: box.left, right: box.right, top: box.top, bottom: box.bottom })
      }
    }
  }
  return lines
}

/** What the boxes around a text leave of it, up to the drawing that it stands in. */
function visibleBox(holder: Element): { readonly top: number; readonly bottom: number; readonly right: number } {
  const seen = { top: Number.NEGATIVE_INFINITY, bottom: Number.POSITIVE_INFINITY, right: Number.POSITIVE_INFINITY }
  for (let element: Element | null = holder; element instanceof HTMLElement; element = element.parentElement) {
    if (getComputedStyle(element).overflow === 'visible') continue
    const box = element.getBoundingClientRect()
    seen.top = Math.max(seen.top, box.top)
    seen.bottom = Math.min(seen.bottom, box.bottom)
    seen.right = Math.min(seen.right, box.right)
  }
  return seen
}

/** Pixels for each unit of the drawing, and the longest edge that browsers give a canvas. */
const sharpness = 2
const longestEdge = 16_384

/** The same file as pixels. An SVG in an image may not fetch anything: its fonts travel inside of it. */
export async function asPng(picture: StandalonePicture): Promise<Blob> {
  const scale = Math.min(sharpness, longestEdge / picture.width, longestEdge / picture.height)
  const fonts = await usedFonts(picture.svg)
  const image = new Image()
  const svg = picture.svg.replace('</desc>', `</desc><style>${fonts}</style>`)
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('The browser made no picture of it.')) : resolve(blob)))
  })
}

/** The console’s own font files that draw a letter of the picture, as rules that carry them. */
async function usedFonts(svg: string): Promise<string> {
  const letters = new Set([...svg].map((letter) => letter.codePointAt(0) ?? 0))
  const rules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .filter(({ style }) => {
      const family = style.getPropertyValue('font-family').replaceAll(/["']/g, '')
      return svg.includes(family) && style.getPropertyValue('font-style') !== 'italic' && draws(style, letters)
    })
  return (await Promise.all(rules.map(carrying))).join('\n')
}

function draws(style: CSSStyleDeclaration, letters: ReadonlySet<number>): boolean {
  const range = style.getPropertyValue('unicode-range')
  if (range === '') return true
  const spans = range.split(',').map((span) => {
    const [from = '', to = from] = span.trim().replace(/^U\+/i, '').split('-')
    return [Number.parseInt(from.replaceAll('?', '0'), 16), Number.parseInt(to.replaceAll('?', 'F'), 16)] as const
  })
  return [...letters].some((letter) => spans.some(([from, to]) => letter >= from && letter <= to))
}

async function carrying(rule: CSSFontFaceRule): Promise<string> {
  const address = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
  if (address === undefined) return ''
  const bytes = await (await fetch(new URL(address, rule.parentStyleSheet?.href ?? document.baseURI))).blob()
  const carried = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(bytes)
  })
  return rule.cssText.replace(/src:[^;]+;/, `src: url("${carried}") format("woff2");`)
}
