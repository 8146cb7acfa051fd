/** From the engine's references to words: which statements decide, and where they stand. */
import type { PolicyType, StatementRef } from '../../evaluate/types.ts'
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import type { Reason } from '../answers.ts'
import { type Assessment, ownerOf } from '../assess.ts'
import { originIn, othersOf } from '../joined-policy.ts'
import { principalNamed } from '../named-by.ts'
import type { Question } from '../question.ts'
import type { CompiledLevel, CompiledPrincipal, World } from '../world.ts'

export interface Explained {
  readonly world: World
  readonly one: CompiledPrincipal
  readonly question: Question
  readonly assessment: Assessment
}

export function reasonsOf(explained: Explained, refs: readonly StatementRef[]): readonly Reason[] {
  return effective(explained, refs).flatMap((ref) => reasonOf(explained, ref) ?? [])
}

/** Without an identity policy that allows, a statement that lets in the account as a whole grants its principals nothing. */
export function effective(explained: Explained, refs: readonly StatementRef[]): readonly StatementRef[] {
  const allows = (type: PolicyType): boolean => refs.some((ref) => ref.type === type && ref.effect === 'Allow')
  if (explained.one.principal.type === 'root' || !allows('resource') || allows('identity')) return refs
  return refs.filter((ref) => ref.type !== 'resource' || ref.effect === 'Deny' || namesItself(explained, ref))
}

function namesItself(explained: Explained, ref: StatementRef): boolean {
  const { world, one } = explained
  const origin = originOf(explained, ref)
  const named = origin && world.facts(origin.entry).statements[origin.statement]?.principals
  if (!named || named.everybody || named.inverted) return true
  return named.aws.some((name) => principalNamed(world, name)?.index === one.index)
}

/** Undefined for a policy that no document of the snapshot stands behind. */
export function reasonOf(explained: Explained, ref: StatementRef): Reason | undefined {
  const found = originOf(explained, ref)
  if (!found) return undefined
  const { entry, statement } = found
  return {
    effect: ref.effect,
    layer: ref.type,
    policy: entry.name,
    policyRef: entry.ref,
    statement,
    ...(ref.sid !== undefined && { sid: ref.sid }),
    ...(found.level !== undefined && { level: found.level }),
    why: whyOf(explained, ref),
  }
}

/** The words depend on the principal only where the statement names one or reads a key about the single principal. */
function whyOf(explained: Explained, ref: StatementRef): string {
  const { world, question, assessment } = explained
  const say = (): string => world.engine.why(assessment.request, assessment.policies, ref)
  const found = originOf(explained, ref)
  const facts = found && world.facts(found.entry).statements[found.statement]
  if (!facts || facts.principals || facts.keys.size > 0) return say()
  return world.remember(`${ref.policy} ${ref.statement} ${question.action} ${question.resource}`, say)
}

/** The document of a statement. `level`: label of the SCP or RCP level. */
export interface Origin {
  readonly entry: PolicyEntry
  readonly statement: number
  readonly level?: string
}

export function originOf(explained: Explained, ref: StatementRef): Origin | undefined {
  const { world, one, question } = explained
  const { statement } = ref
  const inLevels = (levels: readonly CompiledLevel[]) => {
    const level = levels[ref.level ?? 0]
    const entry = level?.entries[ref.position]
    return level && entry && { entry, statement, level: level.label }
  }
  const plain = (entry: PolicyEntry | undefined) => entry && { entry, statement }
  switch (ref.type) {
    case 'identity':
      return plain(one.identity.entries[ref.position])
    case 'permissionsBoundary':
      return plain(one.boundary?.entries[ref.position])
    case 'serviceControl':
      return inLevels(one.account.serviceControl)
    case 'resourceControl':
      return inLevels(ownerOf(world, question, one.account)?.resourceControl ?? [])
    case 'resource': {
      const { entry } = question.resourcePolicy
      return entry && originIn(entry, othersOf(question.resourcePolicy), statement)
    }
    case 'session':
    case 'endpoint':
      return undefined
  }
}
