/** From the engine's references to words: the reasons of a decision and the ladder of layers, in AWS's order. */
import type { PolicyType, StatementRef } from '../evaluate/types.ts'
import type { PolicyEntry } from '../inventory/snapshot.ts'
import type { CanAnswer, LayerStep, Reason } from './answers.ts'
import { type Assessment, bindsScps, ownerOf, withOpenResource } from './assess.ts'
import { originIn } from './key-policy.ts'
import { principalNamed } from './named-by.ts'
import { speaksOf } from './policy-facts.ts'
import type { Question } from './question.ts'
import { notesOf, sentenceOf } from './sentence.ts'
import { conditionText, words } from './words.ts'
import type { CompiledLayer, CompiledLevel, CompiledPrincipal, World } from './world.ts'

export interface Explained {
  readonly world: World
  readonly one: CompiledPrincipal
  readonly question: Question
  readonly assessment: Assessment
  /** The statements that bear on the decision; for an implicit denial also those of the layers that would allow. */
  readonly bearing?: readonly StatementRef[]
}

/* ------------------------------------------------------------------ reasons */

export function reasonsOf(explained: Explained, refs: readonly StatementRef[]): readonly Reason[] {
  return effective(explained, refs).flatMap((ref) => reasonOf(explained, ref) ?? [])
}

/** Without an identity policy that allows, a statement that lets in the account as a whole grants its principals nothing. */
function effective(explained: Explained, refs: readonly StatementRef[]): readonly StatementRef[] {
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
function reasonOf(explained: Explained, ref: StatementRef): Reason | undefined {
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

interface Origin {
  readonly entry: PolicyEntry
  readonly statement: number
  readonly level?: string
}

function originOf(explained: Explained, ref: StatementRef): Origin | undefined {
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
      const { entry, grants } = question.resourcePolicy
      return entry && originIn(entry, grants, statement)
    }
    case 'session':
    case 'endpoint':
      return undefined
  }
}

/* ------------------------------------------------------------------ the ladder */

type Rung = Omit<LayerStep, 'decides'>

function ladderOf(explained: Explained): readonly LayerStep[] {
  const { one, world, question } = explained
  const owner = ownerOf(world, question, one.account)
  const rungs: readonly Rung[] = [
    ...levelRungs(explained, 'serviceControl', one.account.serviceControl, bindsScps(one)),
    ...levelRungs(explained, 'resourceControl', owner?.resourceControl ?? [], bindsScps(one)),
    resourceRung(explained),
    identityRung(explained),
    boundaryRung(explained),
    { layer: 'session', label: words.sessionLabel, result: 'none', text: words.noSession },
  ]
  const deciding = decidingRung(explained, rungs)
  return rungs.map((rung, index) => ({ ...rung, decides: index === deciding }))
}

function levelRungs(
  explained: Explained,
  layer: 'serviceControl' | 'resourceControl',
  levels: readonly CompiledLevel[],
  binds: boolean,
): readonly Rung[] {
  const isScp = layer === 'serviceControl'
  const label = isScp ? words.scpsLabel : words.rcpsLabel
  const gap = explained.assessment.layers.find((one) => one.layer === layer)
  const rungs: Rung[] = gap ? [{ layer, label, result: 'unread', text: words.rungNotRead(gap.gap.reason) }] : []
  if (!binds) return [...rungs, { layer, label, result: 'none', text: words.bindsNot }]
  // Every RCP level has RCPFullAWSAccess, whether it is told or not; levels with nothing else are not worth a rung.
  const isEmpty = levels.length === 0 || (!isScp && levels.every((level) => level.ids.length === 0))
  if (isEmpty) return gap ? rungs : [{ layer, label, result: 'none', text: words.noneApplies }]
  const levelLabel = isScp ? words.scpLabel : words.rcpLabel
  return [
    ...rungs,
    ...levels.map((level, index) =>
      policyRung(explained, { layer, label: levelLabel(level.label), policies: level, level: index }),
    ),
  ]
}

