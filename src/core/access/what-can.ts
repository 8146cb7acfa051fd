/**
 * What one principal can do. Asked without a resource, an action counts when it is allowed on some resource: its policies'
 * own resource patterns are what it is tried on. Grants by resource policies alone are not looked for; ask `who-can` on the resource.
 */
import { splitArn } from '../arn/arn.ts'
import type { AccessLevel, CatalogueAction } from '../catalogue.ts'
import type { Residual } from '../evaluate/types.ts'
import { nearest } from '../nearest.ts'
import { err, ok, type Result } from '../result.ts'
import { type ActionRange, actionClasses, allowedSomewhere } from './action-classes.ts'
import { type AdminVerdict, factsOf } from './administrators.ts'
import type { Ability, CoverageGap, WhatCanAnswer } from './answers.ts'
import { type Assessment, assess } from './assess.ts'
import type { GivenContext } from './context.ts'
import { type StatementFacts, speaksOf } from './policy-facts.ts'
import { type AccessFault, questionOf, resolveQuestion } from './question.ts'
import { readingsOf } from './readings.ts'
import { takes } from './resource-form.ts'
import { outOfScopeNotes } from './sentence.ts'
import { words } from './words.ts'
import type { CompiledPrincipal, World } from './world.ts'

export interface WhatCanOptions {
  readonly service?: string
  readonly resource?: string
  readonly context?: GivenContext
}

/** Of one service. */
interface Found {
  readonly levels: Record<AccessLevel, number>
  /** Only where one service is asked about. */
  readonly abilities: Ability[]
}

export const noLevels = (): Record<AccessLevel, number> => ({
  List: 0,
  Read: 0,
  Write: 0,
  'Permissions management': 0,
  Tagging: 0,
})

/** A policy may list thousands of resources; beyond these the answer names the first ones. */
const maxPatterns = 24

export function whatCan(
  world: World,
  one: CompiledPrincipal,
  options: WhatCanOptions,
  verdict: AdminVerdict,
): Result<WhatCanAnswer, AccessFault> {
  const range = options.service === undefined ? undefined : world.catalogue.actionRange(options.service.toLowerCase())
  if (options.service !== undefined && !range) {
    const suggestions = nearest(options.service, world.catalogue.services, 5)
    return err({ code: 'unknown_action', message: words.unknownService(options.service), suggestions })
  }
  const probe = options.resource === undefined ? undefined : resolveQuestion(world, 's3:GetObject', options.resource)
  if (probe && !probe.ok) return probe
  const within = range ? { from: range[0], to: range[1] } : everyAction(world)
  /** Those that leave something out. */
  const assessments: Assessment[] = []
  const byService = new Map<string, Found>()
  for (const { ability, actions } of abilitiesIn(world, one, { ...options, within }, assessments)) {
    const [{ service }] = actions
    const found = byService.get(service) ?? { levels: noLevels(), abilities: [] }
    byService.set(service, found)
    for (const action of actions) {
      const level = levelOf(action)
      if (level) found.levels[level] += 1
      if (options.service !== undefined) found.abilities.push({ ...ability, action: action.name })
    }
  }
  const services = [...byService].sort(([a], [b]) => (a < b ? -1 : 1))
  return ok({
    principal: one.principal.arn,
    admin: verdict.admin,
    notes: notesOn(options, assessments),
    services: services.map(([service, { levels, abilities }]) => {
      const name = world.catalogue.serviceName(service)
      return {
        service,
        ...(name !== undefined && { name }),
        levels,
        ...(options.service !== undefined && { actions: abilities.sort((a, b) => (a.action < b.action ? -1 : 1)) }),
      }
    }),
    gaps: distinctGaps(assessments),
    ...readingsOf(world, one, probe?.value),
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
  })
}

/** Actions of one service that are allowed on the same resources, for the same reason. */
export interface AbleGroup {
  readonly ability: Omit<Ability, 'action'>
  readonly actions: readonly [CatalogueAction, ...CatalogueAction[]]
}

export const everyAction = ({ catalogue }: World): ActionRange => ({ from: 0, to: catalogue.actionCount })

/** Everything that is allowed somewhere. What leaves something out is added to `assessments`. */
export function* abilitiesIn(
  world: World,
  one: CompiledPrincipal,
  options: WhatCanOptions & { readonly within: ActionRange },
  assessments: Assessment[],
): Generator<AbleGroup> {
  const { within } = options
  const wanted = wantedActions(world, one, options, within)
  for (const ids of actionClasses(world.catalogue, factsOf(world, one), within, wanted)) {
    const actions = ids.map((id) => world.catalogue.action(id))
    // Actions of one class may still take different resources; group them by the service field of their ARNs.
    for (const [first, ...others] of Map.groupBy(actions, arnServicesOf).values()) {
      const ability = first && abilityOf(world, one, first, options, assessments)
      if (ability) yield { ability, actions: [first, ...others] }
    }
  }
}

