/** Principals of two worlds by ARN, and which of them may be different. */
import { isSameContent } from '../../inventory/content-key.ts'
import type { CompiledAccount, CompiledLayer } from '../world.ts'
import type { Pair, Worlds } from './differences.ts'
import { changedPositions, redrawnPositions } from './overlay-world.ts'

export interface Pairing {
  /** All of them: those of the later world in its order, then those that are gone. */
  all(): Iterable<Pair>
  of(arn: string): Pair | undefined
}

export function pairingOf({ before, after }: Worlds, only: string | undefined): Pairing {
  const of = (arn: string): Pair | undefined => {
    if (only !== undefined && arn !== only) return undefined
    const pair = { before: before.principalByArn.get(arn), after: after.principalByArn.get(arn) }
    return pair.before || pair.after ? pair : undefined
  }
  function* all(): Iterable<Pair> {
    for (const one of after.principals) yield { before: before.principalByArn.get(one.principal.arn), after: one }
    for (const one of before.principals)
      if (!after.principalByArn.get(one.principal.arn)) yield { before: one, after: undefined }
  }
  return {
    of,
    all: () => {
      if (only === undefined) return all()
      const pair = of(only)
      return pair ? [pair] : []
    },
  }
}

/** Those about whom anything may be different. */
export function changedPairs(worlds: Worlds): readonly Pair[] {
  const pairs = worlds.isEdit ? editedPairs(worlds) : [...pairingOf(worlds, undefined).all()]
  const isSameAccount = accountComparer()
  return pairs.filter((pair) => !isSame(pair, isSameAccount))
}

/** By position, so that no record is made to find one. */
function editedPairs({ before, after }: Worlds): readonly Pair[] {
  const redrawn = redrawnPositions(before, after)
  return changedPositions(before, after).map((index): Pair => {
    const pair = { before: before.principals.at(index), after: after.principals.at(index) }
    return redrawn.has(index) ? pair : { ...pair, onlyPolicies: true }
  })
}

const isSame = ({ before, after, onlyPolicies }: Pair, isSameAccount: SameAccount): boolean => {
  if (!before || !after || !isSameAccount(before.account, after.account)) return false
  // Layers first: for the rest a record must be made.
  if (!isSameLayer(before.identity, after.identity) || !isSameLayer(before.boundary, after.boundary)) return false
  if (onlyPolicies) return isSameContent(before.holes, after.holes)
  const [old, now] = [before.principal, after.principal]
  return (
    old.type === now.type &&
    old.uniqueId === now.uniqueId &&
    isSameContent(before.holes, after.holes) &&
    isSameContent(old.tags, now.tags) &&
    isSameContent(old.people, now.people) &&
    isSameContent(old.trust?.document, now.trust?.document)
  )
}

type SameAccount = (old: CompiledAccount, now: CompiledAccount) => boolean

/** Asked for each of its principals, and found out once. */
function accountComparer(): SameAccount {
  const known = new WeakMap<CompiledAccount, WeakMap<CompiledAccount, boolean>>()
  return (old, now) => {
    if (old === now) return true
    const answers = known.get(old) ?? new WeakMap<CompiledAccount, boolean>()
    known.set(old, answers)
    const answer = answers.get(now) ?? isSameContent(old.account, now.account)
    answers.set(now, answer)
    return answer
  }
}

/** One engine gives equal policies one id. */
const isSameLayer = (old: CompiledLayer | undefined, now: CompiledLayer | undefined): boolean =>
  old === now ||
  (old !== undefined &&
    now !== undefined &&
    old.ids.length === now.ids.length &&
    old.ids.every((id, at) => id === now.ids[at]))
