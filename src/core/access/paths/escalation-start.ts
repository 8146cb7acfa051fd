/**
 * Starting something new: the actor chooses Region and resources. An action is tried on what the principal's own policies name,
 * as far as it fits the types of resource that the action takes; actions on one type must be allowed on the same resource.
 */
import { splitArn } from '../../arn/arn.ts'
import type { CatalogueAction } from '../../catalogue.ts'
import { homeRegionOf, regionsOf } from '../../regions.ts'
import { factsOf } from '../administrators.ts'
import type { GivenContext } from '../context.ts'
import { type Question, questionOf } from '../question.ts'
import { ownPatterns } from '../what-can.ts'
import type { CompiledPrincipal } from '../world.ts'
import type { Requirement } from './catalogue.ts'
import type { Asking } from './escalation-ask.ts'
import { allOf, isBetter, type Proof } from './escalation-proof.ts'
import { fitted } from './escalation-text.ts'

/** Further candidates of one type are not tried. */
const maxCandidates = 48

export interface Started {
  readonly proof: Proof
  /** What was chosen, for actions that take resources. */
  readonly resources: readonly string[]
}

export interface Starts {
  /** The best way to call all of them; undefined when there is none. What was found is kept by the list itself. */
  best(one: CompiledPrincipal, requires: readonly Requirement[]): Started | undefined
}

export function createStarts(asking: Asking): Starts {
  const known = new Map<readonly Requirement[], Map<string, Started | undefined>>()
  return {
    best(one, requires) {
      if (!requires.every(({ action }) => asking.speaks(one, action))) return undefined
      const byGroup = known.get(requires) ?? new Map<string, Started | undefined>()
      known.set(requires, byGroup)
      const group = asking.groupOf(one)
      if (!byGroup.has(group)) byGroup.set(group, startOf(asking, one, requires))
      return byGroup.get(group)
    },
  }
}

function startOf(asking: Asking, one: CompiledPrincipal, requires: readonly Requirement[]): Started | undefined {
  const calls = requires.flatMap((needed): Call[] => {
    const action = asking.action(needed.action)
    return action ? [{ needed, action, patterns: ownPatterns(asking.world, one, action) }] : []
  })
  if (calls.length < requires.length) return undefined
  let best: Started | undefined
  for (const region of regionsFor(asking, one, calls)) {
    const started = startIn(asking, one, calls, region)
    if (!started) continue
    if (!best || isBetter(started.proof, best.proof)) best = started
    if (best.proof.decision === 'Allowed') break
  }
  return best
}

interface Call {
  readonly needed: Requirement
  readonly action: CatalogueAction
  /** Of the principal's own Allow statements. */
  readonly patterns: readonly string[]
}

/** The Regions that policies bear on; any one where none does. */
function regionsFor({ world }: Asking, one: CompiledPrincipal, calls: readonly Call[]): readonly string[] {
  const partition = partitionOf(one)
  const home = homeRegionOf[partition]
  const named = calls.flatMap(({ patterns }) =>
    patterns.flatMap((pattern) => {
      const region = splitArn(pattern)?.region ?? ''
      return region === '' || region === '*' ? [] : [region]
    }),
  )
  const isTested = factsOf(world, one).some(({ statements }) =>
    statements.some(({ keys }) => keys.has('aws:requestedregion')),
  )
  const all = regionsOf[partition]
  if (isTested || named.some((region) => /[*?]/.test(region))) return [home, ...all.filter((region) => region !== home)]
  return [...new Set([home, ...named])]
}

function partitionOf({ principal }: CompiledPrincipal): keyof typeof regionsOf {
  const partition = splitArn(principal.arn)?.partition
  return partition === 'aws-cn' || partition === 'aws-us-gov' ? partition : 'aws'
}

function startIn(asking: Asking, one: CompiledPrincipal, calls: readonly Call[], region: string): Started | undefined {
  const proofs: Proof[] = []
  const resources: string[] = []
  for (const { needed, action } of calls) {
    if (typesOf(needed, action).length > 0) continue
    const proof = asking.ask(one, newResource(asking, action, '*'), calledIn(region, action))
    if (!proof) return undefined
    proofs.push(proof)
  }
  for (const [type, sharing] of byType(calls)) {
    const chosen = chosenOf(asking, one, { type, sharing, region })
    if (!chosen) return undefined
    proofs.push(chosen.proof)
    resources.push(chosen.resource)
  }
  return { proof: allOf(proofs), resources }
}