function notesOn(options: WhatCanOptions, assessments: readonly Assessment[]): readonly string[] {
  return [
    ...(options.resource === undefined ? [words.ownPoliciesOnly] : []),
    ...(assessments.some(({ answer }) => answer === 'Unknown') ? [words.asFarAsRead] : []),
    ...outOfScopeNotes(assessments, ['serviceControl', 'resourceControl']),
  ]
}

function distinctGaps(assessments: readonly Assessment[]): readonly CoverageGap[] {
  const gaps = new Map<string, CoverageGap>()
  for (const gap of assessments.flatMap((one) => one.gaps)) gaps.set(`${gap.account} ${gap.service} ${gap.reason}`, gap)
  return [...gaps.values()]
}

/** Without an Allow of its own, a principal has what is free to all; only root users and resource policies know more. */
function wantedActions(
  world: World,
  one: CompiledPrincipal,
  options: WhatCanOptions,
  within: ActionRange,
): Uint8Array | undefined {
  if (one.principal.type === 'root' || options.resource !== undefined) return undefined
  const mask = allowedSomewhere(world.catalogue, one.identity.entries.map(world.facts), within)
  const free = world.catalogue.actionId('sts:GetCallerIdentity')
  if (free >= within.from && free < within.to) mask[free - within.from] = 1
  return mask
}

/** On which resources the action is allowed; undefined when on none. */
function abilityOf(
  world: World,
  one: CompiledPrincipal,
  action: CatalogueAction,
  options: WhatCanOptions,
  assessments: Assessment[],
): Omit<Ability, 'action'> | undefined {
  const resources: string[] = []
  let conditional: Residual | undefined
  let certain = false
  for (const pattern of patternsFor(world, one, action, options)) {
    const question = questionOf(world, action, pattern)
    const assessment = assess(world, one, question, options.context ?? new Map())
    if (assessment.gaps.length > 0) assessments.push(assessment)
    // What a gap makes unknown still counts as read; the gaps stand beside the summary.
    const { decision, condition } = assessment.asRead
    if (decision !== 'Allowed' && decision !== 'Conditional') continue
    if (decision === 'Allowed') certain = true
    else conditional ??= condition
    resources.push(pattern)
    if (pattern === '*' && decision === 'Allowed') break
  }
  if (resources.length === 0) return undefined
  if (certain) return { decision: 'Allowed', resources }
  return { decision: 'Conditional', resources, ...(conditional && { condition: conditional }) }
}

function patternsFor(
  world: World,
  one: CompiledPrincipal,
  action: CatalogueAction,
  options: WhatCanOptions,
): readonly string[] {
  if (options.resource !== undefined) {
    // Only actions that take such a resource: `*` on `*` covers every text, also a queue action on a bucket.
    const question = resolveQuestion(world, action.name, options.resource)
    if (!question.ok || question.value.wildcardOnly) return []
    const { resource } = question.value
    return resource === '*' || takes(action, resource) ? [resource] : []
  }
  return ownPatterns(world, one, action)
}

/** The resources that its own Allow statements name for an action, `*` first. */
export function ownPatterns(world: World, one: CompiledPrincipal, action: CatalogueAction): readonly string[] {
  if (action.resourceTypes.length === 0 || one.principal.type === 'root') return ['*']
  const services = arnServicesOf(action).split(',')
  const lower = action.name.toLowerCase()
  const speaking = one.identity.entries
    .flatMap((entry) => world.facts(entry).statements)
    .filter((statement) => statement.effect === 'Allow' && speaksOf(statement, lower))
  const patterns = new Set(speaking.flatMap((statement) => resourcesOf(statement, one)))
  const fitting = [...patterns].filter((pattern) => {
    const fields = splitArn(pattern)
    return pattern === '*' || (fields !== undefined && services.includes(fields.service))
  })
  return fitting.sort((a, b) => (a === '*' ? -1 : b === '*' ? 1 : a < b ? -1 : 1)).slice(0, maxPatterns)
}

function resourcesOf(statement: StatementFacts, { principal }: CompiledPrincipal): readonly string[] {
  if (statement.notResources) return ['*']
  return statement.resources.map((pattern) =>
    principal.type === 'user' ? pattern.replaceAll('${aws:username}', principal.name) : pattern,
  )
}

const arnServices = new WeakMap<CatalogueAction, string>()

/** Service fields of the ARNs that the action takes, as one text. */
function arnServicesOf(action: CatalogueAction): string {
  const known = arnServices.get(action)
  if (known !== undefined) return known
  const services = action.resourceTypes.map(({ type }) => type.arnPattern.split(':')[2] ?? '')
  const made = [...new Set(services)].sort().join(',')
  arnServices.set(action, made)
  return made
}

/**
 * The catalogue has every action of permissions management and of tagging under Write as well, where SAR gives one level. Each
 * counts once: under what is special about it, else under the level that can do most.
 */
const byPrecedence: readonly AccessLevel[] = ['Permissions management', 'Tagging', 'Write', 'Read', 'List']

export const levelOf = ({ levels }: CatalogueAction): AccessLevel | undefined =>
  byPrecedence.find((one) => levels.includes(one))
