/** Coverage in words: cells that say the same become one row, the gravest first. */
import { type CellState, type CellType, cellName, gravity } from '../core/inventory/coverage.ts'

export interface Cell {
  readonly integration: string
  readonly accountId: string
  readonly accountName: string | null
  readonly region: string
  readonly type: CellType
  readonly state: CellState
  readonly action?: string
  readonly reason?: string
  readonly objects: number
}

const stateWords: Readonly<Record<CellState, string>> = {
  denied: 'refused',
  blocked_by_scp: 'blocked by an SCP',
  throttled: 'throttled',
  region_disabled: 'Region not enabled',
  failed: 'failed',
  suspect: 'doubtful',
  unsupported: 'not available',
  not_collected: 'not collected',
  excluded: 'left out by choice',
  skipped_by_setting: 'switched off in the settings',
  ok: 'read in part',
}

/** As it was wished, whatever the type: these are told once for all types. */
const wished: ReadonlySet<CellState> = new Set(['excluded', 'skipped_by_setting'])

const whyOf = (cell: Cell): string => cell.reason ?? cell.action ?? ''
/** The sentence without what differs from cell to cell: the Region, and figures. */
const shapeOf = (cell: Cell): string =>
  whyOf(cell)
    .replaceAll(cell.region, '…')
    .replace(/\b\d[\d,]*\b/g, '…')

/** Read, and nothing is missing in it. */
export const isWhole = ({ state, reason, action }: Cell): boolean =>
  state === 'ok' && reason === undefined && action === undefined

/** What was read in part goes before what nobody wished to be read. */
const rankOf = ({ state }: Cell): number => gravity.indexOf(state === 'ok' ? 'not_collected' : state)

export const gapsOf = (cells: readonly Cell[]): readonly Cell[] =>
  cells.filter((cell) => !isWhole(cell)).sort((a, b) => rankOf(a) - rankOf(b))

/** The name of the only one, or how many there are. */
function nameOrNumber(names: readonly string[]): string {
  const different = new Set(names)
  const [only] = different
  return different.size === 1 && only !== undefined ? only : String(different.size)
}

const accountOf = (cell: Cell): string => cell.accountName ?? cell.accountId

export const groupHead = ['type', 'state', 'accounts', 'Regions', 'why']
export function groupRows(gaps: readonly Cell[]): readonly (readonly string[])[] {
  const keyOf = (cell: Cell) => JSON.stringify([wished.has(cell.state) || cell.type, cell.state, shapeOf(cell)])
  return [...Map.groupBy(gaps, keyOf).values()].flatMap((cells) => {
    const [first] = cells
    if (first === undefined) return []
    const types = new Set(cells.map(({ type }) => type))
    return [
      [
        types.size === 1 ? cellName(first.type) : `${types.size} types`,
        stateWords[first.state],
        nameOrNumber(cells.map(accountOf)),
        nameOrNumber(cells.map(({ region }) => region)),
        new Set(cells.map(whyOf)).size === 1 ? whyOf(first) : shapeOf(first),
      ],
    ]
  })
}

export const cellHead = ['account', 'Region', 'type', 'state', 'why']
export const cellRows = (gaps: readonly Cell[]): readonly (readonly string[])[] =>
  gaps.map((cell) => [accountOf(cell), cell.region, cellName(cell.type), stateWords[cell.state], whyOf(cell)])
