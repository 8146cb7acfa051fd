/**
 * The treemap as a list of shapes in drawing order. The canvas paints them, and the file that is taken away is made of the same
 * ones, so that both always look alike. Pure, tested beside.
 */
import { fit, inTwo } from '../../parts/fit-text.ts'
import { factsOf, type MapColour, type Shade, severityOf, shadeOf } from './shades.ts'
import { accountName, type Box, type Laid, type MapAccount } from './treemap.ts'

/** Tokens of tokens.css that the map is drawn with. */
export const mapTokens = [
  'surface',
  'sunk',
  'ink',
  'ink-2',
  'line-2',
  'control',
  'conditional',
  'conditional-soft',
  'unknown-line',
  'unknown-soft',
  'critical',
  'high',
  'heat-0',
  'heat-1',
  'heat-2',
  'heat-3',
  'heat-4',
  'heat-5',
] as const
export type MapToken = (typeof mapTokens)[number]

export type Shape =
  | {
      readonly kind: 'box'
      readonly box: Box
      readonly radius: number
      readonly fill: MapToken
      readonly edge?: MapToken
      /** Diagonal lines over the fill: nothing is known. */
      readonly hatch?: MapToken
      /** The lower right corner is cut in this colour: only a part is known. */
      readonly corner?: MapToken
      readonly faded: boolean
    }
  | {
      readonly kind: 'text'
      readonly x: number
      /** Of the line on which the letters stand. */
      readonly y: number
      readonly text: string
      readonly size: 11 | 12
      readonly weight: 400 | 500
      readonly ink: MapToken
      readonly faded: boolean
    }
  | {
      /** The mark of a severity: this many of four rising bars. */
      readonly kind: 'bars'
      readonly x: number
      readonly y: number
      readonly level: 'critical' | 'high'
      readonly faded: boolean
    }

export interface SceneView {
  readonly colour: MapColour
  /** The others are faded. */
  readonly shown: ReadonlySet<string>
}

const tileGap = 1
/** A mark, with the ground round it. */
export const markSize = { width: 15, height: 14, pad: 3 } as const
/** Smaller tiles show only their colour; their name is said on hover and on focus (px). */
const nameFits = { width: 46, height: 20 }
const markFits = { width: 28, height: 28 }
const dotSide = 8
const lineHeight = 16
const textPad = 7
/** Narrower tiles say their facts in the short way (px). */
const roomyFrom = 110

interface Look {
  readonly fill: MapToken
  readonly edge?: MapToken
  readonly hatch?: MapToken
  readonly corner?: MapToken
  readonly ink: MapToken
}

const looks: Readonly<Record<Shade, Look>> = {
  read: { fill: 'heat-2', ink: 'ink' },
  partly: { fill: 'conditional-soft', edge: 'conditional', corner: 'conditional', ink: 'ink' },
  unread: { fill: 'unknown-soft', edge: 'unknown-line', hatch: 'unknown-line', ink: 'ink' },
  out: { fill: 'surface', edge: 'line-2', ink: 'ink-2' },
  heat0: { fill: 'heat-0', edge: 'line-2', ink: 'ink' },
  heat1: { fill: 'heat-1', ink: 'ink' },
  heat2: { fill: 'heat-2', ink: 'ink' },
  heat3: { fill: 'heat-3', ink: 'ink' },
  heat4: { fill: 'heat-4', ink: 'surface' },
  heat5: { fill: 'heat-5', ink: 'surface' },
}

export function sceneOf(laid: Laid, view: SceneView): readonly Shape[] {
  return [...laid.units.flatMap(unitShapes), ...laid.accounts.flatMap((tile) => tileShapes(tile, view))]
}

function unitShapes({ unit, box, depth }: Laid['units'][number]): readonly Shape[] {
  const frame: Shape = {
    kind: 'box',
    box,
    radius: 6,
    fill: depth % 2 === 0 ? 'sunk' : 'surface',
    edge: 'line-2',
    faded: false,
  }
  if (box.width < nameFits.width) return [frame]
  const name = fit(unit.name, box.width - 2 * textPad, 11)
  return [
    frame,
    { kind: 'text', x: box.x + textPad, y: box.y + 14, text: name, size: 11, weight: 500, ink: 'ink-2', faded: false },
  ]
}

function tileShapes(tile: { readonly account: MapAccount; readonly box: Box }, view: SceneView): readonly Shape[] {
  const { account } = tile
  const { ink, ...look } = looks[shadeOf(account, view.colour)]
  const faded = !view.shown.has(account.accountId)
  const box = inset(tile.box, tileGap)
  const level = severityOf(account)
  const isMarked = level !== undefined && box.width >= markFits.width && box.height >= markFits.height
  const markRoom = isMarked ? markSize.width + 2 * markSize.pad + 4 : 0
  return [
    { kind: 'box', box, radius: 3, ...look, faded },
    ...wordsIn(account, box, { colour: view.colour, ink, faded, markRoom }),
    ...(level !== undefined && !isMarked ? [dotOf(box, level, faded)] : []),
    ...(isMarked
      ? [
          {
            kind: 'bars' as const,
            x: box.x + box.width - markSize.width - markSize.pad - 4,
            y: box.y + markSize.pad + 4,
            level,
            faded,
          },
        ]
      : []),
  ]
}

/** In a tile too small for the mark: its colour alone; what it means is said on hover, on focus and in the table. */
function dotOf(box: Box, level: 'critical' | 'high', faded: boolean): Shape {
  const side = Math.min(dotSide, box.width, box.height)
  const place = { x: box.x + box.width - side, y: box.y, width: side, height: side }
  return { kind: 'box', box: place, radius: 2, fill: level, faded }
}

interface Words {
  readonly colour: MapColour
  readonly ink: MapToken
  readonly faded: boolean
  /** What the mark takes of the first line. */
  readonly markRoom: number
}

/** The name, then as many facts as there is room for; a fact may take two lines. */
function wordsIn(account: MapAccount, box: Box, words: Words): readonly Shape[] {
  const room = box.width - 2 * textPad
  if (box.width - words.markRoom < nameFits.width || box.height < nameFits.height) return []
  const { ink, faded } = words
  const x = box.x + textPad
  const name = fit(accountName(account), room - words.markRoom)
  const shapes: Shape[] = [{ kind: 'text', x, y: box.y + 16, text: name, size: 12, weight: 500, ink, faded }]
  const last = box.y + box.height - 5
  let y = box.y + 16 + lineHeight
  const said = new Set<string>()
  for (const { words: long, short } of factsOf(account, words.colour)) {
    const isRoomy = room >= roomyFrom
    const lines = isRoomy ? inTwo(long, room, 11) : [fit(long.length <= short.length ? long : short, room, 11)]
    if (said.has(lines.join(' '))) continue
    said.add(lines.join(' '))
    if (y + (lines.length - 1) * lineHeight > last) break
    for (const text of lines) {
      shapes.push({ kind: 'text', x, y, text, size: 11, weight: 400, ink, faded })
      y += lineHeight
    }
  }
  return shapes
}

const inset = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: Math.max(0, width - 2 * by),
  height: Math.max(0, height - 2 * by),
})
