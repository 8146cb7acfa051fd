/**
 * The engine alone against the reference evaluator: callers of every kind, session and endpoint policies besides the layers of
 * an organization. The context is what the caller's kind leaves open; some of it is given.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { createPolicyEngine } from '../../src/core/evaluate/engine.ts'
import type {
  AccessRequest,
  ApplicablePolicies,
  Decision,
  PolicyId,
  PolicyType,
  RequestContext,
} from '../../src/core/evaluate/types.ts'
import type { Json } from '../../src/core/inventory/objects.ts'
import { accountId } from '../fakes/inventory.ts'
import {
  accounts,
  bucketArn,
  everything,
  guardrail,
  identityPolicy,
  keyArn,
  lab,
  limit,
  prod,
  queueArn,
  resourceGuardrail,
  resourcePolicy,
  roleArn,
  roleId,
  userId,
} from './alphabet.ts'
import { type Caller, contextsOf, decisionOf, evaluate, type Policies, type Question } from './evaluator.ts'
import { knowledgeOf } from './knowledge.ts'
import { isOpaque, residualHolds } from './residual.ts'

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31)
const runs = Number(process.env['FC_RUNS'] ?? 3_000)
const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)

const caller: fc.Arbitrary<Caller> = fc.constantFrom<Caller>(
  // Most calls stay in the account.
  ...[prod, prod, ...accounts].flatMap((account): Caller[] => [
    { kind: 'root', arn: `arn:aws:iam::${account}:root`, account },
    { kind: 'user', arn: `arn:aws:iam::${account}:user/ada`, account, id: userId(account, 'ada') },
    {
      kind: 'session',
      arn: `arn:aws:sts::${account}:assumed-role/app/night`,
      role: `arn:aws:iam::${account}:role/app`,
      account,
      id: roleId(account, 'app'),
    },
    { kind: 'federated', arn: `arn:aws:sts::${account}:federated-user/ada`, account },
  ]),
  { kind: 'service', host: 'ec2.amazonaws.com' },
  { kind: 'service', host: 'lambda.amazonaws.com' },
  { kind: 'provider', arn: `arn:aws:iam::${prod}:saml-provider/okta` },
  { kind: 'anonymous' },
)

const target = fc.constantFrom(
  { action: 's3:GetObject', resource: `${bucketArn}/home/blue/x` },
  { action: 's3:ListBucket', resource: bucketArn },
  { action: 's3:PutBucketPolicy', resource: bucketArn },
  { action: 's3:ListAllMyBuckets', resource: '*' },
  { action: 'sqs:SendMessage', resource: queueArn },
  { action: 'kms:Decrypt', resource: keyArn },
  { action: 'sts:AssumeRole', resource: roleArn },
  { action: 'sts:AssumeRoleWithSAML', resource: roleArn },
  { action: 'iam:CreateUser', resource: `arn:aws:iam::${prod}:user/new` },
  { action: 'ec2:DescribeInstances', resource: '*' },
)

const optional = <T>(of: fc.Arbitrary<T>, freq: number) => fc.option(of, { nil: undefined, freq })
/** Most levels have FullAWSAccess. */
const level = (of: fc.Arbitrary<Json>) =>
  fc
    .tuple(fc.integer({ min: 0, max: 7 }), fc.array(of, { maxLength: 1 }))
    .map(([one, more]) => [...(one === 0 ? [] : [everything]), ...more])
const serviceControl = optional(fc.array(level(guardrail), { maxLength: 2 }), 2)
const resourceControl = optional(fc.array(fc.array(resourceGuardrail, { maxLength: 1 }), { maxLength: 2 }), 2)
/** Endpoint policies mostly let everybody do everything, as AWS makes them. */
const endpointPolicy = fc.oneof(
  fc.constant<Json>({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] }),
  resourcePolicy(true),
)

const trial = fc.record({
  caller,
  target,
  owner: fc.constantFrom(prod, prod, prod, lab),
  identity: fc.array(fc.oneof(limit, identityPolicy), { maxLength: 3 }),
  boundary: optional(limit, 3),
  session: optional(fc.array(limit, { minLength: 1, maxLength: 2 }), 3),
  endpoint: optional(fc.array(endpointPolicy, { minLength: 1, maxLength: 1 }), 6),
  serviceControl,
  resourceControl,
  resource: optional(resourcePolicy(true), 1),
  trust: resourcePolicy(false),
  restrictPublicBuckets: fc.boolean(),
  isInOrganization: fc.boolean(),
  team: fc.constantFrom(undefined, 'blue', 'red'),
  given: fc.constantFrom<readonly [string, readonly string[]][]>(
    [],
    [],
    [['aws:sourceip', ['203.0.113.9']]],
    [
      ['aws:multifactorauthpresent', ['true']],
      ['aws:securetransport', ['true']],
    ],
    [['aws:requestedregion', []]],
  ),
})
type Trial = typeof trial extends fc.Arbitrary<infer T> ? T : never

