import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { contextOf } from './context.ts'
import { compiledPolicies, createPolicyEngine } from './engine.ts'
import type { AccessRequest, PolicyId, PolicyType } from './types.ts'
import { conditionInWords } from './words.ts'

const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)

function policy(type: PolicyType, ...statements: object[]): PolicyId {
  const parsed = engine.parse({ Version: '2012-10-17', Statement: statements }, type)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value
}

function request(action: string, resource: string, given: Record<string, string> = {}, unknown = false): AccessRequest {
  const question = { principal: 'arn:aws:sts::111111111111:assumed-role/app/s', action, resource }
  return { ...question, context: contextOf({ ...question, given, unknown }, catalogue) }
}

const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
const read = (given: Record<string, string> = {}, unknown = false) =>
  request('s3:GetObject', 'arn:aws:s3:::b/k', given, unknown)

describe('parse', () => {
  test('equal documents of one type are one policy', () => {
    expect(policy('identity', everything)).toBe(policy('identity', { ...everything }))
    expect(policy('identity', everything)).not.toBe(policy('session', everything))
  })

  test('of more policies of resources than stay compiled, the first still decides as it did', () => {
    const estate = createPolicyEngine(catalogue)
    const own = (bucket: number) => {
      const statement = {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::b${bucket}/*`,
      }
      return estate.parse({ Version: '2012-10-17', Statement: [statement] }, 'resource')
    }
    const first = own(0)
    if (!first.ok) throw new Error(first.error.message)
    const decision = () => {
      const question = { principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::b0/k' } as const
      const context = contextOf({ ...question, given: {}, unknown: false }, catalogue)
      return estate.evaluate({ ...question, context }, { identity: [], resource: first.value }).decision
    }
    const before = decision()
    for (let bucket = 1; bucket <= 12_000; bucket += 1) own(bucket)
    expect(before).toBe('Allowed')
    expect(decision()).toBe(before)
    expect(own(0)).toEqual(first)
  })

  test('equal statements of different policies of identities are compiled once', () => {
    const own = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::shared/*' }
    const [one, other] = [policy('identity', own), policy('identity', own, everything)]
    const compiled = compiledPolicies(engine)
    expect(compiled(other).statements[0]).toBe(compiled(one).statements[0])
  })

  test('says where the trouble is', () => {
    const text =
      '{\n  "Version": "2012-10-17",\n  "Statement": {\n    "Effect": "allow", "Action": "*", "Resource": "*"\n  }\n}'
    expect(engine.parse(text, 'identity')).toEqual({
      ok: false,
      error: {
        code: 'InvalidPolicy',
        message: 'Effect must be Allow or Deny',
        path: 'Statement[0].Effect',
        line: 4,
        column: 15,
      },
    })
  })

  test('two equal keys are an error in text', () => {
    const text = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}]}'
    expect(engine.parse(text, 'identity')).toMatchObject({ ok: false, error: { path: 'Statement[0].Effect', line: 1 } })
  })

  test('names of the language are ordinary names', () => {
    const document: unknown = JSON.parse('{"__proto__":{"Statement":[]},"constructor":1}')
    expect(engine.parse(document, 'identity')).toMatchObject({ ok: false, error: { message: 'Statement is missing' } })
    const condition: unknown = JSON.parse('{"StringEquals":{"__proto__":"x"}}')
    const id = policy('identity', { ...everything, Condition: condition })
    expect(engine.evaluate(read(), { identity: [id] }).decision).toBe('ImplicitlyDenied')
    expect(engine.evaluate(read({ constructor: 'x' }), { identity: [id] }).decision).toBe('ImplicitlyDenied')
  })

  test.each([
    ['statements', { Version: '2012-10-17', Statement: Array.from({ length: 5001 }, () => everything) }],
    [
      'entries',
      { Version: '2012-10-17', Statement: [{ ...everything, Action: Array.from({ length: 100_001 }, () => 's3:*') }] },
    ],
    [
      'size',
      {
        Version: '2012-10-17',
        Statement: [{ ...everything, Action: Array.from({ length: 300 }, (_, n) => `${n}${'a'.repeat(4000)}`) }],
      },
    ],
  ])('limits %s', (_name, document) => {
    expect(engine.parse(document, 'identity')).toMatchObject({ ok: false, error: { code: 'LimitExceeded' } })
  })
})

describe('evaluate', () => {
  test('explains a denial by its Deny', () => {
    const deny = policy('identity', everything, { Sid: 'No', Effect: 'Deny', Action: 's3:Get*', Resource: '*' })
    const asked = read()
    const answer = engine.evaluate(asked, { identity: [deny] })
    expect(answer.decision).toBe('ExplicitlyDenied')
    const [ref] = answer.decidedBy
    expect(ref).toEqual({
      type: 'identity',
      policy: deny,
      position: 0,
      statement: 1,
      sid: 'No',
      effect: 'Deny',
      conditional: false,
    })
    expect(ref && engine.why(asked, { identity: [deny] }, ref)).toBe('s3:Get* covers s3:GetObject')
  })

  test('names the layers that lacked an Allow, outermost first', () => {
    const nothing = policy('identity')
    const answer = engine.evaluate(read(), {
      identity: [nothing],
      permissionsBoundary: [policy('permissionsBoundary')],
      serviceControl: [[policy('serviceControl')]],
    })
    expect(answer).toMatchObject({
      decision: 'ImplicitlyDenied',
      missing: ['serviceControl', 'identity', 'permissionsBoundary'],
      decidedBy: [],
    })
  })

  test('numbers and booleans of a context are read as their text', () => {
    const Condition = { NumericLessThan: { 'aws:MultiFactorAuthAge': 300 }, Bool: { 'aws:SecureTransport': true } }
    const identity = [policy('identity', { ...everything, Condition })]
    const question = {
      principal: 'arn:aws:iam::111111111111:user/a',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/k',
    }
    const given = { 'aws:multifactorauthage': [299], 'AWS:SecureTransport': true }
    const context = contextOf({ ...question, given, unknown: false }, catalogue)
    expect(engine.evaluate({ ...question, context }, { identity }).decision).toBe('Allowed')
  })

  test('an unknown action is evaluated as text and flagged', () => {
    const answer = engine.evaluate(request('brandnew:DoIt', 'arn:aws:brandnew:::x'), {
      identity: [policy('identity', { ...everything, Action: 'brandnew:Do*' })],
    })
    expect(answer).toMatchObject({ decision: 'Allowed', flags: ['unknownAction'] })
  })

  test('evaluateAll is the AND of its parts', () => {
    const identity = [
      policy(
        'identity',
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' },
        {
          Effect: 'Allow',
          Action: 's3:PutObject',
          Resource: 'arn:aws:s3:::b/*',
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        },
      ),
    ]
    const source = request('s3:GetObject', 'arn:aws:s3:::a/k', {}, true)
    const target = request('s3:PutObject', 'arn:aws:s3:::b/k', {}, true)
    expect(engine.evaluateAll([source, target], { identity })).toMatchObject({
      decision: 'Conditional',
      condition: { op: 'Bool', key: 'aws:SecureTransport', values: ['true'] },
    })
    expect(engine.evaluateAll([source, request('s3:PutObject', 'arn:aws:s3:::c/k')], { identity }).decision).toBe(
      'ImplicitlyDenied',
    )
  })

  test('the parts of evaluateAll have resources, and tags, of their own', () => {
    const launch = (type: string, kind: string) => ({
      Effect: 'Allow',
      Action: 'ec2:RunInstances',
      Resource: `arn:aws:ec2:*:*:${type}/*`,
      Condition: { StringEquals: { 'aws:ResourceTag/kind': kind } },
    })
    const identity = [policy('identity', launch('image', 'golden'), launch('subnet', 'private'))]
    const parts = ['image/ami-1', 'subnet/subnet-1'].map((resource) =>
      request('ec2:RunInstances', `arn:aws:ec2:us-east-1:111111111111:${resource}`, {}, true),
    )
    expect(engine.evaluateAll(parts, { identity })).toMatchObject({
      decision: 'Conditional',
      condition: {
        all: [
          { op: 'StringEquals', key: 'aws:ResourceTag/kind', values: ['golden'] },
          { op: 'StringEquals', key: 'aws:ResourceTag/kind', values: ['private'] },
        ],
      },
    })
  })

  test('a policy that never matches can be left out without evaluating it', () => {
    const view = engine.policy(
      policy('identity', {
        Effect: 'Allow',
        Action: 's3:Get*',
        Resource: 'arn:aws:s3:::${aws:username}/*',
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      }),
    )
    expect(view.mayAllow('S3:GetObject')).toBe(true)
    expect(view.mayAllow('s3:PutObject')).toBe(false)
    expect(view.mayDeny('s3:GetObject')).toBe(false)
    expect(view.keys).toEqual(['aws:securetransport', 'aws:username'])
  })

  test('one policy can be asked on its own', () => {
    const id = policy('identity', everything, {
      Effect: 'Deny',
      Action: 's3:*',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    })
    expect(engine.says(id, read({}, true))).toEqual({
      allow: true,
      deny: { op: 'Bool', key: 'aws:SecureTransport', values: ['false'] },
    })
  })
})

describe('residual conditions', () => {
  const regions = policy('serviceControl', everything, {
    Effect: 'Deny',
    NotAction: 'iam:*',
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
  })
  const mfa = policy('permissionsBoundary', {
    ...everything,
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  })

  test('combine the layers and read as a sentence', () => {
    const answer = engine.evaluate(read({}, true), {
      identity: [policy('identity', everything)],
      permissionsBoundary: [mfa],
      serviceControl: [[regions]],
    })
    expect(answer.condition).toEqual({
      all: [
        { op: 'StringEquals', key: 'aws:RequestedRegion', values: ['eu-central-1', 'eu-west-1'] },
        { op: 'Bool', key: 'aws:MultiFactorAuthPresent', values: ['true'] },
      ],
    })
    expect(answer.condition && conditionInWords(answer.condition)).toBe(
      'the Region is eu-central-1 or eu-west-1 and the session used MFA',
    )
  })

  test.each([
    ['aws:SecureTransport', 'true'],
    ['aws:SourceIp', '203.0.113.7'],
    ['aws:CurrentTime', '2024-01-01T00:00:00Z'],
    ['aws:MultiFactorAuthAge', '300'],
  ])('%s compared as text may have another value, whatever its type', (key, value) => {
    const allow = policy('identity', {
      ...everything,
      Condition: { StringEquals: { [key]: value }, StringLike: { [key]: value }, Null: { [key]: 'false' } },
    })
    expect(engine.evaluate(read({}, true), { identity: [allow] })).toMatchObject({
      decision: 'Conditional',
      condition: { key, values: [value] },
    })
    const deny = { ...everything, Effect: 'Deny' }
    const denials = policy(
      'identity',
      everything,
      { ...deny, Condition: { StringEquals: { [key]: value } } },
      { ...deny, Condition: { StringLike: { [key]: value } } },
    )
    expect(engine.evaluate(read({}, true), { identity: [denials] }).decision).toBe('Conditional')
  })

  test('a resource of several variables may match by their defaults', () => {
    const identity = [
      policy('identity', {
        ...everything,
        Resource: "arn:aws:s3:::b/${aws:PrincipalTag/team, 'x'}/${aws:PrincipalTag/part, 'y'}",
        Condition: { Null: { 'aws:PrincipalTag/team': 'true' } },
      }),
    ]
    const question = { ...read({}, true), resource: 'arn:aws:s3:::b/x/y' }
    expect(engine.evaluate(question, { identity }).decision).toBe('Conditional')
  })

  test('thousands of alternatives over a dozen keys take no time', () => {
    const tests = (bits: number) => {
      const set = Array.from({ length: 12 }, (_, at) => [`aws:PrincipalTag/t${at}`, ((bits >> at) & 1) === 1] as const)
      const of = (wanted: boolean) =>
        Object.fromEntries(set.flatMap(([key, is]) => (is === wanted ? [[key, 'x']] : [])))
      return { StringEquals: of(true), StringNotEquals: of(false) }
    }
    const statements = Array.from({ length: 2_048 }, (_, bits) => ({ ...everything, Condition: tests(bits * 2) }))
    const identity = [policy('identity', ...statements)]
    const begun = performance.now()
    expect(engine.evaluate(read({}, true), { identity }).decision).toBe('Conditional')
    // A fraction of a second here; every alternative against every other took half a minute.
    expect(performance.now() - begun).toBeLessThan(8_000)
  })

  test('collapse to their keys when they are too large to read', () => {
    const statements = Array.from({ length: 600 }, (_, n) => ({
      ...everything,
      Condition: { StringLike: { [`aws:PrincipalTag/t${n}`]: 'x*', 'aws:RequestedRegion': `r${n}-*` } },
    }))
    const answer = engine.evaluate(read({}, true), { identity: [policy('identity', ...statements)] })
    expect(answer.decision).toBe('Conditional')
    expect(answer.flags).toContain('truncated')
  })

  test.each([
    [
      'NotIpAddress in a Deny',
      { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      { op: 'IpAddress', key: 'aws:SourceIp', values: ['203.0.113.0/24'] },
    ],
    [
      'an ordering in a Deny, on a key that may be absent',
      { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } },
      { op: 'NumericLessThanEquals', key: 'aws:MultiFactorAuthAge', values: ['3600'], ifExists: true },
    ],
    [
      'IfExists in a Deny',
      { StringEqualsIfExists: { 'aws:PrincipalTag/t': 'x' } },
      {
        all: [
          { op: 'Null', key: 'aws:PrincipalTag/t', values: ['false'] },
          { op: 'StringNotEquals', key: 'aws:PrincipalTag/t', values: ['x'] },
        ],
      },
    ],
    [
      'ForAnyValue in a Deny',
      { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'x' } },
      { op: 'StringNotEquals', key: 'aws:CalledVia', values: ['x'], quantifier: 'ForAllValues' },
    ],
  ])('push negation into the operator: %s', (_name, Condition, expected) => {
    const identity = [policy('identity', everything, { Effect: 'Deny', Action: '*', Resource: '*', Condition })]
    expect(engine.evaluate(read({}, true), { identity }).condition).toEqual(expected)
  })
})
