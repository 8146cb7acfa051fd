/**
 * Access paths as places on a plane (look.md §9): who on the left, what is reached on the right, accounts as bands. Paths that
 * end alike share their ends, so each line runs on a row of its own and never crosses a node. Pure, tested beside.
 */
import type { AccessPath, PathCut, PathNode, PathStep } from '../../../api/schema.ts'
import type { Box } from '../picture-parts.tsx'
import { type Branch, growTree, type PathsView } from './ends-tree.ts'
import { giveGrid, type Span } from './grid.ts'
import { edgeWords, linesOf, placeOf, sameStep, shapeOf } from './words.ts'

export interface DrawnNode extends Box {
  readonly key: string
  /** Left to right, from 0. */
  readonly column: number
  readonly row: number
  /** Indexes of the paths that go through. */
  readonly paths: readonly number[]
  /** Absent of a bundle. */
  readonly node?: PathNode
  readonly label: string
  readonly below: string | undefined
  /** How many paths a bundle holds; 0 of a node. */
  readonly bundled: number
}

interface Point {
  readonly x: number
  readonly y: number
}

export interface DrawnLabel extends Point {
  readonly above: readonly string[]
  readonly below: string | undefined
  readonly room: number
}

export interface DrawnEdge {
  readonly key: string
  readonly from: string
  readonly to: string
  readonly line: string
  readonly decision: AccessPath['decision']
  readonly paths: readonly number[]
  /** Of the chosen path, else of the first that goes this way; absent of a bundle. */
  readonly step?: PathStep
  readonly label: DrawnLabel
  /** Numbers of the places to cut, from 1. */
  readonly pins: readonly number[]
  readonly pin: Point
  /** Where the mark of a condition or of a gap stands. */
  readonly mark: Point
}

export interface DrawnBand extends Box {
  readonly account: string
  readonly name: string
}

export interface PathsDrawing {
  readonly width: number
  readonly height: number
  readonly columns: number
  readonly bands: readonly DrawnBand[]
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly DrawnEdge[]
}

/** The width of the console's content at 1440 px. */
const contentWidth = 1156
const margin = 14
const nodeHeight = 42
const rowPitch = 60
/** Name of the account above the first row of its band, and the room between two bands. */
const bandHead = 28
const bandGap = 12
const bandPad = 12
/** From here on a line bends towards its node. */
const bend = 30
const nodeWidths = { least: 108, most: 188 } as const
/** Ends are named in full, so their columns are wider. */
const endExtra = 30
const gapLimits = { least: 68, most: 236 } as const
const labelPad = 14
const pinRoom = 22
/** For the mark of a condition or of a gap, before the line bends. */
const markRoom = 18
/** About the width of a letter of 11 px Inter. */
const letter = 5.9

