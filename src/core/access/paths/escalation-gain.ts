/**
 * What a principal would be after it was given more: administrator by the same measure as everybody (administrators.ts), under
 * what remains of its boundary and under the SCPs.
 */
import type { PolicyEntry, SnapshotGroup } from '../../inventory/snapshot.ts'
import { type AdminJudgement, isTestedSingly, judgeAdministrator } from '../administrators.ts'
import { isDenial } from '../assess.ts'
import type { CompiledLayer, CompiledPrincipal, World } from '../world.ts'
import { allOf, type Proof, proven } from './escalation-proof.ts'

export interface Gain {
  /** As it is. */
  asItIs(one: CompiledPrincipal): Proof | undefined
  /** With a policy that allows everything; those of its own that are replaced no longer deny either. */
  withEverything(one: CompiledPrincipal, isReplaced?: (entry: PolicyEntry) => boolean): Proof | undefined
}

export function createGain(world: World): Gain {
  const known = new Map<string, Proof | undefined>()
  const judged = (changed: CompiledPrincipal): Proof | undefined => {
    const key = traitsOf(world, changed)
    if (known.has(key)) return known.get(key)
    const proof = proofOfJudgement(judgeAdministrator(world, changed))
    known.set(key, proof)
    return proof
  }
  const everything: CompiledLayer = { ids: world.open.identity, entries: [], holes: [] }
  return {
    asItIs: judged,
    withEverything(one, isReplaced = () => false) {
      // Beside a policy that allows everything only those count that deny.
      const denying = kept(one.identity, (entry) => !isReplaced(entry) && world.facts(entry).denies > 0)
      return judged({ ...one, identity: joined(denying, everything) })
    },
  }
}

/** What a judgement depends on, as one text. */
function traitsOf(world: World, one: CompiledPrincipal): string {
  const { principal, identity, boundary, holes } = one
  const isSingle = holes.length > 0 || isTestedSingly(world, one)
  return [principal.account, principal.type, identity.ids, boundary?.ids ?? '-', isSingle ? principal.arn : ''].join(
    ' ',
  )
}

/**
 * Which policies of a principal are replaced when it is given everything: the one that is rewritten; where inline policies are
 * written, those that stand there under their names (IAM API Reference, `PutRolePolicy`: "adds or updates").
 */
export function replacedBy(action: string, resource: string): (entry: PolicyEntry) => boolean {
  if (/^iam:Put(?:User|Role|Group)Policy$/.test(action))
    return ({ kind, arn }) => (kind === 'inline' || kind === 'group-inline') && arn === resource
  return ({ kind, arn }) => kind === 'customer-managed' && arn === resource
}

/** Entries and ids run side by side, so a policy without an entry can only stand last. */
const joined = (own: CompiledLayer, more: CompiledLayer): CompiledLayer => ({
  ids: [...own.ids, ...more.ids],
  entries: [...own.entries, ...more.entries],
  holes: [...own.holes, ...more.holes],
})

function kept({ ids, entries, holes }: CompiledLayer, wanted: (entry: PolicyEntry) => boolean): CompiledLayer {
  return {
    ids: ids.filter((_, at) => entries[at] !== undefined && wanted(entries[at])),
    entries: entries.filter(wanted),
    holes,
  }
}

/* ------------------------------------------------------------------ changed */

/** A member of a group as well. */
export function inGroup(world: World, one: CompiledPrincipal, { arn, identity }: SnapshotGroup): CompiledPrincipal {
  const { principal } = one
  return {
    ...one,
    principal: { ...principal, groups: [...(principal.groups ?? []), arn] },
    identity: joined(one.identity, world.layer(identity, 'identity')),
  }
}

/** With another version of a policy in force. */
export function withVersion(
  world: World,
  one: CompiledPrincipal,
  policy: PolicyEntry,
  version: PolicyEntry,
): CompiledPrincipal {
  const others = kept(one.identity, (entry) => entry !== policy)
  return { ...one, identity: joined(others, world.layer([version], 'identity')) }
}

/** With another version of its boundary in force. */
export const withBoundary = (world: World, one: CompiledPrincipal, version: PolicyEntry): CompiledPrincipal => ({
  ...withoutBoundary(one),
  principal: one.principal,
  boundary: world.layer([version], 'permissionsBoundary'),
})

/** Nothing holds it back any more but SCPs and its own policies. */
export function withoutBoundary(one: CompiledPrincipal): CompiledPrincipal {
  const { boundary: _, ...principal } = one.principal
  const lost = one.boundary?.holes ?? []
  return { ...one, principal, boundary: undefined, holes: one.holes.filter((hole) => !lost.includes(hole)) }
}

function proofOfJudgement({ admin, open }: AdminJudgement): Proof | undefined {
  // What only an unread policy could give is no gain.
  if (admin === 'no' || open.some(({ asRead }) => isDenial(asRead))) return undefined
  const decision = admin === 'yes' ? 'Allowed' : admin === 'conditional' ? 'Conditional' : 'Unknown'
  return allOf([
    { ...proven, decision },
    ...open.map(({ asRead, gaps }) => ({
      ...proven,
      conditions: asRead.condition && decision === 'Conditional' ? [asRead.condition] : [],
      gaps,
    })),
  ])
}
