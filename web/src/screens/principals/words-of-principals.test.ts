import { describe, expect, test } from 'vitest'
import type { Becoming, ObjectVersion } from '../../api/schema.ts'
import { countOfTargets, severityOf, targetsOf } from './becoming-words.ts'
import { changeWords, ticksOf, versionsIn, versionWords } from './history-words.ts'
import { lossWords } from './policy-words.ts'
import { assumerWords, sessionWords } from './words.ts'

const way = (name: string, more: Partial<Becoming> = {}): Becoming => ({
  path: 'iam-001',
  decision: 'Allowed',
  target: { id: `arn:${name}`, kind: 'principal', name },
  itself: false,
  admin: 'yes',
  act: `acts as ${name}`,
  ...more,
})

describe('whom it can become', () => {
  test('several ways to one target are one target', () => {
    const targets = targetsOf([way('a'), way('b'), way('a', { path: 'iam-002' })])
    expect(targets.map(({ best, ways }) => [best.target.name, ways.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })

  test('counts say when there are more', () => {
    const becomes = [way('a')]
    expect(countOfTargets({ principal: '', becomes, more: 0 })).toBe('1')
    expect(countOfTargets({ principal: '', becomes, more: 3 })).toBe('1+')
    expect(countOfTargets({ principal: '', becomes, more: 'not counted' })).toBe('1+')
  })

  test('what is surer is graver', () => {
    expect(
      (['Allowed', 'Conditional', 'Unknown'] as const).map((decision) => severityOf(way('a', { decision }))),
    ).toEqual(['high', 'medium', 'low'])
  })
})

describe('what goes with a policy', () => {
  const share = { actions: 10, lost: 4, gained: 0, lostServices: ['s3', 'sqs'] }
  const used = { known: true, services: [{ service: 's3', at: '2026-03-01T00:00:00Z' }], actions: [] }
  const unknown = { known: false, services: [], actions: [] }

  test.each([
    [{ ...share, lost: 0 }, used, 'nothing is lost: other policies grant all of it'],
    [share, used, 's3, in use, would be lost'],
    [{ ...share, lostServices: ['sqs'] }, used, '4 actions would go; no service in use is lost'],
    [share, { ...used, services: [] }, '4 actions would go; it never used anything'],
    [share, unknown, '4 actions would go'],
    [{ ...share, lost: 0, gained: 2 }, unknown, '2 actions that it denies would be allowed'],
  ])('%j with %j', (of, usage, words) => {
    expect(lossWords(of, usage)).toBe(words)
  })
})

describe('history', () => {
  const version = (validFrom: string, changes: ObjectVersion['changes']): ObjectVersion => ({
    ...{ validFrom, validTo: null, observedAfter: null, policyStale: false, moreChanges: 0, changes },
  })

  test.each([
    [{ path: 'attachedPolicies[]', after: 'arn:aws:iam::1:policy/LakeWrite' }, 'LakeWrite attached'],
    [{ path: 'attachedPolicies[]', before: 'arn:aws:iam::1:policy/LakeWrite' }, 'LakeWrite detached'],
    [{ path: 'inlinePolicies[App]', after: {} }, 'inline policy App added'],
    [
      { path: 'inlinePolicies[App].document.Statement[0].Action', before: 'a', after: 'b' },
      'inline policy App changed',
    ],
    [{ path: 'trustPolicy.Statement[0].Principal', before: 'a', after: 'b' }, 'trust policy changed'],
    [{ path: 'boundary', before: 'arn:aws:iam::1:policy/Limit' }, 'boundary removed'],
    [{ path: 'tags.owner', before: 'a', after: 'b' }, 'tag owner changed'],
    [{ path: 'maxSessionSeconds', before: 1, after: 2 }, 'maxSessionSeconds changed'],
  ])('%j', (change, words) => {
    expect(changeWords(change as ObjectVersion['changes'][number])).toBe(words)
  })

  test('reports about use are no versions of the thing, ticks go from old to new', () => {
    const object = {
      ...{
        nativeId: '',
        arn: '',
        accountId: '',
        region: '',
        cell: 'iam' as const,
        integration: '',
        status: 'present' as const,
      },
      ...{ firstSeenAt: '', lastSeenAt: null, missingSince: null, moreVersions: 0, body: {} },
    }
    const role = { ...object, kind: 'role', versions: [version('2026-02', []), version('2026-01', [])] }
    const report = { ...object, kind: 'lastAccessed', versions: [version('2026-03', [])] }
    const versions = versionsIn({ arn: '', objects: [report, role], more: 0 })
    expect(versions.map(versionWords)).toEqual(['came again', 'first seen'])
    expect(ticksOf(versions).map(({ at }) => at)).toEqual(['2026-01', '2026-02'])
  })
})

test('sessions and assumers in words', () => {
  expect([3_600, 43_200, 5_400].map(sessionWords)).toEqual(['1 hour', '12 hours', '90 minutes'])
  const set = { id: 'arn', kind: 'principal' as const, name: 'Audit', accountName: 'prod' }
  const people = [{ name: 'Wei' }]
  expect(assumerWords({ who: set, how: 'assumes', decision: 'Allowed', people })).toBe('prod, Wei')
  const person = { id: 'person:wei', kind: 'person' as const, name: 'Wei' }
  expect(assumerWords({ who: person, how: 'assigned', decision: 'Allowed', people })).toBe('through Identity Center')
})