export function layPaths(paths: readonly AccessPath[], cuts: readonly PathCut[], view: PathsView): PathsDrawing {
  const { roots, byKey } = growTree(paths, view)
  const branches = [...byKey.values()]
  const { rows, placed, start, columns, spans } = giveGrid(roots, branches, paths)
  const columnOf = (branch: Branch): number => columns - 1 - branch.depth
  const lines = branches.map((branch) => lineOf(branch, cuts, view.chosen))
  const { rowY, height } = rowPlaces(rows, spans)
  const extra = Array.from({ length: columns }, (_, column) =>
    placed.some((branch) => columnOf(branch) === column && isEnd(branch.node)) ? endExtra : 0,
  )
  const { columnX, nodeWidth, gaps, width } = columnPlaces(
    extra,
    lines.map((line) => ({ column: columnOf(line.branch), room: roomOf(line) })),
    start !== undefined,
  )
  const box = (column: number, row: number): Box => ({
    x: columnX[column] ?? 0,
    y: (rowY[row] ?? 0) - nodeHeight / 2,
    width: nodeWidth + (extra[column] ?? 0),
    height: nodeHeight,
  })

  const nodes: DrawnNode[] = placed.map((branch) => ({
    ...box(columnOf(branch), branch.row),
    key: branch.key,
    column: columnOf(branch),
    row: branch.row,
    paths: branch.node === undefined ? branch.bundled : branch.paths,
    ...(branch.node !== undefined && { node: branch.node }),
    ...wordsOf(branch, paths),
    bundled: branch.bundled.length,
  }))
  if (start !== undefined) {
    const [label, below] = linesOf(start.node)
    const through = new Set(start.branches.flatMap((branch) => branch.paths))
    const words = { label, below, bundled: 0 }
    nodes.push({
      ...box(0, start.row),
      key: startKey,
      column: 0,
      row: start.row,
      paths: [...through],
      node: start.node,
      ...words,
    })
  }
  const nodeOf = new Map(nodes.map((node) => [node.key, node]))

  const edges = lines.flatMap(({ branch, step, words, pins }): DrawnEdge[] => {
    const from = nodeOf.get(start?.branches.includes(branch) ? startKey : branch.key)
    const to = branch.parent && nodeOf.get(branch.parent.key)
    if (from === undefined || to === undefined) return []
    const y = rowY[branch.row] ?? 0
    const begin = { x: from.x + from.width, y: from.y + nodeHeight / 2 }
    const flat = begin.y === y ? begin.x : begin.x + bend
    const isMarked = step !== undefined && step.decision !== 'Allowed'
    const labelX = flat + labelPad + (pins.length > 0 ? pinRoom : 0)
    return [
      {
        key: branch.key,
        from: from.key,
        to: to.key,
        line: lineThrough(begin, y, { x: to.x, y: to.y + nodeHeight / 2 + portOf(branch) }),
        decision: step?.decision ?? bestOf(branch.bundled.flatMap((index) => paths[index]?.decision ?? [])),
        paths: branch.node === undefined ? branch.bundled : branch.paths,
        ...(step !== undefined && { step }),
        label: {
          x: labelX,
          y,
          room: (gaps[from.column] ?? 0) - (labelX - begin.x) - bend + (isMarked ? -4 : 10),
          ...words,
        },
        pins,
        pin: { x: flat + 15, y },
        mark: { x: to.x - bend - 6, y },
      },
    ]
  })
  const bands = spans.map((span): DrawnBand => {
    const x = (columnX[columns - 1 - span.left] ?? 0) - bandPad
    const y = (rowY[span.top] ?? 0) - rowPitch / 2 - bandHead + 6
    return {
      account: span.account,
      name: span.name,
      x,
      y,
      width:
        (columnX[columns - 1 - span.right] ?? 0) + nodeWidth + (extra[columns - 1 - span.right] ?? 0) + bandPad - x,
      height: (rowY[span.bottom] ?? 0) + rowPitch / 2 - 2 - y,
    }
  })
  return { width, height, columns, bands, nodes, edges }
}

const isEnd = (node: PathNode | undefined): boolean => node !== undefined && shapeOf(node) === 'end'

/** Key of the node where everything begins, when it is drawn once for several lines. */
const startKey = 'start'

function wordsOf(branch: Branch, paths: readonly AccessPath[]): Pick<DrawnNode, 'label' | 'below'> {
  if (branch.node !== undefined) {
    const [label, below] = linesOf(branch.node)
    return { label, below }
  }
  const places = new Set(branch.bundled.flatMap((index) => (paths[index] && placeOf(paths[index].from)) ?? []))
  const [place] = places
  return {
    label: `${branch.bundled.length} more`,
    below: places.size === 0 ? undefined : places.size === 1 ? `in ${place}` : `in ${places.size} accounts`,
  }
}

const bestOf = (decisions: readonly AccessPath['decision'][]): AccessPath['decision'] =>
  decisions.includes('Allowed') ? 'Allowed' : decisions.includes('Conditional') ? 'Conditional' : 'Unknown'

/* ------------------------------------------------------------------ lines and their words */

interface Line {
  readonly branch: Branch
  readonly step: PathStep | undefined
  readonly words: Pick<DrawnLabel, 'above' | 'below'>
  readonly pins: readonly number[]
}

/** The way of the chosen path, else the first; how many more there are stands below. */
function lineOf(branch: Branch, cuts: readonly PathCut[], chosen: number | undefined): Line {
  const ways = [...branch.ways.values()]
  const step = branch.ways.get(chosen ?? -1) ?? ways[0]
  const pins = cuts.flatMap((cut, at) => (ways.some((way) => sameStep(cut, way)) ? [at + 1] : []))
  if (step === undefined) return { branch, step, words: { above: [], below: undefined }, pins }
  const others = new Set(ways.map((way) => way.path)).size - 1
  const below =
    others > 0
      ? [step.path, `+ ${others} ${others === 1 ? 'way' : 'ways'}`].filter((word) => word !== undefined).join(' ')
      : step.conditionText === undefined
        ? step.path
        : `if ${step.conditionText}`
  return { branch, step, words: { above: edgeWords(step), below }, pins }
}

