/**
 * Attaching and detaching SCPs and RCPs. The snapshot has the tree of the organization as the levels over each account, so a
 * root or an OU is every account's level of that name.
 */
import { shortHash } from '../../inventory/content-key.ts'
import type { PolicyDocument } from '../../inventory/objects.ts'
import type { PolicyEntry, PolicyLevel, SnapshotAccount } from '../../inventory/snapshot.ts'
import { nearest } from '../../nearest.ts'
import { err, ok, type Result } from '../../result.ts'
import type { AccessFault } from '../question.ts'
import type { ChangeOf } from './change.ts'
import { type Draft, type Edit, edited, mapShared, refuse, type SnapshotRest, unchanged, withAccounts } from './edit.ts'
import { checked } from './find.ts'
import { say } from './words.ts'

type Layer = 'serviceControl' | 'resourceControl'

interface Target {
  readonly id: string
  /** `Root`, `OU Production`, `account lake-prod`. */
  readonly label: string
}

export function attachOrganizationPolicy(draft: Draft, change: ChangeOf<'attach-organization-policy'>): Edit {
  const { type, document } = change
  const target = findTarget(draft.rest, type, change.target)
  if (!target.ok) return target
  const policy = findOrganizationPolicy(draft, type, change.policy, document)
  if (!policy.ok) return policy
  const entry = policy.value
  if (attachedTo(draft.rest, type, target.value.id).includes(entry))
    return unchanged(draft, say.alreadyAttached(entry.name, target.value.label))
  const next = withLevel(draft, type, target.value.id, (policies) => [...policies, entry])
  return edited(next, isRoot(target.value) ? [say.managementNotBound(type)] : [])
}

export function detachOrganizationPolicy(draft: Draft, change: ChangeOf<'detach-organization-policy'>): Edit {
  const { type } = change
  const target = findTarget(draft.rest, type, change.target)
  if (!target.ok) return target
  const policy = findOrganizationPolicy(draft, type, change.policy, undefined)
  if (!policy.ok) return policy
  const entry = policy.value
  const { id, label } = target.value
  const attached = attachedTo(draft.rest, type, id)
  if (!attached.includes(entry)) return unchanged(draft, say.notAttached(entry.name, label))
  const next = withLevel(draft, type, id, (policies) => policies.filter((one) => one !== entry))
  return edited(next, type === 'serviceControl' && attached.length === 1 ? [say.lastScp(label)] : [])
}

/** The management account lies under the root too. */
const isRoot = ({ label }: Target): boolean => label === 'Root'

/* ------------------------------------------------------------------ targets */

/** Root, OU or account, by id or name; an account also by its alias. */
function findTarget(rest: SnapshotRest, type: Layer, text: string): Result<Target, AccessFault> {
  const wanted = text.trim()
  const targets = targetsOf(rest, type)
  const isMeant = ({ id, label }: Target): boolean =>
    id === wanted || label === wanted || label.replace(/^(?:OU|account) /, '') === wanted
  const aliased = rest.accounts.find(({ alias, name }) => alias === wanted || name === wanted)
  const found = targets.filter((target) => isMeant(target) || target.id === aliased?.id)
  const [only] = found
  if (only && found.length === 1) return ok(only)
  if (only) return refuse(say.ambiguousTarget(wanted), { suggestions: found.map(({ id }) => id), fix: say.nameById })
  const account = rest.accounts.find(({ id, name, alias }) => [id, name, alias].includes(wanted))
  if (account) return refuse(whyUnbound(account, type))
  if (targets.length === 0) return refuse(say.noOrganization(type))
  const names = targets.flatMap(({ id, label }) => [id, label.replace(/^(?:OU|account) /, '')])
  return refuse(say.unknownTarget(wanted), { suggestions: nearest(wanted, names, 5) })
}

/** Each once, in the order of the accounts that they stand over. */
function targetsOf(rest: SnapshotRest, type: Layer): readonly Target[] {
  const targets = new Map<string, Target>()
  for (const account of rest.accounts) {
    for (const { target, label } of account[type].levels) targets.set(target, { id: target, label })
  }
  return [...targets.values()]
}

function whyUnbound(account: SnapshotAccount, type: Layer): string {
  const name = account.name ?? account.id
  if (account.isManagement) return say.managementAccount(name, type)
  const { reading } = account[type]
  return reading.state === 'read' || reading.state === 'none'
    ? say.notEnabled(name, type)
    : say.notRead(name, reading.reason)
}

/* ------------------------------------------------------------------ policies */

/** By id, ARN or name. One that hangs nowhere is not in the snapshot; its document makes up for that. */
function findOrganizationPolicy(
  draft: Draft,
  type: Layer,
  text: string,
  document: PolicyDocument | undefined,
): Result<PolicyEntry, AccessFault> {
  const wanted = text.trim()
  const known = [
    ...new Set(draft.rest.accounts.flatMap((account) => account[type].levels.flatMap(({ policies }) => policies))),
  ]
  const found = known.filter(
    ({ arn, name, ref }) => arn === wanted || name === wanted || ref === wanted || arn?.split('/').at(-1) === wanted,
  )
  const [only] = found
  if (found.length > 1) {
    return refuse(say.ambiguousPolicy(wanted), {
      fix: say.nameByRef,
      suggestions: found.map((entry) => entry.arn ?? entry.ref),
    })
  }
  if (only && document !== undefined) return refuse(say.knownAlready(wanted), { fix: say.useEditPolicy })
  if (only) return ok(only)
  if (document === undefined) {
    const suggestions = nearest(
      wanted,
      known.map(({ name }) => name),
      5,
    )
    return refuse(say.unknownOrganizationPolicy(wanted, type), { fix: say.giveDocument, suggestions })
  }
  const valid = checked(draft, document, type)
  if (!valid.ok) return err(valid.error)
  return ok({
    ref: shortHash(`organization ${wanted}`),
    name: wanted,
    kind: type === 'serviceControl' ? 'service-control' : 'resource-control',
    document,
  })
}

/* ------------------------------------------------------------------ levels */

function attachedTo(rest: SnapshotRest, type: Layer, target: string): readonly PolicyEntry[] {
  for (const account of rest.accounts) {
    const level = account[type].levels.find((one) => one.target === target)
    if (level) return level.policies
  }
  return []
}

function withLevel(
  draft: Draft,
  type: Layer,
  target: string,
  change: (policies: readonly PolicyEntry[]) => readonly PolicyEntry[],
): Draft {
  return withAccounts(draft, (account) => {
    const old = account[type]
    const levels = mapShared(old.levels, (level: PolicyLevel) =>
      level.target === target ? { ...level, policies: change(level.policies) } : level,
    )
    return levels === old.levels ? account : { ...account, [type]: { ...old, levels } }
  })
}
