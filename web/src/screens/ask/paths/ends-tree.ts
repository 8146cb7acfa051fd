/**
 * Access paths as a tree of their ends: the root is what is reached, and paths that end alike share the branches near it. Chooses
 * which paths are drawn and which stand in bundles (look.md §9: at most 30 nodes). Pure, tested through layout.ts.
 */
import type { AccessPath, PathNode, PathStep } from '../../../api/schema.ts'

/** look.md §9 */
const mostNodes = 30
/** Who reaches the same node in one step is drawn this often; the rest is a bundle. */
const mostAlike = 4

export interface Branch {
  readonly key: string
  /** Absent of a bundle. */
  readonly node: PathNode | undefined
  readonly parent: Branch | undefined
  readonly account: string | undefined
  readonly children: Branch[]
  /** Indexes of the paths that go through. */
  readonly paths: number[]
  /** The step to the parent, of each of these paths: there may be several ways. */
  readonly ways: Map<number, PathStep>
  /** Of a bundle: indexes of the paths in it. */
  readonly bundled: readonly number[]
  row: number
  /** Counted from the right. */
  depth: number
}

export interface PathsView {
  /** Index of the chosen path. */
  readonly chosen?: number | undefined
  /** Key of the bundle that somebody has opened. */
  readonly opened?: string | undefined
}

interface Tree {
  readonly roots: Branch[]
  readonly byKey: Map<string, Branch>
}

/** From the end to the beginning: `[administrator, role, person]`. */
const nodesFromEnd = (path: AccessPath): readonly PathNode[] => [
  path.to,
  ...path.steps.map((step) => step.from).reverse(),
]

const keyBelow = (parent: string | undefined, node: PathNode): string =>
  parent === undefined ? node.id : `${parent} < ${node.id}`

function keysOf(path: AccessPath): readonly string[] {
  const keys: string[] = []
  for (const node of nodesFromEnd(path)) keys.push(keyBelow(keys.at(-1), node))
  return keys
}

export function growTree(paths: readonly AccessPath[], view: PathsView): Tree {
  const first = view.chosen === undefined ? [] : [view.chosen]
  const closed = plant(paths, choosePaths(paths, first))
  const inside = view.opened === undefined ? [] : (closed.byKey.get(view.opened)?.bundled ?? [])
  return inside.length === 0 ? closed : plant(paths, choosePaths(paths, [...first, ...inside]))
}

/** As many paths as 30 nodes hold, bundles counted: those that must be seen first, then in the order of the answer. */
function choosePaths(paths: readonly AccessPath[], wanted: readonly number[]): ReadonlySet<number> {
  const keys = paths.map(keysOf)
  const drawn = new Set<string>()
  const chosen = new Set<number>()
  const alike = new Map<string, number>()
  const fits = (index: number): boolean => {
    const next = new Set([...drawn, ...(keys[index] ?? [])])
    const bundles = new Set(
      keys.flatMap((own, at) =>
        chosen.has(at) || at === index || next.has(own.at(-1) ?? '') ? [] : [joinOf(own, next)],
      ),
    )
    return next.size + bundles.size <= mostNodes
  }
  const take = (index: number, most: number): void => {
    const own = keys[index] ?? []
    const added = own.filter((key) => !drawn.has(key))
    const join = own.at(-2) ?? ''
    const same = alike.get(join) ?? 0
    // The first path always has its place, however long it is.
    if (chosen.has(index) || (chosen.size > 0 && added.length > 0 && !fits(index))) return
    if (added.length === 1 && same >= most) return
    if (added.length > 0) alike.set(join, same + 1)
    for (const key of added) drawn.add(key)
    chosen.add(index)
  }
  for (const index of wanted) take(index, Number.POSITIVE_INFINITY)
  for (const index of paths.keys()) take(index, mostAlike)
  // A bundle of one would take the place of what is in it.
  for (const [, [only, ...more]] of Map.groupBy(hiddenOf(keys, chosen, drawn), (one) => one.join))
    if (only !== undefined && more.length === 0) take(only.index, Number.POSITIVE_INFINITY)
  return chosen
}

/** The drawn node at which a path that is not drawn joins those that are; '' when it ends elsewhere. */
const joinOf = (keys: readonly string[], drawn: ReadonlySet<string>): string =>
  keys.findLast((key) => drawn.has(key)) ?? ''

const hiddenOf = (
  keys: readonly (readonly string[])[],
  chosen: ReadonlySet<number>,
  drawn: ReadonlySet<string>,
): readonly { readonly index: number; readonly join: string }[] =>
  keys.flatMap((own, index) => (chosen.has(index) ? [] : [{ index, join: joinOf(own, drawn) }]))

function plant(paths: readonly AccessPath[], drawn: ReadonlySet<number>): Tree {
  const tree: Tree = { roots: [], byKey: new Map() }
  for (const [index, path] of paths.entries()) if (drawn.has(index)) addPath(tree, path, index)
  const hidden = hiddenOf(paths.map(keysOf), drawn, new Set(tree.byKey.keys()))
  for (const [join, same] of Map.groupBy(hidden, (one) => one.join)) {
    const bundled = same.map(({ index }) => index)
    const places = new Set(bundled.map((index) => paths[index]?.from.account))
    const account = places.size === 1 ? [...places][0] : undefined
    addBranch(tree, { key: `${join}${moreMark}`, node: undefined, parent: tree.byKey.get(join), account, bundled })
  }
  return tree
}

const moreMark = ' < more'
/** Key of the node that a bundle stands before. */
export const behindBundle = (key: string): string => key.slice(0, -moreMark.length)

function addPath(tree: Tree, path: AccessPath, index: number): void {
  let parent: Branch | undefined
  const steps = [undefined, ...[...path.steps].reverse()]
  for (const [at, node] of nodesFromEnd(path).entries()) {
    const key = keyBelow(parent?.key, node)
    const branch: Branch =
      tree.byKey.get(key) ?? addBranch(tree, { key, node, parent, account: node.account, bundled: [] })
    branch.paths.push(index)
    const step = steps[at]
    if (step !== undefined) branch.ways.set(index, step)
    parent = branch
  }
}

function addBranch(tree: Tree, facts: Pick<Branch, 'key' | 'node' | 'parent' | 'account' | 'bundled'>): Branch {
  const branch: Branch = { ...facts, children: [], paths: [], ways: new Map(), row: 0, depth: 0 }
  tree.byKey.set(branch.key, branch)
  if (branch.parent === undefined) tree.roots.push(branch)
  else branch.parent.children.push(branch)
  return branch
}
