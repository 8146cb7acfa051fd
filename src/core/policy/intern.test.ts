import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { createPolicyEngine } from '../evaluate/engine.ts'
import type { PolicyType } from '../evaluate/types.ts'
import { createInternTable, hashSeed, hashText, hashTexts } from './intern.ts'

describe('intern table', () => {
  it('tells things of one hash apart', () => {
    const table = createInternTable<{ readonly name: string }>()
    const things = ['a', 'b', 'c'].map((name) => ({ name }))
    for (const thing of things) table.add(7, thing)
    for (const thing of things) expect(table.find(7, ({ name }) => name === thing.name)).toBe(thing)
    expect(table.find(7, ({ name }) => name === 'd')).toBeUndefined()
    expect(table.find(8, () => true)).toBeUndefined()
  })

  it('bounds how many it compares with', () => {
    const table = createInternTable<number>()
    for (let thing = 0; thing < 1_000; thing += 1) table.add(7, thing)
    let compared = 0
    table.find(7, () => {
      compared += 1
      return false
    })
    expect(compared).toBeLessThan(20)
  })
})

it('the hash is that of FNV-1a, lengths included', () => {
  // Of the empty text it is the offset basis, of "a" the published value 0xe40c292c but for the length.
  expect(hashText(hashSeed, '')).toBe(0x811c9dc5 | 0)
  expect(hashText(hashSeed ^ 1, 'a') >>> 0).toBe(0xe40c292c)
  expect(hashTexts(hashSeed, ['ab', 'c'])).not.toBe(hashTexts(hashSeed, ['a', 'bc']))
})

describe('equal documents are one policy, different ones are not', () => {
  const engine = createPolicyEngine(loadCatalogue())
  const id = (document: object, type: PolicyType = 'identity') => {
    const parsed = engine.parse(document, type)
    if (!parsed.ok) throw new Error(parsed.error.message)
    return parsed.value
  }
  const statement = {
    Sid: 'Read',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::b'],
    Condition: { StringEquals: { 'aws:PrincipalTag/team': ['blue', 'red'] } },
  }
  const base = { Version: '2012-10-17', Statement: [statement] }

  it.each<[string, object]>([
    ['the same again', structuredClone(base)],
    ['a statement that is no list', { ...base, Statement: statement }],
  ])('%s', (_name, document) => expect(id(document)).toBe(id(base)))

  it('as text, with and without a byte order mark', () => {
    for (const text of [JSON.stringify(base), `\u{feff}${JSON.stringify(base, null, 2)}`]) {
      expect(engine.parse(text, 'identity')).toEqual({ ok: true, value: id(base) })
    }
  })

  it.each<[string, object]>([
    ['another version', { ...base, Version: '2008-10-17' }],
    ['another effect', { ...base, Statement: { ...statement, Effect: 'Deny' } }],
    ['another Sid', { ...base, Statement: { ...statement, Sid: 'Reads' } }],
    ['the Sid at another statement', { ...base, Statement: [{ ...statement, Sid: '' }, statement] }],
    ['an action in another case', { ...base, Statement: { ...statement, Action: ['s3:getobject', 's3:ListBucket'] } }],
    ['another resource', { ...base, Statement: { ...statement, Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::c'] } }],
    ['entries joined', { ...base, Statement: { ...statement, Resource: ['arn:aws:s3:::aarn:aws:s3:::b'] } }],
    ['no condition', { ...base, Statement: { ...statement, Condition: {} } }],
    [
      'another operator',
      { ...base, Statement: { ...statement, Condition: { StringLike: { 'aws:PrincipalTag/team': ['blue', 'red'] } } } },
    ],
    [
      'another key',
      {
        ...base,
        Statement: { ...statement, Condition: { StringEquals: { 'aws:PrincipalTag/Team': ['blue', 'red'] } } },
      },
    ],
    ['a statement more', { ...base, Statement: [statement, statement] }],
  ])('%s', (_name, document) => expect(id(document)).not.toBe(id(base)))

  it('NotAction, NotResource, another kind of policy, other principals', () => {
    const { Action, Resource, ...rest } = statement
    const all = [
      id(base),
      id(base, 'permissionsBoundary'),
      id({ ...base, Statement: { ...rest, NotAction: Action, Resource } }),
      id({ ...base, Statement: { ...rest, Action, NotResource: Resource } }),
      ...['111111111111', '222222222222'].flatMap((account) => [
        id({ ...base, Statement: { ...statement, Principal: { AWS: account } } }, 'resource'),
        id({ ...base, Statement: { ...statement, NotPrincipal: { AWS: account } } }, 'resource'),
        id({ ...base, Statement: { ...statement, Principal: { Service: account } } }, 'resource'),
      ]),
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})