/** What stands below is cut to about what the words above need, and said whole beside the picture. */
const longestBelow = 15
function roomOf({ step, words, pins }: Line): number {
  const letters = Math.max(
    0,
    ...words.above.map((line) => line.length),
    Math.min(longestBelow, words.below?.length ?? 0),
  )
  const isMarked = step !== undefined && step.decision !== 'Allowed'
  return letters * letter + (pins.length > 0 ? pinRoom : 0) + (isMarked ? markRoom : 0)
}

/** Straight on a row of its own, bent where it begins elsewhere, and where it comes in. */
function lineThrough(begin: Point, row: number, end: Point): string {
  const half = bend / 2
  const out =
    begin.y === row
      ? `M${begin.x} ${begin.y}`
      : `M${begin.x} ${begin.y}C${begin.x + half} ${begin.y} ${begin.x + half} ${row} ${begin.x + bend} ${row}`
  if (end.y === row) return `${out}H${end.x}`
  const turn = end.x - bend
  return `${out}H${turn}C${turn + half} ${row} ${turn + half} ${end.y} ${end.x} ${end.y}`
}

/** Lines that come in above and below the middle keep a little apart. */
const portStep = 5
const portMost = 13
function portOf(branch: Branch): number {
  const { parent, row } = branch
  if (parent === undefined || row === parent.row) return 0
  const isAbove = row < parent.row
  const between = parent.children.filter((one) =>
    isAbove ? one.row > row && one.row < parent.row : one.row < row && one.row > parent.row,
  )
  return Math.min(portMost, (between.length + 1) * portStep) * (isAbove ? -1 : 1)
}

/* ------------------------------------------------------------------ places */

function rowPlaces(
  rows: number,
  spans: readonly Span[],
): { readonly rowY: readonly number[]; readonly height: number } {
  const heads = new Set(spans.map((span) => span.top))
  const rowY: number[] = []
  let top = 4
  for (let row = 0; row < rows; row += 1) {
    if (heads.has(row)) top += bandHead + (row > 0 ? bandGap : 0)
    rowY.push(top + rowPitch / 2)
    top += rowPitch
  }
  return { rowY, height: top + 8 }
}

interface ColumnPlaces {
  readonly columnX: readonly number[]
  readonly nodeWidth: number
  /** Right of each column. */
  readonly gaps: readonly number[]
  readonly width: number
}

/** Gaps are as wide as the words in them; nodes take what is left, then the gaps again. */
function columnPlaces(
  extra: readonly number[],
  labels: readonly { readonly column: number; readonly room: number }[],
  forked: boolean,
): ColumnPlaces {
  const columns = extra.length
  const wanted = Array.from({ length: Math.max(0, columns - 1) }, (_, column) => {
    const words = Math.max(0, ...labels.filter((label) => label.column === column).map((label) => label.room))
    const room = labelPad + words + bend + (forked && column === 0 ? bend : 0)
    return Math.min(gapLimits.most, Math.max(gapLimits.least, room))
  })
  const sum = wanted.reduce((total, gap) => total + gap, 0)
  const inner = contentWidth - 2 * margin - extra.reduce((total, one) => total + one, 0)
  const nodeWidth = Math.floor(Math.min(nodeWidths.most, Math.max(nodeWidths.least, (inner - sum) / columns)))
  const more = Math.max(0, inner - sum - columns * nodeWidth) / Math.max(1, wanted.length)
  const gaps = wanted.map((gap) => Math.floor(Math.min(gapLimits.most, gap + more)))
  const columnX: number[] = []
  let x = margin
  for (let column = 0; column < columns; column += 1) {
    columnX.push(x)
    x += nodeWidth + (extra[column] ?? 0) + (gaps[column] ?? 0)
  }
  return { columnX, nodeWidth, gaps, width: Math.max(contentWidth, x + margin) }
}
