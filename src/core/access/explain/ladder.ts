/** The ladder of layers, in AWS's order: what each of them contributed, and which one decides. */
import type { PolicyType, StatementRef } from '../../evaluate/types.ts'
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import type { LayerStep } from '../answers.ts'
import { bindsScps, ownerOf, withOpenResource } from '../assess.ts'
import { speaksOf } from '../policy-facts.ts'
import { words } from '../words.ts'
import type { CompiledLayer, CompiledLevel } from '../world.ts'
import { type Explained, effective, reasonOf } from './reasons.ts'

type Rung = Omit<LayerStep, 'decides'>

interface Climbed extends Explained {
  /** The statements that bear on the decision; for an implicit denial also those of the layers that would allow. */
  readonly bearing: readonly StatementRef[]
}

export function ladderOf(answered: Explained): readonly LayerStep[] {
  const explained = { ...answered, bearing: bearingOf(answered) }
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
  explained: Climbed,
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

function resourceRung(explained: Climbed): Rung {
  const { question, world, assessment } = explained
  const label = question.service === 'sts' ? words.trustLabel : words.resourceLabel
  const gap = assessment.layers.find((layer) => layer.layer === 'resource' && !layer.onlyAdds)
  if (gap) return { layer: 'resource', label, result: 'unread', text: words.rungNotRead(gap.gap.reason) }
  if (assessment.asRead.flags.includes('s3BlockPublicAccess')) {
    return { layer: 'resource', label, result: 'deny', text: words.publicAccessBlocked }
  }
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

function identityRung(explained: Climbed): Rung {
  const { one, assessment } = explained
  const label = words.identityLabel
  if (one.principal.type === 'root') return { layer: 'identity', label, result: 'allow', text: words.rootNeedsNone }
  const rung = policyRung(explained, { layer: 'identity', label, policies: one.identity })
  const gap = assessment.layers.find((layer) => layer.layer === 'identity')
  if (gap && (rung.result === 'silent' || rung.result === 'none')) {
    return { layer: 'identity', label, result: 'unread', text: words.rungNotRead(gap.gap.reason) }
  }
  return rung
}

function boundaryRung(explained: Climbed): Rung {
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
function policyRung(explained: Climbed, { layer, label, policies, level }: RungInput): Rung {
  const bearing = effective(explained, explained.bearing)
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