function resourceRung(explained: Explained): Rung {
  const { question, world, assessment } = explained
  const label = question.service === 'sts' ? words.trustLabel : words.resourceLabel
  const gap = assessment.layers.find((layer) => layer.layer === 'resource' && !layer.onlyAdds)
  if (gap) return { layer: 'resource', label, result: 'unread', text: words.rungNotRead(gap.gap.reason) }
  const { entry } = question.resourcePolicy
  if (!entry) return { layer: 'resource', label, result: 'none', text: words.noneAttached }
  const rung = policyRung(explained, { layer: 'resource', label, policies: world.layer([entry], 'resource') })
  if (rung.result !== 'silent') return rung
  const names = namedBy(explained, entry)
  return names.length === 0 ? rung : { ...rung, text: words.silentNames(names) }
}

/** Whom the statements that speak of the action name: the others. */
function namedBy({ world, question }: Explained, entry: PolicyEntry): readonly string[] {
  const speaking = world.facts(entry).statements.filter((one) => speaksOf(one, question.actionLowerCase))
  const names = speaking.flatMap(({ principals }) =>
    principals && !principals.inverted ? [...principals.aws, ...principals.services, ...principals.federated] : [],
  )
  const short = [...new Set(names)].map((name) => name.split('/').at(-1) ?? name)
  return short.length > 3 ? [...short.slice(0, 2), `${short.length - 2} others`] : short
}

function identityRung(explained: Explained): Rung {
  const { one, assessment } = explained
  const label = words.identityLabel
  if (one.principal.type === 'root') return { layer: 'identity', label, result: 'allow', text: words.rootNeedsNone }
  const rung = policyRung(explained, { layer: 'identity', label, policies: one.identity })
  const gap = assessment.layers.find((layer) => layer.layer === 'identity' && layer.state !== 'suspect')
  if (gap && (rung.result === 'silent' || rung.result === 'none')) {
    return { layer: 'identity', label, result: 'unread', text: words.rungNotRead(gap.gap.reason) }
  }
  return rung
}

function boundaryRung(explained: Explained): Rung {
  const { boundary } = explained.one
  const base = { layer: 'permissionsBoundary', label: words.boundaryLabel } as const
  if (!boundary) return { ...base, result: 'none', text: words.noneAttached }
  const [hole] = boundary.holes
  if (hole !== undefined) return { ...base, result: 'unread', text: words.rungNotRead(hole) }
  return policyRung(explained, { ...base, policies: boundary })
}

interface RungInput {
  readonly layer: PolicyType
  readonly label: string
  readonly policies: CompiledLayer
  readonly level?: number
}

/** What the policies of one layer (one level of it) contributed, from the statements that the engine named. */
function policyRung(explained: Explained, { layer, label, policies, level }: RungInput): Rung {
  const bearing = effective(explained, explained.bearing ?? explained.assessment.asRead.decidedBy)
  const refs = bearing.filter((ref) => ref.type === layer && (level === undefined || (ref.level ?? 0) === level))
  const chosen =
    refs.find((ref) => ref.effect === 'Deny' && !ref.conditional) ??
    refs.find((ref) => ref.effect === 'Deny') ??
    refs.find((ref) => !ref.conditional) ??
    refs[0]
  const reason = chosen && reasonOf(explained, chosen)
  const base = { layer, label, ...(reason && { reason }) }
  if (!chosen || !reason) return undecidingRung(explained, base, policies)
  if (chosen.conditional)
    return { ...base, result: 'conditional', text: words.underCondition(reason.policy, chosen.effect) }
  if (chosen.effect === 'Deny') return { ...base, result: 'deny', text: words.denies(reason.policy) }
  const denying = policies.entries.filter((entry) => explained.world.facts(entry).denies > 0)
  const denies = denying.reduce((sum, entry) => sum + explained.world.facts(entry).denies, 0)
  const lookedAt =
    denies === 0 ? '' : `. ${words.deniesLookedAt(denying.map((entry) => entry.name).slice(0, 3), denies)}`
  return { ...base, result: 'allow', text: `${words.allows(reason.policy)}${lookedAt}` }
}

/** Layers whose policies can be asked one by one (`PolicyEngine.says`). */
const askable: ReadonlySet<PolicyType> = new Set(['identity', 'permissionsBoundary', 'serviceControl'])

