/** Formulas are remembered from question to question; no answer may show it. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { contextOf } from './context.ts'
import { createPolicyEngine } from './engine.ts'
import type { Evaluation, PolicyEngine } from './types.ts'

const catalogue = loadCatalogue()

interface Question {
  readonly documents: readonly object[]
  readonly resource: string
}

function ask(engine: PolicyEngine, { documents, resource }: Question): Evaluation {
  const identity = documents.map((document) => {
    const parsed = engine.parse(document, 'identity')
    if (!parsed.ok) throw new Error(parsed.error.message)
    return parsed.value
  })
  const facts = {
    // A user may call without MFA.
    principal: 'arn:aws:iam::111111111111:user/ada',
    action: 's3:GetObject',
    resource,
    unknown: true,
  }
  return engine.evaluate({ ...facts, context: contextOf(facts, catalogue) }, { identity })
}

/** The numbers of policies do depend on what was compiled before. */
const withoutNumbers = (answer: Evaluation): string =>
  JSON.stringify(answer, (name, value) => (name === 'policy' ? undefined : value))

const test = fc.constantFrom(
  { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
  { StringNotEquals: { 'AWS:requestedregion': 'eu-west-1' } },
  { StringLike: { 'aws:RequestedRegion': 'eu-*' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  // Two ways to say the same: which of them is left out must not depend on which was met first.
  { Null: { 'aws:multifactorauthpresent': 'false' } },
  { Bool: { 'aws:MultiFactorAuthPresent': ['true', 'false'] } },
  { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { IpAddressIfExists: { 'aws:sourceip': ['203.0.113.0/25', '10.0.0.0/8'] } },
  { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' } },
  { StringEquals: { 'aws:CalledVia': 'athena.amazonaws.com' } },
  { StringEquals: { 'aws:PrincipalTag/a': ['${aws:PrincipalTag/b}', '${*}'] } },
  // A star in the one Version, this text in the other.
  { StringEquals: { 'aws:PrincipalTag/a': '${*}' } },
  { StringNotEquals: { 'aws:PrincipalTag/a': '*' } },
)
const question = fc.record<Question>({
  documents: fc.array(
    fc.record({
      Version: fc.constantFrom('2012-10-17', '2008-10-17'),
      Statement: fc.array(
        fc.record({
          Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
          Action: fc.constantFrom('*', 's3:*'),
          Resource: fc.constantFrom('*', 'arn:aws:s3:::b/${aws:PrincipalTag/team}/*'),
          Condition: test,
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  resource: fc.constantFrom('arn:aws:s3:::b/blue/x', 'arn:aws:s3:::b/red/y/z'),
})

it('answers as an engine that was asked nothing before', () => {
  fc.assert(
    fc.property(fc.array(question, { minLength: 2, maxLength: 12 }), (questions) => {
      const engine = createPolicyEngine(catalogue)
      for (const one of questions) {
        expect(withoutNumbers(ask(engine, one))).toBe(withoutNumbers(ask(createPolicyEngine(catalogue), one)))
      }
    }),
    { numRuns: 400 },
  )
})

it('forgets what was too much, and answers on', () => {
  const engine = createPolicyEngine(catalogue)
  const document = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: '*',
      Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/team}',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    },
  }
  const expected = (team: string) => ({
    all: [
      { op: 'StringEquals', key: 'aws:PrincipalTag/team', values: [team] },
      { op: 'Bool', key: 'aws:MultiFactorAuthPresent', values: ['true'] },
    ],
  })
  for (let n = 0; n < 25_000; n += 1) {
    const { condition } = ask(engine, { documents: [document], resource: `arn:aws:s3:::b/team-${n}` })
    if (n % 1_000 === 0) expect(condition).toEqual(expected(`team-${n}`))
  }
  const { condition } = ask(engine, { documents: [document], resource: 'arn:aws:s3:::b/team-0' })
  expect(condition).toEqual(expected('team-0'))
})
