/** What must hold for every policy there is. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { contextOf } from './context.ts'
import { createPolicyEngine } from './engine.ts'
import type { AccessRequest, ApplicablePolicies, Decision, PolicyId, PolicyType, Residual } from './types.ts'

const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)

interface StatementJson {
  readonly [element: string]: unknown
}

const actions = fc.constantFrom('*', '*', 's3:*', 's3:Get*', 's3:GetObject', 's3:PutObject', 's3:?etObject')
/** Otherwise nearly every random policy denies. */
const rarely = fc.integer({ min: 0, max: 4 }).map((roll) => roll === 0)
const resources = fc.constantFrom(
  '*',
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b/home/${aws:PrincipalTag/team}/*',
  'arn:aws:s3:::c/*',
  'arn:aws:s3:::b/home/a?/x',
)
const values = fc.constantFrom('a', 'b', 'ab', 'true', 'false', '${aws:PrincipalTag/team}')
const tests: fc.Arbitrary<readonly [string, string, readonly string[]]> = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIfExists',
      'StringNotEqualsIfExists',
      'StringEqualsIgnoreCase',
      'ForAllValues:StringEquals',
      'ForAnyValue:StringNotEquals',
    ),
    fc.constantFrom('aws:PrincipalTag/team', 'aws:PrincipalTag/cost', 'aws:RequestedRegion'),
    fc.array(values, { minLength: 1, maxLength: 2 }),
  ),
  fc.tuple(
    fc.constantFrom('Bool', 'BoolIfExists'),
    fc.constantFrom('aws:SecureTransport', 'aws:MultiFactorAuthPresent'),
    fc.constantFrom(['true'], ['false']),
  ),
  fc.tuple(
    fc.constant('Null'),
    fc.constantFrom('aws:PrincipalTag/team', 'aws:MultiFactorAuthPresent'),
    fc.constantFrom(['true'], ['false']),
  ),
  fc.tuple(
    fc.constantFrom('IpAddress', 'NotIpAddress'),
    fc.constant('aws:SourceIp'),
    fc.constantFrom(['10.0.0.0/8'], ['10.1.0.0/16'], ['192.0.2.0/24', '10.0.0.0/9']),
  ),
  fc.tuple(
    fc.constantFrom('NumericLessThan', 'NumericGreaterThanEquals', 'NumericNotEquals'),
    fc.constant('aws:MultiFactorAuthAge'),
    fc.constantFrom(['60'], ['3600']),
  ),
)

const condition = fc.array(tests, { maxLength: 2 }).map((list) => {
  const operators: Record<string, Record<string, readonly string[]>> = {}
  for (const [operator, key, wanted] of list) operators[operator] = { ...operators[operator], [key]: wanted }
  return operators
})

const statement = fc
  .record({
    deny: rarely,
    not: rarely,
    notResource: rarely,
    action: fc.array(actions, { minLength: 1, maxLength: 2 }),
    resource: fc.array(resources, { minLength: 1, maxLength: 2 }),
    condition,
  })
  .map(
    ({ deny, not, notResource, action, resource, condition: Condition }): StatementJson => ({
      Effect: deny ? 'Deny' : 'Allow',
      [not ? 'NotAction' : 'Action']: action,
      [notResource ? 'NotResource' : 'Resource']: resource,
      Condition,
    }),
  )
const statements = fc.array(statement, { maxLength: 4, minLength: 1 })

const layers = fc.record({
  identity: statements,
  boundary: fc.option(statements, { nil: undefined, freq: 1 }),
  session: fc.option(statements, { nil: undefined, freq: 1 }),
  scp: fc.option(statements, { nil: undefined, freq: 1 }),
})
type Layers = Readonly<Record<'identity', readonly StatementJson[]>> &
  Readonly<Partial<Record<'boundary' | 'session' | 'scp', readonly StatementJson[] | undefined>>>

function compiled(list: readonly StatementJson[], type: PolicyType): PolicyId {
  const parsed = engine.parse({ Version: '2012-10-17', Statement: list }, type)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value
}

function applicable({ identity, boundary, session, scp }: Layers): ApplicablePolicies {
  return {
    identity: [compiled(identity, 'identity')],
    ...(boundary === undefined ? {} : { permissionsBoundary: [compiled(boundary, 'permissionsBoundary')] }),
    ...(session === undefined ? {} : { session: [compiled(session, 'session')] }),
    ...(scp === undefined ? {} : { serviceControl: [[compiled(scp, 'serviceControl')]] }),
  }
}

type Given = Readonly<Record<string, string | readonly string[]>>

/** Every key that the statements above test, or absence. Keys that are always there have a value. */
const assignment: fc.Arbitrary<Given> = fc.record({
  'aws:PrincipalTag/team': fc.constantFrom<readonly string[]>([], ['a'], ['b'], ['ab'], ['A'], ['*'], ['other']),
  'aws:PrincipalTag/cost': fc.constantFrom<readonly string[]>([], ['a'], ['B'], ['true']),
  'aws:RequestedRegion': fc.constantFrom('a', 'b', 'ab', 'eu-west-1'),
  'aws:SecureTransport': fc.constantFrom('true', 'false'),
  'aws:MultiFactorAuthPresent': fc.constantFrom('true', 'false'),
  'aws:SourceIp': fc.constantFrom<readonly string[]>([], ['10.1.2.3'], ['10.200.0.1'], ['192.0.2.7'], ['2001:db8::1']),
  'aws:MultiFactorAuthAge': fc.constantFrom<readonly string[]>([], ['30'], ['60'], ['600'], ['3600'], ['9999']),
})

function request(given: Given, unknown: boolean): AccessRequest {
  const question = {
    principal: 'arn:aws:sts::111111111111:assumed-role/app/s',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/home/ab/x',
  }
  return { ...question, context: contextOf({ ...question, given, unknown }, catalogue) }
}

const decide = (given: Given, policies: Layers): Decision =>
  engine.evaluate(request(given, false), applicable(policies)).decision
const denied = (decision: Decision) => decision === 'ExplicitlyDenied' || decision === 'ImplicitlyDenied'

const mentions = (residual: Residual, op: string): boolean =>
  'op' in residual
    ? residual.op === op
    : 'not' in residual
      ? mentions(residual.not, op)
      : ('all' in residual ? residual.all : residual.any).some((part) => mentions(part, op))

/** Each test of a residual is a condition of its own, so a policy with that condition says whether it holds. */
function holds(residual: Residual, given: Given): boolean {
  if ('all' in residual) return residual.all.every((part) => holds(part, given))
  if ('any' in residual) return residual.any.some((part) => holds(part, given))
  if ('not' in residual) return !holds(residual.not, given)
  const quantifier = residual.quantifier === undefined ? '' : `${residual.quantifier}:`
  const operator = `${quantifier}${residual.op}${residual.ifExists === true ? 'IfExists' : ''}`
  const Condition = { [operator]: { [residual.key]: residual.values } }
  return decide(given, { identity: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }] }) === 'Allowed'
}

