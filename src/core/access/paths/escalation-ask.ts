/**
 * The questions that escalations ask of the engine: on the actual target, with the context that the call implies, at the time
 * of the snapshot. Whoever is left out is certain to be of no use as an actor.
 */
import { splitArn } from '../../arn/arn.ts'
import type { CatalogueAction } from '../../catalogue.ts'
import { memo } from '../../evaluate/memo.ts'
import { factsOf, groupOf } from '../administrators.ts'
import type { AdminAnswer } from '../answers.ts'
import { assess } from '../assess.ts'
import { type GivenContext, impliedAt } from '../context.ts'
import { judgeHolders } from '../holders.ts'
import { createSharedTexts, type StatementFacts, speaksOf } from '../policy-facts.ts'
import { type Question, questionOf } from '../question.ts'
import type { ActionReach } from '../reach.ts'
import { type Stepwise, stepwise } from '../stepwise.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import { escalationPaths, makingInstanceProfile, type Requirement, swappingRoles } from './catalogue.ts'
import type { Wanted } from './escalation-bound.ts'
import { membersBy } from './escalation-members.ts'
import { type Proof, proofOf, surest } from './escalation-proof.ts'
import type { PathPermission } from './path-answer.ts'
import { permissionOf } from './proof.ts'

export interface EscalationInput {
  readonly world: World
  readonly reach: (actionLowerCase: string) => ActionReach
  readonly adminOf: (one: CompiledPrincipal) => AdminAnswer
}

/** A principal, and what proves that it may. */
export interface Held {
  readonly actor: CompiledPrincipal
  readonly proof: Proof
}

export interface Asking {
  readonly world: World
  /** Undefined for an action that this catalogue of AWS does not know. */
  question(action: string, resource: string): Question | undefined
  action(name: string): CatalogueAction | undefined
  ask(one: CompiledPrincipal, question: Question, more?: GivenContext): Proof | undefined
  /** In whichever of several contexts it is surest. */
  askBest(one: CompiledPrincipal, question: Question, contexts: readonly GivenContext[]): Proof | undefined
  /** Who of those wanted may; administrators and who cannot be an actor are left out. */
  holding(question: Question, more?: GivenContext, wanted?: Wanted): readonly Held[]
  /** Of an account, those whose policies have an Allow that speaks of the action. */
  speaking(account: string, action: string): readonly CompiledPrincipal[]
  anySpeaking(account: string, action: string): boolean
  speaks(one: CompiledPrincipal, action: string): boolean
  /** Works ahead a little at a time what the first answers would wait for; false when nothing is left. */
  step(): boolean
  /** Does anything in the account tell attached policies apart. */
  testsAttached(account: string): boolean
  /** Those of one group have the same answers; worked out once. */
  groupOf(one: CompiledPrincipal): string
  /** Of each requirement, what its last call brought: actor after actor calls it on one target. */
  readonly lastContexts: Map<
    Requirement,
    { readonly changed: CompiledPrincipal; readonly contexts: readonly GivenContext[] }
  >
  /** A user or role that is not administrator already. Root users and service-linked roles start nothing. */
  isActor(one: CompiledPrincipal): boolean
}

export function createAsking({ world, reach, adminOf }: EscalationInput): Asking {
  const implied = impliedAt(world.snapshot.at)
  const isActor = rememberedByIndex(
    (one) => one.principal.type !== 'root' && one.principal.type !== 'service-linked-role' && adminOf(one) !== 'yes',
  )
  const speech = createSpeech(world, isActor)
  const testing = testingAttached(world)
  // Records are made on reading; edges of one actor are to hold one of them.
  const sameRecord = rememberedByIndex((one) => one)
  const action = (name: string): CatalogueAction | undefined => {
    const id = world.catalogue.actionId(name)
    return id < 0 ? undefined : world.catalogue.action(id)
  }
  const joined = new WeakMap<GivenContext, GivenContext>()
  const given = (more: GivenContext | undefined): GivenContext => {
    if (!more) return implied
    const made = joined.get(more) ?? new Map([...implied, ...more])
    joined.set(more, made)
    return made
  }
  const permission = (one: CompiledPrincipal, question: Question, context: GivenContext) => (): PathPermission =>
    permissionOf({ world, one, question, assessment: assess(world, one, question, context) })
  const ask: Asking['ask'] = (one, question, more) => {
    const context = given(more)
    return proofOf(assess(world, one, question, context), permission(one, question, context))
  }
  return {
    world,
    action,
    testsAttached: (account) => testing.value().has(account),
    groupOf: rememberedByIndex((one) => groupOf(world, one)),
    isActor,
    lastContexts: new Map(),
    ...speech,
    step: () => [speech, testing].some((one) => one.step()),
    question: rememberedQuestions((name, resource) => {
      const info = action(name)
      return info && questionOf(world, info, resource)
    }),
    ask,
    askBest: (one, question, contexts) => surest(contexts.map((more) => ask(one, question, more))),
    holding(question, more, wanted) {
      const among: Wanted = wanted ? (one) => isActor(one) && wanted(one) : isActor
      const context = given(more)
      return judgeHolders({ world, reach, question, given: context, among }).flatMap(({ members, assessment }) =>
        members.flatMap((member) => {
          const actor = sameRecord(member)
          const proof = proofOf(assessment, permission(actor, question, context))
          return proof ? [{ actor, proof }] : []
        }),
      )
    },
  }
}

/** Asked about one target by actor after actor, and held by the proofs: so they share it. */
const rememberedLast = 64

function rememberedQuestions(make: Asking['question']): Asking['question'] {
  const known = new Map<string, Question | undefined>()
  return (action, resource) => {
    const key = `${action} ${resource}`
    const found = known.get(key)
    if (found) return found
    if (known.size >= rememberedLast) known.clear()
    const made = make(action, resource)
    known.set(key, made)
    return made
  }
}

