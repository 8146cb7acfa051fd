/** Rows and columns of the tree of ends, and which of its nodes stand in one band. Pure, tested through layout.ts. */
import type { AccessPath, PathNode } from '../../../api/schema.ts'
import type { Branch } from './ends-tree.ts'

/** Of one account, in depths and rows: `left` is the greater depth. */
export interface Span {
  readonly account: string
  readonly name: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Grid {
  readonly rows: number
  /** What is drawn as a node of its own. */
  readonly placed: readonly Branch[]
  /** When everything begins at one node, it is drawn once, before all its lines. */
  readonly start: { readonly node: PathNode; readonly branches: readonly Branch[]; readonly row: number } | undefined
  readonly columns: number
  readonly spans: readonly Span[]
}

export function giveGrid(roots: readonly Branch[], branches: readonly Branch[], paths: readonly AccessPath[]): Grid {
  const rows = giveRows(roots)
  const start = sharedStart(paths, branches)
  const isStart = (branch: Branch): boolean => start?.branches.includes(branch) ?? false
  const placed = branches.filter((branch) => !isStart(branch))
  const pieces = giveColumns(roots, isStart)
  const deepest = Math.max(0, ...placed.map((branch) => branch.depth))
  for (const branch of start?.branches ?? []) branch.depth = deepest + 1
  return { rows, placed, start, columns: deepest + (start === undefined ? 1 : 2), spans: spansOf(pieces, start) }
}

const together = (a: Branch, b: Branch | undefined): boolean =>
  a.account !== undefined && b !== undefined && a.account === b.account

/** Those of the same account first, then account by account, so that bands stay whole. */
function sortChildren(branch: Branch): void {
  const place = new Map<string | undefined, number>()
  for (const child of branch.children) if (!place.has(child.account)) place.set(child.account, place.size)
  const rank = (child: Branch): number => (together(child, branch) ? -1 : (place.get(child.account) ?? 0))
  branch.children.sort((a, b) => rank(a) - rank(b) || Number(a.bundled.length > 0) - Number(b.bundled.length > 0))
}

const middleOf = <T>(all: readonly T[]): T | undefined => all[Math.floor((all.length - 1) / 2)]

/** Each leaf has a row; a node stands on the row of the middle one of its children, rather of its own account. */
function giveRows(roots: readonly Branch[]): number {
  let next = 0
  const give = (branch: Branch): void => {
    sortChildren(branch)
    for (const child of branch.children) give(child)
    const own = branch.children.filter((child) => together(child, branch))
    branch.row = middleOf(own.length > 0 ? own : branch.children)?.row ?? next++
  }
  for (const root of roots) give(root)
  return next
}

interface Piece {
  readonly account: string | undefined
  readonly members: readonly Branch[]
}

/** Neighbours in the same account are one band; another account begins left of all of it. */
function giveColumns(roots: readonly Branch[], skip: (branch: Branch) => boolean): readonly Piece[] {
  const pieces: Piece[] = []
  const open = (first: readonly Branch[], depth: number): void => {
    const members: Branch[] = []
    const strangers: Branch[] = []
    const take = (branch: Branch, at: number): void => {
      branch.depth = at
      members.push(branch)
      for (const child of branch.children) {
        if (skip(child)) continue
        if (together(child, branch)) take(child, at + 1)
        else strangers.push(child)
      }
    }
    for (const branch of first) take(branch, depth)
    pieces.push({ account: first[0]?.account, members })
    const deepest = Math.max(...members.map((member) => member.depth))
    for (const group of neighbours(strangers)) open(group, deepest + 1)
  }
  for (const root of roots) open([root], 0)
  return pieces
}

/** Those that lead to the same node out of the same account stand in one band; who has no account stands alone. */
const neighbours = (strangers: readonly Branch[]): readonly (readonly Branch[])[] => [
  ...Map.groupBy(strangers, (one) =>
    one.account === undefined ? one.key : `${one.account} ${one.parent?.key}`,
  ).values(),
]

function sharedStart(paths: readonly AccessPath[], branches: readonly Branch[]): Grid['start'] {
  const [first] = paths
  if (first === undefined || paths.some((path) => path.from.id !== first.from.id)) return undefined
  const leaves = branches.filter(
    (branch) => branch.parent !== undefined && branch.children.length === 0 && branch.node?.id === first.from.id,
  )
  const row = middleOf(leaves)?.row
  return leaves.length < 2 || row === undefined ? undefined : { node: first.from, branches: leaves, row }
}

function spansOf(pieces: readonly Piece[], start: Grid['start']): readonly Span[] {
  const starts = start?.branches ?? []
  const holders = new Set(
    starts.map((branch) => pieces.find((piece) => branch.parent && piece.members.includes(branch.parent))),
  )
  const [holder] = holders
  const joined = holders.size === 1 && starts.every((branch) => together(branch, branch.parent))
  const spans = pieces.flatMap((piece) =>
    spanOf(piece.account, joined && piece === holder ? [...piece.members, ...starts] : piece.members),
  )
  const alone = starts.filter((branch) => branch.row === start?.row)
  return joined ? spans : [...spans, ...spanOf(start?.node.account, alone)]
}

function spanOf(account: string | undefined, members: readonly Branch[]): readonly Span[] {
  if (account === undefined || members.length === 0) return []
  const depths = members.map((member) => member.depth)
  const rows = members.map((member) => member.row)
  return [
    {
      account,
      name: members.find((member) => member.node?.accountName !== undefined)?.node?.accountName ?? account,
      left: Math.max(...depths),
      right: Math.min(...depths),
      top: Math.min(...rows),
      bottom: Math.max(...rows),
    },
  ]
}
