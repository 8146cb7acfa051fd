/**
 * The test that matters most (policy-engine.md 4.9): on random small worlds the index answers as asking every principal
 * singly does. Grouping by signature, preselection and the singled-out principals must not lose or add anybody.
 */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  account,
  accountId,
  bucket,
  cell,
  group,
  managedPolicy,
  organization,
  organizationPolicy,
  readAt,
  role,
  unit,
  user,
} from '../../../test/fakes/inventory.ts'
import { loadCatalogue } from '../../catalog/read.ts'
import type { Catalogue } from '../catalogue.ts'
import { createPolicyEngine } from '../evaluate/engine.ts'
import type { PolicyEngine } from '../evaluate/types.ts'
import { assemble } from '../inventory/assemble.ts'
import type { CellState } from '../inventory/coverage.ts'
import type { InventoryObject, Json } from '../inventory/objects.ts'
import { assess } from './assess.ts'
import { buildIndex } from './build-index.ts'
import { judgeHolders } from './holders.ts'
import { resolveQuestion } from './question.ts'
import { createReach } from './reach.ts'
import { compileWorld } from './world.ts'

const accounts = ['111111111111', '222222222222', '333333333333']
const actions = [
  's3:GetObject',
  's3:ListBucket',
  's3:*',
  '*',
  's3:Get*',
  'sts:AssumeRole',
  'iam:CreateUser',
  'ec2:Describe*',
]
const questions: readonly (readonly [string, string | undefined])[] = [
  ['s3:GetObject', 'arn:aws:s3:::lake/a'],
  ['s3:ListBucket', 'lake'],
  ['s3:GetObject', 'arn:aws:s3:::lake/home/ada/x'],
  ['iam:CreateUser', undefined],
  ['ec2:DescribeInstances', undefined],
  ['sts:AssumeRole', 'arn:aws:iam::222222222222:role/app'],
  ['s3:ListAllMyBuckets', undefined],
]

const actionSets: readonly (readonly [string | readonly string[], string | undefined])[] = [
  ['s3:*', 'lake'],
  ['s3:*', undefined],
  [['iam:*', 'sts:*'], 'arn:aws:iam::222222222222:role/app'],
  ['iam:*', 'arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Audit_0123456789abcdef'],
  [['ec2:Describe*', 's3:Get*', 'kms:*'], undefined],
]

const principalArns = [
  ...accounts.flatMap((id) => [
    `arn:aws:iam::${id}:user/ada`,
    `arn:aws:iam::${id}:role/app`,
    `arn:aws:iam::${id}:root`,
    id,
  ]),
  'AIDA111111111111ADA',
  'arn:aws:sts::222222222222:assumed-role/app/session',
]