function rememberedByIndex<T>(make: (one: CompiledPrincipal) => T): (one: CompiledPrincipal) => T {
  const known: T[] = []
  return (one) => {
    known[one.index] ??= make(one)
    return known[one.index] ?? make(one)
  }
}

/** So many take a few milliseconds. */
const testedAtOnce = 500

/** Accounts in which something tells attached policies apart. */
const testingAttached = (world: World): Stepwise<ReadonlySet<string>> =>
  stepwise(function* () {
    const tests = (one: CompiledPrincipal): boolean =>
      factsOf(world, one).some(({ statements }) => statements.some(({ keys }) => keys.has('iam:policyarn')))
    const testing = new Set<string>()
    for (const one of world.principals) {
      if (one.index % testedAtOnce === 0) yield
      if (tests(one)) testing.add(one.account.account.id)
    }
    return testing
  })

/**
 * What the call brings, for everything that the actor may choose: for changes to a user or role the boundary that it has, where
 * AWS sends it (SAR, `iam:PermissionsBoundary`). The actor attaches what helps it most, so leave to attach harmless policies only is none.
 */
export function contextsOf(asking: Asking, needed: Requirement, changed: CompiledPrincipal): readonly GivenContext[] {
  const last = asking.lastContexts.get(needed)
  if (last?.changed === changed) return last.contexts
  const contexts = contextsFor(asking, needed, changed)
  asking.lastContexts.set(needed, { changed, contexts })
  return contexts
}

function contextsFor(asking: Asking, needed: Requirement, changed: CompiledPrincipal): readonly GivenContext[] {
  const { boundary, account } = changed.principal
  const sent = asking.action(needed.action)?.conditionKeys.includes('iam:PermissionsBoundary')
  const has: GivenContext = new Map(
    sent ? [['iam:permissionsboundary', boundary?.arn === undefined ? [] : [boundary.arn]]] : [],
  )
  if (needed.chooses === undefined) return [has]
  const aws = `arn:${splitArn(changed.principal.arn)?.partition ?? 'aws'}:iam::aws:policy/`
  const usual = `${aws}AdministratorAccess`
  if (needed.chooses === 'boundary') return [new Map([['iam:permissionsboundary', [usual]]])]
  const others = asking.testsAttached(account) ? [`${aws}IAMFullAccess`, ...ownAllowingIam(asking.world, account)] : []
  return [usual, ...others].map((arn) => new Map([...has, ['iam:policyarn', [arn]]]))
}

/** The account's own policies that would make an administrator. */
const ownAllowingIam = ({ snapshot, facts }: World, owner: string): readonly string[] =>
  snapshot.managedPolicies.flatMap(({ account, arn, entry }) => {
    if (account !== owner || entry.kind !== 'customer-managed') return []
    const { statements, denies } = facts(entry)
    return denies === 0 && statements.some(allowsAllOfIam) ? [arn] : []
  })

const allowsAllOfIam = ({ effect, actions, notActions, resources, notResources, keys }: StatementFacts): boolean =>
  effect === 'Allow' &&
  !notActions &&
  !notResources &&
  keys.size === 0 &&
  resources.includes('*') &&
  actions.some((one) => one === '*' || one === 'iam:*')

/* ------------------------------------------------------------------ who has any Allow about an action */

/** Policies are shared, so each is read once for all actions of the catalogue. */
function createSpeech(
  world: World,
  isActor: (one: CompiledPrincipal) => boolean,
): Pick<Asking, 'speaking' | 'anySpeaking' | 'speaks' | 'step'> {
  const needed = [...escalationPaths.flatMap(({ requires }) => requires), ...makingInstanceProfile, ...swappingRoles]
  const actions = new Map(needed.map(({ action }) => [action, action.toLowerCase()]))
  // Patterns repeat from policy to policy.
  const matched = memo((pattern) =>
    [...actions].flatMap(([action, lower]) =>
      speaksOf({ actions: [pattern], notActions: false }, lower) ? [action] : [],
    ),
  )
  // A hundred thousand policies say a few hundred different things.
  const sharedTexts = createSharedTexts()
  const spoken = new WeakMap<object, ReadonlySet<string>>()
  const spokenBy = (entry: CompiledPrincipal['identity']['entries'][number]): ReadonlySet<string> => {
    const known = spoken.get(entry)
    if (known) return known
    const found = new Set<string>()
    for (const { effect, actions: patterns, notActions } of world.facts(entry).statements) {
      if (effect !== 'Allow') continue
      const listed = new Set(patterns.flatMap(matched))
      for (const action of actions.keys()) if (listed.has(action) !== notActions) found.add(action)
    }
    const shared = sharedTexts.set(found)
    spoken.set(entry, shared)
    return shared
  }
  const speaks = (one: CompiledPrincipal, action: string): boolean =>
    one.identity.entries.some((entry) => spokenBy(entry).has(action))
  // Principals of one profile have one layer.
  const layers = new WeakMap<object, ReadonlySet<string>>()
  const ofLayer = (layer: CompiledPrincipal['identity']): ReadonlySet<string> => {
    const known = layers.get(layer) ?? sharedTexts.set(new Set(layer.entries.flatMap((entry) => [...spokenBy(entry)])))
    layers.set(layer, known)
    return known
  }
  const speakers = membersBy(world, (one) => {
    const own = ofLayer(one.identity)
    return own.size > 0 && isActor(one) ? [...own].map((action) => `${one.principal.account} ${action}`) : []
  })
  return {
    speaks,
    step: speakers.step,
    speaking: (account, action) => speakers.of(`${account} ${action}`),
    anySpeaking: (account, action) => speakers.has(`${account} ${action}`),
  }
}
