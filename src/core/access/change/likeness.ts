/**
 * Which principals the engine cannot tell apart on either side, as far as the actions of a lens go: of one account and type, with the
 * same policies about these actions. What else they carry says nothing about them.
 */
import { isSameContent } from '../../inventory/content-key.ts'
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import type { StatementFacts } from '../policy-facts.ts'
import type { CompiledLayer, CompiledPrincipal, World } from '../world.ts'
import { entriesOf, type Pair, type Worlds } from './differences.ts'
import type { Lens } from './lens.ts'
import { covers } from './probes.ts'

/** Equal for pairs between which only keys about the single principal, and policies that name it, can tell. */
export function likeness(worlds: Worlds, lens: Lens, pair: Pair): string {
  const isAbout = (world: World) => (entry: PolicyEntry) => lens.speaking(world.facts(entry)).length > 0
  return `${standingOf(worlds, pair)}|${carried(worlds, pair, isAbout)}`
}

/** The policies that bear on one action, on this resource as the engine is asked about it, or on any. */
export function bearing(worlds: Worlds, lens: Lens, pair: Pair, action: number, resource?: string): string {
  const bears = (statement: StatementFacts): boolean =>
    lens.speaks(statement, action) && (resource === undefined || mayCover(statement, resource))
  return carried(worlds, pair, (world) => (entry) => lens.speaking(world.facts(entry)).some(bears))
}

/** As the engine matches it, but for variables, which may stand for anything. */
function mayCover({ resources, notResources, variables }: StatementFacts, resource: string): boolean {
  if (notResources || resources.length === 0) return true
  return resources.some((text) => (variables && text.includes('${')) || covers(text, resource))
}

/** All but policies. */
export function standingOf(worlds: Worlds, pair: Pair): string {
  const { before, after } = pair
  const standing = ({ principals }: World, { index, account, holes, boundary }: CompiledPrincipal): string => {
    const limit = boundary ? boundary.ids.length : '-'
    return `${worlds.numberOf(account)} ${principals.typeAt(index)} ${limit} ${holes.join()}`
  }
  const old = before ? standing(worlds.before, before) : ''
  return `${old}|${after ? standing(worlds.after, after) : ''}|${ownOf(worlds, pair)}`
}

/** An edit leaves a principal its id and its tags; between two snapshots whoever has others stands alone. */
function ownOf({ isEdit }: Worlds, { before, after }: Pair): string {
  if (isEdit) return ''
  const isSame =
    before?.principal.uniqueId === after?.principal.uniqueId &&
    isSameContent(before?.principal.tags, after?.principal.tags)
  return isSame ? '' : `${(after ?? before)?.principal.arn}`
}

type About = (world: World) => (entry: PolicyEntry) => boolean

function carried({ before, after, numberOf }: Worlds, pair: Pair, isAbout: About): string {
  // In the order of their numbers: who carries the same in another order is decided alike.
  const numbers = (layer: CompiledLayer | undefined, world: World): string =>
    layer ? layer.entries.filter(isAbout(world)).map(numberOf).sort().join() : ''
  const policies = (one: CompiledPrincipal | undefined, world: World): string =>
    one ? `${numbers(one.identity, world)} ${numbers(one.boundary, world)}` : ''
  return `${policies(pair.before, before)}|${policies(pair.after, after)}`
}

/** What bears on the principal about the actions of the lens. */
export const statementsAbout = ({ before, after }: Worlds, lens: Lens, pair: Pair) =>
  [
    ...(pair.before ? entriesOf(pair.before).map(before.facts) : []),
    ...(pair.after ? entriesOf(pair.after).map(after.facts) : []),
  ].flatMap((policy) => lens.speaking(policy))
