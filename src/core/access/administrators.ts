/**
 * Who is an administrator, after all layers (findings.md §1, cli.md): `full` when every action on every resource is allowed
 * without condition, `equivalent` when every write and permissions-management action of IAM is, which suffices to grant oneself
 * the rest.
 */
import type { Catalogue } from '../catalogue.ts'
import { compiledPolicies, statementKeys } from '../evaluate/engine.ts'
import type { PolicyId } from '../evaluate/types.ts'
import { actionClasses } from './action-classes.ts'
import type { AdminAnswer } from './answers.ts'
import { type Assessment, assess, isDenial } from './assess.ts'
import { impliedAt, isSinglePrincipalKey } from './context.ts'
import { type PolicyFacts, type StatementFacts, speaksOf } from './policy-facts.ts'
import { questionOf } from './question.ts'
import type { CompiledPrincipal, World } from './world.ts'

export interface AdminVerdict {
  readonly admin: AdminAnswer
  readonly via?: 'full' | 'equivalent'
}

/** With what stands behind it. */
export interface AdminJudgement {
  readonly admin: AdminAnswer
  /** The assessments that keep it from a plain yes: those under a condition, or those that are unknown. */
  readonly open: readonly Assessment[]
}

const rank = { no: 0, unknown: 1, conditional: 2, yes: 3 } as const satisfies Record<AdminAnswer, number>

/** Of somebody who may act as either. */
export const stronger = (a: AdminAnswer, b: AdminAnswer): AdminAnswer => (rank[a] >= rank[b] ? a : b)

/** Most principals fail one of these, and one failure settles it. */
const probes = ['iam:CreatePolicyVersion', 'iam:AttachRolePolicy', 'iam:CreateUser', 'iam:PassRole'] as const

/** `isFull` takes a hundred times as long as the answer: whoever needs only that asks here. */
export const createAdminAnswers = (world: World): ((one: CompiledPrincipal) => AdminAnswer) =>
  byGroup(world, (one) => judgeAdministrator(world, one).admin)

export function createAdminJudge(
  world: World,
  answerOf: (one: CompiledPrincipal) => AdminAnswer = createAdminAnswers(world),
): (one: CompiledPrincipal) => AdminVerdict {
  return byGroup(world, (one) => {
    const admin = answerOf(one)
    if (admin !== 'yes') return { admin }
    return { admin, via: isFull(world, one, createAnswers(world, one)) ? 'full' : 'equivalent' }
  })
}

/** Once for all principals that the engine cannot tell apart. */
function byGroup<T>(world: World, judge: (one: CompiledPrincipal) => T): (one: CompiledPrincipal) => T {
  const known = new Map<string, T>()
  return (one) => {
    const group = groupOf(world, one)
    const before = known.get(group)
    if (before !== undefined) return before
    const made = judge(one)
    known.set(group, made)
    return made
  }
}

/** Of one principal, or of what it would be with other policies (paths/escalation-gain.ts). */
export function judgeAdministrator(world: World, one: CompiledPrincipal): AdminJudgement {
  const answers = createAnswers(world, one)
  const iam = answers.ofActions(probeIds(world))
  if (iam.admin === 'no') return iam
  return answers.ofActions(iamWrites(world))
}

/** Where the answer is unknown: would it be one if nothing existed beyond what was read. The probes settle it. */
export const isPerhapsAdministrator = (world: World, one: CompiledPrincipal): boolean =>
  createAnswers(world, one)
    .ofActions(probeIds(world))
    .open.every(({ asRead }) => !isDenial(asRead))

const probeIds = (world: World): readonly number[] =>
  probes.map((name) => world.catalogue.actionId(name)).filter((id) => id >= 0)

interface Answers {
  /** `yes` when all are allowed; otherwise the worst of them. */
  ofActions(ids: Iterable<number>): AdminJudgement
}