/** Trust policies have no Resource, and roles no other policy. Root users have neither boundary nor session policies. */
function policiesOf(made: Trial): Policies {
  const isTrust = made.target.action.startsWith('sts:')
  const isLimited = made.caller.kind !== 'root'
  const resource = isTrust ? made.trust : made.resource
  return {
    identity: made.identity,
    ...(isLimited && made.boundary !== undefined && { boundary: made.boundary }),
    ...(isLimited && made.session && { session: made.session }),
    ...(made.endpoint && { endpoint: made.endpoint }),
    ...(made.serviceControl && { serviceControl: made.serviceControl }),
    ...(made.resourceControl && { resourceControl: made.resourceControl }),
    ...(resource !== undefined && { resource }),
    restrictPublicBuckets: made.restrictPublicBuckets,
  }
}

function compiled(policies: Policies): ApplicablePolicies {
  const parse = (document: Json, type: PolicyType): PolicyId => {
    const parsed = engine.parse(document, type)
    if (!parsed.ok) throw new Error(`${parsed.error.path}: ${parsed.error.message}`)
    return parsed.value
  }
  const all = (documents: readonly Json[], type: PolicyType) => documents.map((one) => parse(one, type))
  const { identity, boundary, session, endpoint, serviceControl, resourceControl, resource } = policies
  return {
    identity: all(identity, 'identity'),
    ...(boundary !== undefined && { permissionsBoundary: all([boundary], 'permissionsBoundary') }),
    ...(session && { session: all(session, 'session') }),
    ...(endpoint && { endpoint: all(endpoint, 'endpoint') }),
    ...(serviceControl && { serviceControl: serviceControl.map((level) => all(level, 'serviceControl')) }),
    ...(resourceControl && { resourceControl: resourceControl.map((level) => all(level, 'resourceControl')) }),
    ...(resource !== undefined && { resource: parse(resource, 'resource') }),
    s3BlockPublicAccess: { restrictPublicBuckets: policies.restrictPublicBuckets === true },
  }
}

/** A service calls from no customer's account. The engine takes what it is told; to the index this is known. */
const nobodysAccount: readonly [string, readonly string[]] = ['aws:principalaccount', ["an account of AWS's"]]

const nameOf = (one: Caller): string => ('host' in one ? one.host : 'arn' in one ? one.arn : '*')

it('the engine decides as the reference evaluator does', () => {
  const decisions = new Map<Decision, number>()
  const check = (made: Trial): void => {
    const { caller: who, target: asked, owner } = made
    const policies = policiesOf(made)
    const isGlobal = asked.resource === '*'
    const question: Question = { caller: who, ...asked, owner: isGlobal && 'account' in who ? who.account : owner }
    const { known, unknowns } = knowledgeOf(
      {
        caller: who,
        action: asked.action,
        owner: question.owner,
        region: undefined,
        organizationOf: () =>
          new Map(
            made.isInOrganization
              ? [
                  ['id', 'o-test'],
                  ['path', 'o-test/r-test/'],
                ]
              : [],
          ),
        team: 'account' in who ? made.team : undefined,
        given: new Map([...(who.kind === 'service' ? [nobodysAccount] : []), ...made.given]),
      },
      policies,
    )
    const trials = contextsOf(known, unknowns).map((context) => ({
      context,
      verdict: evaluate(question, policies, context),
    }))
    const context: RequestContext = {
      get(key) {
        const lower = key.toLowerCase()
        const choices = unknowns.get(lower)
        if (choices) return choices.some((values) => values.length === 0) ? 'maybe' : 'present'
        const values = known.get(lower)
        return values === undefined || values.length === 0 ? 'absent' : values
      },
    }
    const request: AccessRequest = {
      principal: nameOf(who),
      ...('id' in who && who.id !== undefined && { principalId: who.id }),
      action: asked.action,
      resource: asked.resource,
      resourceAccount: accountId(owner),
      context,
    }
    const { decision, condition } = engine.evaluate(request, compiled(policies))
    decisions.set(decision, (decisions.get(decision) ?? 0) + 1)
    const expected = decisionOf(trials.map(({ verdict }) => verdict))
    if (!condition || !isOpaque(condition)) expect(decision).toBe(expected)
    if (!condition || isOpaque(condition)) return
    for (const { context: one, verdict } of trials) {
      const where = JSON.stringify([...one])
      expect([where, residualHolds(condition, one)]).toEqual([where, verdict.allowed])
    }
  }
  fc.assert(fc.property(trial, check), { seed, numRuns: runs })
  process.stderr.write(`engine against reference: seed ${seed}, ${runs} requests ${JSON.stringify([...decisions])}\n`)
  expect([...decisions.keys()].sort()).toEqual(['Allowed', 'Conditional', 'ExplicitlyDenied', 'ImplicitlyDenied'])
}, 600_000)
