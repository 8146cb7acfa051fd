import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { createPolicyEngine } from '../../core/evaluate/engine.ts'
import { evaluateCaseFile, evaluateCases } from './evaluate-cases.ts'

const catalogue = loadCatalogue()
const services = { engine: createPolicyEngine(catalogue), catalogue }
const folder = new URL('../../../test/cases/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'not-covered.json')

test('there are case files', () => expect(files.length).toBeGreaterThan(5))

const member = (one: unknown, name: string): unknown => Object.entries(one ?? {}).find(([key]) => key === name)?.[1]

describe.each(files)('test/cases/%s', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const cases: unknown[] = JSON.parse(text)
  const { comparison, results } = evaluateCaseFile(text, services)
  const residuals = cases.flatMap((one, index) => {
    const condition = member(one, 'expectedCondition')
    return condition === undefined ? [] : [{ id: String(member(one, 'id')), condition, result: results[index] }]
  })

  test('every case says what it expects', () => {
    expect(cases.length).toBeGreaterThan(0)
    expect(comparison).toHaveLength(cases.length)
  })
  // Contested cases hold our own reading, and they hold it firmly.
  test.each(comparison)('$id is $expected', ({ actual, expected }) => {
    expect(actual).toBe(expected)
  })
  test.each(residuals)('$id leaves its condition', ({ condition, result }) => {
    expect(result).toHaveProperty('condition', condition)
  })
})

const allow = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } }
const question = {
  id: 'one',
  principal: 'arn:aws:iam::111111111111:user/alice',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  identityPolicies: [allow],
}

describe('a case file', () => {
  test('answers with the deciding statement', () => {
    expect(evaluateCases([question], services)).toEqual([
      {
        id: 'one',
        decision: 'Allowed',
        reasons: [
          {
            effect: 'Allow',
            layer: 'identity',
            policy: 'identityPolicies[0]',
            statement: 0,
            why: 's3:Get* covers s3:GetObject',
          },
        ],
      },
    ])
  })

  test('a bad case ends itself, not the run', () => {
    const bad = {
      ...question,
      id: 'two',
      identityPolicies: [{ ...allow, Statement: [{ Action: '*', Resource: '*' }] }],
    }
    const results = evaluateCases([question, bad, { ...question, id: 'three' }], services)
    expect(results.map(({ id }) => id)).toEqual(['one', 'two', 'three'])
    expect(results[1]).toEqual({
      id: 'two',
      error: { code: 'InvalidPolicy', message: 'identityPolicies[0].Statement[0]: Effect must be Allow or Deny' },
    })
  })

  test('ids are texts and unique', () => {
    const results = evaluateCases([question, question, { ...question, id: 7 }], services)
    expect(results.slice(1)).toMatchObject([
      { id: 'one', error: { code: 'InvalidCase' } },
      { id: null, error: { code: 'InvalidCase' } },
    ])
  })

  test('two equal keys are an error of the case', () => {
    const policy =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}'
    const head = '"principal":"*","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"'
    const text = `[{"id":"p",${head},"identityPolicies":[${policy}]},{"id":"c","id":"d",${head},"identityPolicies":[]}]`
    expect(evaluateCaseFile(text, services).results).toMatchObject([
      { id: 'p', error: { code: 'InvalidPolicy' } },
      { id: 'd', error: { code: 'InvalidCase' } },
    ])
  })

  test.each([
    ['no JSON', '[{"id":', /is no JSON/],
    ['no array', '{}', /not an array/],
    ['no objects', '[1]', /Entry 0 .* not an object/],
  ])('%s fails as a whole', (_name, text, message) => {
    expect(() => evaluateCaseFile(text, services)).toThrow(message)
  })

  test('a byte order mark is no part of the file', () => {
    const text = `\ufeff${JSON.stringify([{ ...question, expected: 'Allowed' }])}`
    expect(evaluateCaseFile(text, services).comparison).toMatchObject([{ id: 'one', agrees: true }])
  })

  test('a policy nested too deep is an error of its case', () => {
    const deep = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`
    const text = `[{"id":"deep","principal":"*","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","identityPolicies":[${deep}]}]`
    expect(evaluateCaseFile(text, services).results).toMatchObject([{ id: 'deep', error: { code: 'LimitExceeded' } }])
  })

  test('a key with thousands of values is refused', () => {
    const context = { 'aws:TagKeys': Array.from({ length: 5_000 }, (_, n) => `k${n}`) }
    expect(evaluateCases([{ ...question, context }], services)).toMatchObject([{ error: { code: 'LimitExceeded' } }])
  })

  test.each([
    null,
    'text',
    [],
    {},
    { Statement: null },
    { Statement: [null] },
    { Statement: [[]] },
    { Version: 20121017, Statement: allow.Statement },
    { Statement: { ...allow.Statement, Effect: ['Allow'] } },
    { Statement: { ...allow.Statement, Action: {} } },
    { Statement: { ...allow.Statement, Action: [] } },
    { Statement: { ...allow.Statement, Resource: null } },
    { Statement: { ...allow.Statement, Resource: [1] } },
    { Statement: { ...allow.Statement, Condition: [] } },
    { Statement: { ...allow.Statement, Condition: { StringEquals: 'x' } } },
    { Statement: { ...allow.Statement, Condition: { StringEquals: { k: {} } } } },
    { Statement: { ...allow.Statement, Sid: 1 } },
  ])('wrong types are refused: %j', (policy) => {
    expect(evaluateCases([{ ...question, identityPolicies: [policy] }], services)).toMatchObject([
      { id: 'one', error: { code: 'InvalidPolicy' } },
    ])
  })

  test.each([
    ['ten thousand statements', Array.from({ length: 10_000 }, () => allow.Statement)],
    [
      'more than a mebibyte',
      { ...allow.Statement, Action: Array.from({ length: 300 }, () => `s3:${'a'.repeat(4_000)}`) },
    ],
    ['one long pattern', { ...allow.Statement, Resource: `arn:aws:s3:::${'*a'.repeat(4_000)}` }],
  ])('limits: %s', (_name, Statement) => {
    const identityPolicies = [{ ...allow, Statement }]
    expect(evaluateCases([{ ...question, identityPolicies }], services)).toMatchObject([
      { error: { code: 'LimitExceeded' } },
    ])
  })

  test('names of the language are ordinary keys, lone surrogates ordinary characters', () => {
    const text = `[{"id":"\\ud800","principal":"${question.principal}","action":"s3:GetObject","resource":"arn:aws:s3:::b/\\ud83d",
      "context":{"__proto__":"x","constructor":["y"],"\\udc00":"z"},"identityPolicies":[{"Statement":{"Effect":"Allow",
      "Action":"*","Resource":"arn:aws:s3:::b/\\ud83d","Condition":{"StringEquals":{"__proto__":"x","constructor":"y",
      "\\udc00":"z"},"Null":{"toString":"true"}}}}]}]`
    expect(evaluateCaseFile(text, services).results).toMatchObject([{ id: '\ud800', decision: 'Allowed' }])
  })

  test.each(['principal', 'action', 'resource', 'identityPolicies'])('%s is needed', (field) => {
    expect(evaluateCases([{ ...question, [field]: undefined }], services)).toMatchObject([
      { error: { code: 'InvalidCase' } },
    ])
  })
})