function createAnswers(world: World, one: CompiledPrincipal): Answers {
  const given = impliedAt(world.snapshot.at)
  return {
    ofActions(ids) {
      const conditional: Assessment[] = []
      const unknown: Assessment[] = []
      for (const id of ids) {
        const assessment = assess(world, one, questionOf(world, world.catalogue.action(id), '*'), given)
        const { answer } = assessment
        if (answer === 'ImplicitlyDenied' || answer === 'ExplicitlyDenied') return { admin: 'no', open: [] }
        if (answer === 'Unknown') unknown.push(assessment)
        else if (answer === 'Conditional') conditional.push(assessment)
      }
      if (unknown.length > 0) return { admin: 'unknown', open: unknown }
      return { admin: conditional.length > 0 ? 'conditional' : 'yes', open: conditional }
    },
  }
}

function iamWrites(world: World): readonly number[] {
  const range = world.catalogue.actionRange('iam')
  if (!range) return []
  const ids = Array.from({ length: range[1] - range[0] }, (_, index) => range[0] + index)
  return ids.filter((id) => {
    const { levels } = world.catalogue.action(id)
    return levels.includes('Write') || levels.includes('Permissions management')
  })
}

/** A Deny on single resources leaves "every resource" untrue, though no question about all resources meets it. */
function isFull(world: World, one: CompiledPrincipal, answers: Answers): boolean {
  const { catalogue } = world
  const facts = factsOf(world, one)
  const denies = facts.flatMap(({ statements }) => statements.filter(({ effect }) => effect === 'Deny'))
  if (denies.some((deny) => deny.notResources || !deny.resources.includes('*'))) return false
  const isHeld = (ids: Iterable<number>): boolean => {
    const id = firstOf(ids, (candidate) => !notByPolicyAlone.has(catalogue.action(candidate).name))
    return id === undefined || answers.ofActions([id]).admin === 'yes'
  }
  // One action of each Deny settles most of those who are not; telling all actions apart takes a hundred times as long.
  return denies.every((deny) => isHeld(actionsOf(catalogue, deny))) && actionClasses(catalogue, facts).every(isHeld)
}

/** Ids of the actions that a statement speaks of. */
function* actionsOf(catalogue: Catalogue, statement: StatementFacts): Generator<number> {
  if (!statement.notActions) {
    for (const pattern of statement.actions) yield* catalogue.expand(pattern)
    return
  }
  for (let id = 0; id < catalogue.actionCount; id += 1) {
    if (speaksOf(statement, catalogue.action(id).name.toLowerCase())) yield id
  }
}

function firstOf(ids: Iterable<number>, wanted: (id: number) => boolean): number | undefined {
  for (const id of ids) if (wanted(id)) return id
  return undefined
}

/**
 * What policies alone do not settle says nothing about "every action": over some the trust policy of each single role decides,
 * root users can assume no role, sessions of roles can get no session token (policy-engine.md 2.4, 2.10; IAM UG "Compare AWS
 * STS credentials"). `AdministratorAccess` has these no more than a root user has.
 */
const notByPolicyAlone: ReadonlySet<string> = new Set([
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:AssumeRoot',
  'sts:GetFederationToken',
  'sts:GetSessionToken',
  'sts:SetContext',
  'sts:SetSourceIdentity',
  'sts:TagSession',
])

export function factsOf(world: World, one: CompiledPrincipal): readonly PolicyFacts[] {
  const { serviceControl, resourceControl } = one.account
  const entries = [
    ...one.identity.entries,
    ...(one.boundary?.entries ?? []),
    ...serviceControl.flatMap((level) => level.entries),
    ...resourceControl.flatMap((level) => level.entries),
  ]
  return entries.map(world.facts)
}

/** Principals of one group have the same answers wherever a resource's policy does not name them. */
export const groupOf = (world: World, one: CompiledPrincipal): string =>
  isTestedSingly(world, one) ? one.principal.arn : `signature ${one.signature}`

/** Do its policies test anything that other principals of its signature may not share. */
export function isTestedSingly(world: World, { account, identity, boundary }: CompiledPrincipal): boolean {
  const policyOf = compiledPolicies(world.engine)
  const testsSingly = (id: PolicyId): boolean =>
    policyOf(id).statements.some((statement) => [...statementKeys(statement)].some(isSinglePrincipalKey))
  const layers = [identity, ...(boundary ? [boundary] : []), ...account.serviceControl, ...account.resourceControl]
  return layers.some(({ ids }) => ids.some(testsSingly))
}