/** A layer that decides nothing may still allow: an explicit denial is told with what would have allowed it. */
function undecidingRung(explained: Explained, base: Pick<Rung, 'layer' | 'label'>, policies: CompiledLayer): Rung {
  const { world, assessment } = explained
  const says = policies.ids.map((id) =>
    askable.has(base.layer) ? world.engine.says(id, assessment.request).allow : false,
  )
  const certain = says.indexOf(true)
  const possible = certain === -1 ? says.findIndex((allow) => allow !== false) : certain
  const name = policies.entries[possible]?.name
  if (name === undefined) {
    return { ...base, result: policies.ids.length === 0 ? 'none' : 'silent', text: silentText(explained, policies) }
  }
  return certain === -1
    ? { ...base, result: 'conditional', text: words.underCondition(name, 'Allow') }
    : { ...base, result: 'allow', text: words.allows(name) }
}

function silentText({ world }: Explained, policies: CompiledLayer): string {
  if (policies.ids.length === 0) return words.noneAttached
  const denying = policies.entries.filter((entry) => world.facts(entry).denies > 0)
  const denies = denying.reduce((sum, entry) => sum + world.facts(entry).denies, 0)
  if (denies > 0) return words.deniesLookedAt(denying.map((entry) => entry.name).slice(0, 3), denies)
  return words.silentPolicies(policies.ids.length)
}

/** Index of the rung that decides; -1 only when there is nothing to point at. */
function decidingRung({ assessment }: Explained, rungs: readonly Rung[]): number {
  const first = (...results: readonly Rung['result'][]): number =>
    rungs.findIndex((rung) => results.includes(rung.result))
  switch (assessment.answer) {
    case 'ExplicitlyDenied':
      return first('deny')
    case 'Unknown': {
      const [gap] = assessment.gaps
      const layer = assessment.layers.find((candidate) => candidate.gap === gap)?.layer
      return rungs.findIndex((rung) => rung.layer === layer)
    }
    case 'Conditional':
      return first('conditional')
    case 'ImplicitlyDenied': {
      const [missing] = assessment.asRead.missing
      return rungs.findIndex((rung) => rung.layer === missing && (rung.result === 'silent' || rung.result === 'none'))
    }
    case 'Allowed': {
      const granting = ['identity', 'resource'] as const
      const layer = granting.find((name) => rungs.some((rung) => rung.layer === name && rung.result === 'allow'))
      return rungs.findIndex((rung) => rung.layer === layer && rung.result === 'allow')
    }
  }
}

/** An implicit denial names what is missing; what the other layers say is seen when the missing ones are left open. */
function bearingOf({ world, question, assessment }: Explained): readonly StatementRef[] {
  const { asRead, request, policies } = assessment
  if (asRead.decision !== 'ImplicitlyDenied' || asRead.missing.length === 0) return asRead.decidedBy
  const { identity, permissionsBoundary, serviceControl, ...rest } = policies
  const lacks = (type: PolicyType): boolean => asRead.missing.includes(type)
  const opened = {
    ...(lacks('resource') ? withOpenResource(world, rest, question) : rest),
    identity: lacks('identity') ? world.open.identity : identity,
    ...(permissionsBoundary && !lacks('permissionsBoundary') && { permissionsBoundary }),
    // Behind the policies of each level, so that the levels which do allow still say by which.
    ...(serviceControl && { serviceControl: serviceControl.map((level) => [...level, ...world.open.identity]) }),
  }
  const { decidedBy } = world.engine.evaluate(request, opened)
  return decidedBy.filter((ref) => ref.type === 'serviceControl' || !lacks(ref.type))
}

/* ------------------------------------------------------------------ the answer */

export function canAnswerOf(explained: Explained): CanAnswer {
  const { world, one, question, assessment } = explained
  const { asRead, answer } = assessment
  const steps = ladderOf({ ...explained, bearing: bearingOf(explained) })
  const condition = answer === 'Conditional' || asRead.decision === 'Conditional' ? asRead.condition : undefined
  return {
    principal: one.principal.arn,
    action: question.action,
    resource: question.resource,
    decision: answer,
    ...(answer === 'Unknown' && { asRead: asRead.decision }),
    ...(condition && { condition, conditionText: conditionText(condition) }),
    sentence: sentenceOf(explained, steps),
    notes: notesOf(explained),
    reasons: reasonsOf(explained, asRead.decidedBy),
    steps,
    wouldChange: [],
    alsoNeeded: [],
    flags: asRead.flags.filter((flag) => flag !== 'notCollected:kmsGrants' || !grantsRead(question)),
    gaps: assessment.gaps,
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
  }
}

const grantsRead = ({ resourcePolicy: { grants } }: Question): boolean => grants?.reading.state === 'read'