/** IAM and the like are in one Region, which the engine knows; the ARNs of what they hold name none. */
function calledIn(region: string, { resourceTypes }: CatalogueAction): GivenContext {
  const isRegional =
    resourceTypes.length === 0 || resourceTypes.some(({ type }) => type.arnPattern.includes('${Region}'))
  return new Map(isRegional ? [['aws:requestedregion', [region]]] : [])
}

/* ------------------------------------------------------------------ types of resource */

/** Those that SAR calls required; where it calls none so, all stand for one another and the first one is taken. */
function typesOf({ types }: Requirement, { resourceTypes }: CatalogueAction): readonly string[] {
  if (types) return types
  const required = resourceTypes.filter((one) => one.required)
  return (required.length > 0 ? required : resourceTypes.slice(0, 1)).map(({ type }) => type.name)
}

/** Calls by the type of resource that they are made on, each type once. */
function byType(calls: readonly Call[]): ReadonlyMap<string, readonly Call[]> {
  const found = new Map<string, Call[]>()
  for (const call of calls) {
    for (const type of typesOf(call.needed, call.action)) {
      const key = `${call.action.service} ${type}`
      const sharing = found.get(key)
      if (sharing) sharing.push(call)
      else found.set(key, [call])
    }
  }
  return found
}

/** Documents and images of AWS itself stand in no account. */
const publicTypes: ReadonlySet<string> = new Set(['document', 'image'])

interface Choice {
  /** Service and type. */
  readonly type: string
  readonly sharing: readonly Call[]
  readonly region: string
}

function chosenOf(
  asking: Asking,
  one: CompiledPrincipal,
  { type, sharing, region }: Choice,
): { readonly proof: Proof; readonly resource: string } | undefined {
  let best: { readonly proof: Proof; readonly resource: string } | undefined
  for (const resource of candidates(one, type.split(' ')[1] ?? '', sharing, region)) {
    const proof = allOn(asking, one, { sharing, resource, region })
    if (!proof || (best && !isBetter(proof, best.proof))) continue
    best = { proof, resource }
    if (proof.decision === 'Allowed') break
  }
  return best
}

function allOn(
  asking: Asking,
  one: CompiledPrincipal,
  { sharing, resource, region }: { sharing: readonly Call[]; resource: string; region: string },
): Proof | undefined {
  const proofs: Proof[] = []
  for (const { action } of sharing) {
    const proof = asking.ask(one, newResource(asking, action, resource), calledIn(region, action))
    if (!proof) return undefined
    proofs.push(proof)
  }
  return allOf(proofs)
}

/** Resources of the type that fit a pattern of every call. */
function candidates(one: CompiledPrincipal, type: string, sharing: readonly Call[], region: string): readonly string[] {
  const [first] = sharing
  const found = first?.action.resourceTypes.find((each) => each.type.name === type)
  if (!found) return []
  const { arnPattern } = found.type
  const fill = (account: string): string =>
    arnPattern
      .replace('${Partition}', partitionOf(one))
      .replace('${Region}', region)
      .replace('${Account}', account)
      .replaceAll(/\$\{[^}]*\}/g, '*')
  const templates = publicTypes.has(type) ? [fill(''), fill(one.principal.account)] : [fill(one.principal.account)]
  return sharing.reduce<readonly string[]>((texts, { patterns }) => {
    const met = texts.flatMap((text) => patterns.flatMap((pattern) => fitted(text, pattern) ?? []))
    return [...new Set(met)].slice(0, maxCandidates)
  }, templates)
}

/** What the actor makes has no policy of its own yet. */
function newResource({ world }: Asking, action: CatalogueAction, resource: string): Question {
  const question = questionOf(world, action, resource)
  return { ...question, resourcePolicy: { ...question.resourcePolicy, reading: { state: 'none' }, entry: undefined } }
}
