/**
 * Who is an administrator, after all layers (findings.md §1, cli.md): `full` when every action on every resource is allowed
 * without condition, `equivalent` when every write and permissions-management action of IAM is, which suffices to grant oneself
 * the rest.
 */
import type { Catalogue } from '../catalogue.ts'
import { actionClasses } from './action-classes.ts'
import type { AdminAnswer, Answer } from './answers.ts'
import { assess } from './assess.ts'
import { isSinglePrincipalKey } from './context.ts'
import { type PolicyFacts, type StatementFacts, speaksOf } from './policy-facts.ts'
import { questionOf } from './question.ts'
import type { CompiledPrincipal, World } from './world.ts'

export interface AdminVerdict {
  readonly admin: AdminAnswer
  readonly via?: 'full' | 'equivalent'
}

/** Most principals fail one of these, and one failure settles it. */
const probes = ['iam:CreatePolicyVersion', 'iam:AttachRolePolicy', 'iam:CreateUser', 'iam:PassRole'] as const

export function createAdminJudge(world: World): (one: CompiledPrincipal) => AdminVerdict {
  const byGroup = new Map<string, AdminVerdict>()
  return (one) => {
    const group = isTestedSingly(world, one) ? one.principal.arn : `signature ${one.signature}`
    const known = byGroup.get(group)
    if (known) return known
    const verdict = judge(world, one)
    byGroup.set(group, verdict)
    return verdict
  }
}

function judge(world: World, one: CompiledPrincipal): AdminVerdict {
  const answers = createAnswers(world, one)
  const iam = answers.ofActions(probes.map((name) => world.catalogue.actionId(name)).filter((id) => id >= 0))
  if (iam === 'no') return { admin: 'no' }
  const writes = answers.ofActions(iamWrites(world))
  if (writes === 'no' || writes === 'unknown' || writes === 'conditional') return { admin: writes }
  return { admin: 'yes', via: isFull(world, one, answers) ? 'full' : 'equivalent' }
}

interface Answers {
  /** `yes` when all are allowed; otherwise the worst of them. */
  ofActions(ids: readonly number[]): AdminAnswer
}

function createAnswers(world: World, one: CompiledPrincipal): Answers {
  const ask = (id: number): Answer => {
    const question = questionOf(world, world.catalogue.action(id), '*')
    return assess(world, one, question, new Map()).answer
  }
  return {
    ofActions(ids) {
      let worst: AdminAnswer = 'yes'
      for (const id of ids) {
        const answer = ask(id)
        if (answer === 'ImplicitlyDenied' || answer === 'ExplicitlyDenied') return 'no'
        if (answer === 'Unknown') worst = 'unknown'
        else if (answer === 'Conditional' && worst === 'yes') worst = 'conditional'
      }
      return worst
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
    return id === undefined || answers.ofActions([id]) === 'yes'
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

/** Do its policies test anything that other principals of its signature may not share. */
function isTestedSingly(world: World, one: CompiledPrincipal): boolean {
  return factsOf(world, one).some(({ statements }) =>
    statements.some(({ keys }) => [...keys].some((key) => isSinglePrincipalKey(key))),
  )
}
