/**
 * Which principals the engine cannot tell apart on either side, as far as the actions of a lens go: of one account and type, with the
 * same policies about these actions. What else they carry says nothing about them.
 */
import { isSameContent } from '../../inventory/content-key.ts'
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import type { CompiledLayer, CompiledPrincipal, World } from '../world.ts'
import { entriesOf, type Pair, type Worlds } from './differences.ts'
import type { Lens } from './lens.ts'
import { numberOf } from './numbers.ts'

/** Equal for pairs between which only keys about the single principal, and policies that name it, can tell. */
export function likeness(worlds: Worlds, lens: Lens, pair: Pair): string {
  const { before, after } = pair
  const isAbout = (world: World) => (entry: PolicyEntry) => lens.speaking(world.facts(entry)).length > 0
  const old = before && `${standing(worlds.before, before)} ${policies(before, isAbout(worlds.before))}`
  const now = after && `${standing(worlds.after, after)} ${policies(after, isAbout(worlds.after))}`
  return `${old ?? ''}|${now ?? ''}|${ownOf(worlds, pair)}`
}

/** The policies about one action, on both sides. */
export function bearing({ before, after }: Worlds, lens: Lens, pair: Pair, action: number): string {
  const isAbout = (world: World) => (entry: PolicyEntry) =>
    lens.speaking(world.facts(entry)).some((statement) => lens.speaks(statement, action))
  const old = pair.before && policies(pair.before, isAbout(before))
  return `${old ?? ''}|${(pair.after && policies(pair.after, isAbout(after))) ?? ''}`
}

/** All but policies. */
export function standing({ principals }: World, { index, account, holes, boundary }: CompiledPrincipal): string {
  const limit = boundary ? boundary.ids.length : '-'
  return `${numberOf(account)} ${principals.typeAt(index)} ${limit} ${holes.join()}`
}

/** An edit leaves a principal its id and its tags; between two snapshots whoever has others stands alone. */
function ownOf({ isEdit }: Worlds, { before, after }: Pair): string {
  if (isEdit) return ''
  const isSame =
    before?.principal.uniqueId === after?.principal.uniqueId &&
    isSameContent(before?.principal.tags, after?.principal.tags)
  return isSame ? '' : `${(after ?? before)?.principal.arn}`
}

function policies({ identity, boundary }: CompiledPrincipal, isAbout: (entry: PolicyEntry) => boolean): string {
  return `${numbersOf(identity, isAbout)};${boundary ? numbersOf(boundary, isAbout) : ''}`
}

/** In the order of their numbers: who carries the same in another order is decided alike. */
const numbersOf = ({ entries }: CompiledLayer, isAbout: (entry: PolicyEntry) => boolean): string =>
  entries
    .filter(isAbout)
    .map(numberOf)
    .sort((a, b) => a - b)
    .join()

export const statementsAbout = ({ before, after }: Worlds, lens: Lens, pair: Pair) =>
  [
    ...(pair.before ? entriesOf(pair.before).map(before.facts) : []),
    ...(pair.after ? entriesOf(pair.after).map(after.facts) : []),
  ].flatMap((policy) => lens.speaking(policy))