const oneOrMore = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1, maxLength: 2 })
const condition = fc.constantFrom<Json | undefined>(
  undefined,
  undefined,
  undefined,
  { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
  { StringNotEquals: { 'aws:PrincipalTag/team': 'blue' } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app' } },
  { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } },
  { StringEquals: { 'aws:username': 'ada' } },
  { StringEquals: { 'aws:userid': 'AIDA111111111111ADA' } },
  { StringEquals: { 'aws:PrincipalOrgID': 'o-test' } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
)
const resource = fc.constantFrom<Json>(
  '*',
  'arn:aws:s3:::lake',
  'arn:aws:s3:::lake/*',
  'arn:aws:s3:::lake/home/${aws:username}/*',
  'arn:aws:iam::*:role/*',
)

const statement = (withResource: boolean) =>
  fc
    .record({
      effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
      actions: oneOrMore(actions),
      not: fc.constantFrom(false, false, false, true),
      resource,
      notResource: fc.constantFrom(false, false, false, true),
      condition,
    })
    .map(
      (made): Json => ({
        Effect: made.effect,
        [made.not ? 'NotAction' : 'Action']: made.actions,
        ...(withResource && { [made.notResource ? 'NotResource' : 'Resource']: made.resource }),
        ...(made.condition !== undefined && { Condition: made.condition }),
      }),
    )

const document = (list: fc.Arbitrary<Json>) =>
  fc
    .array(list, { minLength: 1, maxLength: 3 })
    .map((statements): Json => ({ Version: '2012-10-17', Statement: statements }))
const identityPolicy = document(statement(true))
const principalElement = fc.oneof(
  fc.constant<Json>('*'),
  oneOrMore(principalArns).map((names): Json => ({ AWS: names })),
  fc.constant<Json>({ Service: 'ec2.amazonaws.com' }),
)
const resourcePolicy = (withResource: boolean) =>
  document(
    fc.tuple(statement(withResource), principalElement).map(([made, principal]): Json => {
      return { ...Object(made), Principal: principal }
    }),
  )

const access = fc.record({
  inline: fc.option(identityPolicy, { nil: undefined }),
  attached: fc.subarray(['A', 'B', 'missing'], { maxLength: 2 }),
  boundary: fc.constantFrom(undefined, undefined, 'B'),
  team: fc.constantFrom(undefined, 'blue', 'red'),
  groups: fc.constantFrom<readonly string[]>([], [], ['staff'], ['gone']),
  trust: resourcePolicy(false),
})
type AccessDraft = typeof access extends fc.Arbitrary<infer T> ? T : never

const state = fc.constantFrom<CellState>(
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'denied',
  'suspect',
  'not_collected',
)

const world = fc.record({
  inOrganization: fc.boolean(),
  scps: fc.array(fc.tuple(identityPolicy, fc.constantFrom('r-test', 'ou-a', ...accounts)), { maxLength: 2 }),
  fullAccess: fc.constantFrom(true, true, false),
  managed: fc.tuple(identityPolicy, identityPolicy),
  staff: access,
  drafts: fc.array(
    fc.record({
      account: fc.constantFrom(...accounts),
      kind: fc.constantFrom('user', 'role'),
      name: fc.constantFrom('ada', 'app', 'bob', 'cy'),
      access,
    }),
    { minLength: 2, maxLength: 9 },
  ),
  lake: fc.option(
    fc.tuple(
      fc.constantFrom(...accounts),
      fc.oneof(
        resourcePolicy(true).map((read) => ({ state: 'read', document: read }) as const),
        fc.constant({ state: 'none' } as const),
        fc.constant({ state: 'unread', code: 'AccessDenied', reason: 'refused' } as const),
      ),
    ),
    { nil: undefined },
  ),
  states: fc.record({ iam: state, organization: state, s3: state }),
})
type Draft = typeof world extends fc.Arbitrary<infer T> ? T : never

function accessOf(id: string, draft: AccessDraft) {
  return {
    ...(draft.inline !== undefined && { inline: draft.inline }),
    attached: draft.attached.map((name) => `arn:aws:iam::${id}:policy/${name}`),
    ...(draft.boundary !== undefined && { boundary: `arn:aws:iam::${id}:policy/${draft.boundary}` }),
    groups: draft.groups,
    tags: draft.team === undefined ? {} : { Team: draft.team },
    trust: draft.trust,
  }
}

function snapshotOf(draft: Draft) {
  const [main = ''] = accounts
  const objects: InventoryObject[] = accounts.flatMap((id) => [
    ...draft.managed.map((made, index) => managedPolicy(id, index === 0 ? 'A' : 'B', made)),
    group(id, 'staff', accessOf(id, { ...draft.staff, boundary: undefined, team: undefined, groups: [] })),
  ])
  const seen = new Set<string>()
  for (const { account: id, kind, name, access: made } of draft.drafts) {
    if (seen.has(`${id} ${kind} ${name}`)) continue
    seen.add(`${id} ${kind} ${name}`)
    objects.push(kind === 'user' ? user(id, name, accessOf(id, made)) : role(id, name, accessOf(id, made)))
  }
  if (draft.inOrganization) {
    const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
    const targets = draft.fullAccess ? ['r-test', 'ou-a', ...accounts] : ['r-test', ...accounts]
    objects.push(
      organization(main),
      unit(main, 'r-test', 'Root', null),
      unit(main, 'ou-a', 'A', 'r-test'),
      ...accounts.map((id, index) => account(id, `account-${index}`, index === 2 ? 'ou-a' : 'r-test')),
      organizationPolicy(main, 'p-full', {
        name: 'FullAWSAccess',
        type: 'serviceControl',
        document: everything,
        targets,
      }),
      ...draft.scps.map(([made, target], index) =>
        organizationPolicy(main, `p-${index}`, {
          name: `Scp${index}`,
          type: 'serviceControl',
          document: made,
          targets: [target],
        }),
      ),
    )
  }
  if (draft.lake) objects.push(bucket(draft.lake[0], 'lake', draft.lake[1]))
  const { iam, organization: organizationState, s3 } = draft.states
  const cells = accounts.flatMap((id, index) => [
    cell(id, 'iam', index === 0 ? iam : 'ok'),
    cell(id, 's3', index === 1 ? s3 : 'ok'),
    cell(id, 'organization', index === 0 || draft.inOrganization ? organizationState : 'ok'),
  ])
  return assemble({ id: 'random', at: readAt, objects, cells })
}

describe('the access index', () => {
  let catalogue: Catalogue
  let engine: PolicyEngine
  beforeAll(() => {
    catalogue = loadCatalogue()
    engine = createPolicyEngine(catalogue)
  })

  it('answers as asking every principal singly does', () => {
    const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31)
    const runs = Number(process.env['FC_RUNS'] ?? 400)
    let asked = 0
    const decisions = new Map<string, number>()
    const check = (draft: Draft): void => {
      const snapshot = snapshotOf(draft)
      const index = buildIndex(snapshot, catalogue, engine)
      for (const [action, target] of questions) {
        const question = { action, ...(target !== undefined && { resource: target }) }
        const together = index.whoCan(question)
        if (!together.ok) throw new Error(together.error.message)
        const known = new Map(together.value.principals.map((holder) => [holder.arn, holder]))
        let unknown = 0
        for (const { arn, account: owner } of snapshot.principals) {
          const single = index.canI({ ...question, principal: arn })
          if (!single.ok) throw new Error(single.error.message)
          const { decision, condition } = single.value
          asked += 1
          decisions.set(decision, (decisions.get(decision) ?? 0) + 1)
          const holds = decision === 'Allowed' || decision === 'Conditional'
          const holder = known.get(arn)
          expect([action, arn, holder?.decision]).toEqual([action, arn, holds ? decision : undefined])
          expect(holder?.condition).toEqual(holds ? condition : undefined)
          if (holder) expect(accountId(owner)).toBe(holder.account)
          if (decision === 'Unknown') unknown += 1
        }
        expect(together.value.unknown).toBe(unknown)
      }
    }
    fc.assert(fc.property(world, check), { seed, numRuns: runs })
    process.stderr.write(
      `index equals scan: seed ${seed}, ${runs} worlds, ${asked} answers ${JSON.stringify([...decisions])}\n`,
    )
    expect([...decisions.keys()].sort()).toEqual([
      'Allowed',
      'Conditional',
      'ExplicitlyDenied',
      'ImplicitlyDenied',
      'Unknown',
    ])
  }, 120_000)

  it('judges signatures that are alike as it judges each of them', () => {
    const runs = Math.ceil(Number(process.env['FC_RUNS'] ?? 400) / 4)
    let held = 0
    const check = (draft: Draft): void => {
      const compiled = compileWorld(snapshotOf(draft), catalogue, engine)
      const reach = createReach(compiled)
      for (const [action, target] of questions) {
        const question = resolveQuestion(compiled, action, target)
        if (!question.ok) throw new Error(question.error.message)
        const asked = { world: compiled, reach, question: question.value, given: new Map() }
        const answers = (groups: ReturnType<typeof judgeHolders>) =>
          groups
            .flatMap(({ members, assessment: { answer, asRead } }) =>
              members.map(({ principal }) => [principal.arn, answer, asRead.condition] as const),
            )
            .sort(([a], [b]) => (a < b ? -1 : 1))
        const each = answers(judgeHolders(asked))
        held += each.length
        expect(answers(judgeHolders({ ...asked, alike: true }))).toEqual(each)
      }
    }
    fc.assert(fc.property(world, check), { numRuns: runs })
    expect(held).toBeGreaterThan(runs)
  }, 120_000)

  it('says of many actions for everybody what it says of each', () => {
    const runs = Math.ceil(Number(process.env['FC_RUNS'] ?? 400) / 8)
    const answers = new Map<string, number>()
    const check = (draft: Draft): void => {
      const snapshot = snapshotOf(draft)
      const index = buildIndex(snapshot, catalogue, engine)
      const compiled = compileWorld(snapshot, catalogue, engine)
      for (const [actions, target] of actionSets) {
        const together = index.abilities({ actions, ...(target !== undefined && { resource: target }) })
        if (!together.ok) throw new Error(together.error.message)
        const { actions: names, principals, groups } = together.value
        expect(principals).toHaveLength(compiled.principals.length)
        expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(compiled.principals.length)
        const questions = names.map((name) => resolveQuestion(compiled, name, target))
        for (const [position, one] of [...compiled.principals].entries()) {
          const { arn, allowed, conditional, unknown } = principals[position] ?? {}
          expect(arn).toBe(one.principal.arn)
          const differing = questions.flatMap((question, place) => {
            if (!question.ok) throw new Error(question.error.message)
            const { answer } = assess(compiled, one, question.value, new Map())
            answers.set(answer, (answers.get(answer) ?? 0) + 1)
            const said = allowed?.has(place)
              ? 'Allowed'
              : conditional?.has(place)
                ? 'Conditional'
                : unknown?.has(place)
                  ? 'Unknown'
                  : 'denied'
            return said === (/Denied$/.test(answer) ? 'denied' : answer)
              ? []
              : [`${names[place]}: ${said}, not ${answer}`]
          })
          expect([arn, target, ...differing]).toEqual([arn, target])
        }
      }
    }
    fc.assert(fc.property(world, check), { numRuns: runs })
    process.stderr.write(`abilities: ${runs} worlds, ${JSON.stringify([...answers])}\n`)
    expect(answers.size).toBe(5)
  }, 120_000)
})