describe('laws', () => {
  test('a Deny never gives access', () => {
    fc.assert(
      fc.property(layers, statement, assignment, (policies, extra, given) => {
        const before = decide(given, policies)
        const after = decide(given, { ...policies, identity: [...policies.identity, { ...extra, Effect: 'Deny' }] })
        if (denied(before)) expect(denied(after)).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })

  test('an Allow never takes access away', () => {
    fc.assert(
      fc.property(layers, statement, assignment, (policies, extra, given) => {
        const before = decide(given, policies)
        const after = decide(given, { ...policies, identity: [...policies.identity, { ...extra, Effect: 'Allow' }] })
        if (before === 'Allowed') expect(after).toBe('Allowed')
      }),
      { numRuns: 1500 },
    )
  })

  test.each(['boundary', 'session', 'scp'] as const)('a %s never adds', (layer) => {
    fc.assert(
      fc.property(layers, statements, assignment, (policies, extra, given) => {
        const without = decide(given, { ...policies, [layer]: undefined })
        if (denied(without)) expect(denied(decide(given, { ...policies, [layer]: extra }))).toBe(true)
      }),
      { numRuns: 800 },
    )
  })

  test('an RCP never adds', () => {
    fc.assert(
      fc.property(layers, statements, assignment, (policies, extra, given) => {
        const denies = extra.map((one) => ({ ...one, Effect: 'Deny', Principal: '*' }))
        // The grammar of RCPs knows no NotAction (ORG UG "RCP syntax"); what is no RCP says nothing.
        const rcp = engine.parse({ Version: '2012-10-17', Statement: denies }, 'resourceControl')
        if (!rcp.ok) return
        const without = engine.evaluate(request(given, false), applicable(policies)).decision
        const within = engine.evaluate(request(given, false), {
          ...applicable(policies),
          resourceControl: [[rcp.value]],
        }).decision
        if (denied(without)) expect(denied(within)).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })

  test('printed and parsed again a policy is the same one', () => {
    fc.assert(
      fc.property(statements, fc.constantFrom<PolicyType>('identity', 'serviceControl'), (list, type) => {
        const document = { Version: '2012-10-17', Statement: list }
        const parsed = engine.parse(document, type)
        expect(parsed.ok).toBe(true)
        for (const indent of [undefined, 2]) {
          expect(engine.parse(JSON.stringify(document, null, indent), type)).toEqual(parsed)
        }
      }),
      { numRuns: 1500 },
    )
  })

  test('order, splitting and the case of actions change nothing', () => {
    fc.assert(
      fc.property(layers, assignment, fc.boolean(), (policies, given, unknown) => {
        const turned = [...policies.identity].reverse()
        const shouted = turned.map((one) => {
          const element = 'Action' in one ? 'Action' : 'NotAction'
          return { ...one, [element]: (one[element] as string[]).map((text) => text.toUpperCase()) }
        })
        const asked = request(unknown ? {} : given, unknown)
        const whole = engine.evaluate(asked, applicable(policies))
        const split = engine.evaluate(asked, {
          ...applicable(policies),
          identity: shouted.map((one) => compiled([one], 'identity')),
        })
        expect(split.decision).toBe(whole.decision)
      }),
      { numRuns: 1500 },
    )
  })

  test('what is settled with unknown keys holds for every value of them', () => {
    let conditional = 0
    fc.assert(
      fc.property(layers, fc.array(assignment, { minLength: 6, maxLength: 6 }), (policies, givens) => {
        const { decision } = engine.evaluate(request({}, true), applicable(policies))
        if (decision === 'Conditional') conditional += 1
        for (const given of givens) {
          const definite = decide(given, policies)
          if (decision === 'Allowed') expect(definite).toBe('Allowed')
          if (decision === 'ExplicitlyDenied') expect(definite).toBe('ExplicitlyDenied')
          if (decision === 'ImplicitlyDenied') expect(denied(definite)).toBe(true)
        }
      }),
      { numRuns: 3000 },
    )
    expect(conditional).toBeGreaterThan(100)
  })

  test('the residual condition is true exactly where access is given', () => {
    let checked = 0
    fc.assert(
      fc.property(layers, fc.array(assignment, { minLength: 6, maxLength: 6 }), (policies, givens) => {
        const { condition: residual } = engine.evaluate(request({}, true), applicable(policies))
        if (residual === undefined || mentions(residual, 'PatternMatches')) return
        for (const given of givens) {
          checked += 1
          expect(holds(residual, given)).toBe(decide(given, policies) === 'Allowed')
        }
      }),
      { numRuns: 1000 },
    )
    expect(checked).toBeGreaterThan(500)
  })

  test('a partly known request agrees with the fully known one', () => {
    fc.assert(
      fc.property(
        layers,
        assignment,
        fc.subarray(['aws:PrincipalTag/team', 'aws:SecureTransport', 'aws:SourceIp']),
        (policies, given, known) => {
          const part = Object.fromEntries(Object.entries(given).filter(([key]) => known.includes(key)))
          const { decision } = engine.evaluate(request(part, true), applicable(policies))
          const definite = decide(given, policies)
          if (decision === 'Allowed') expect(definite).toBe('Allowed')
          if (denied(decision)) expect(denied(definite)).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('with every key given nothing is conditional', () => {
    fc.assert(
      fc.property(layers, assignment, (policies, given) => {
        const complete = { ...given, 'aws:PrincipalTag/k': 'v' }
        expect(engine.evaluate(request(complete, true), applicable(policies)).decision).toBe(decide(given, policies))
      }),
      { numRuns: 1500 },
    )
  })

  test('no document makes the parser throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string(), fc.jsonValue()),
        fc.constantFrom<PolicyType>('identity', 'resource', 'resourceControl'),
        (document, type) => {
          expect(() => engine.parse(document, type)).not.toThrow()
        },
      ),
      { numRuns: 3000 },
    )
    fc.assert(
      fc.property(
        fc.record({
          Version: fc.constantFrom('2012-10-17', 'x', 1),
          Statement: fc.oneof(
            fc.jsonValue(),
            fc.array(
              fc.record(
                {
                  Effect: fc.constantFrom('Allow', 'Deny', 'x'),
                  Action: fc.jsonValue(),
                  Resource: fc.jsonValue(),
                  Condition: fc.jsonValue(),
                  Principal: fc.jsonValue(),
                },
                { requiredKeys: [] },
              ),
            ),
          ),
        }),
        (document) => {
          const parsed = engine.parse(document, 'resource')
          if (parsed.ok)
            expect(() => engine.evaluate(request({}, true), { identity: [], resource: parsed.value })).not.toThrow()
        },
      ),
      { numRuns: 3000 },
    )
  })
})
