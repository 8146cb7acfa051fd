/** Which readings an answer rests on: each cell here was read at an hour of its own. */
import { expect, test } from 'vitest'
import { can, indexOf, who } from '../../../test/fakes/access-index.ts'
import {
  account,
  allow,
  bucket,
  cell,
  organization,
  policy,
  role,
  trust,
  unit,
  user,
} from '../../../test/fakes/inventory.ts'
import { lambda, setRole } from '../../../test/fakes/people-world.ts'
import { loadCatalogue } from '../../catalog/read.ts'
import { createPolicyEngine } from '../evaluate/engine.ts'
import { assemble } from '../inventory/assemble.ts'
import type { CellType, CoverageCell } from '../inventory/coverage.ts'
import type { InventoryObject, ObjectOfKind } from '../inventory/objects.ts'
import type { AnswerReadings } from './answers.ts'
import { type AccessIndex, buildIndex } from './build-index.ts'

const [main, prod, lake, closed] = ['111111111111', '222222222222', '333333333333', '444444444444'] as const

const hour = (at: number): string => `2026-05-03T${String(at).padStart(2, '0')}:00:00.000Z`
const readAtHour = (at: number, of: string, type: CellType, region = 'global'): CoverageCell => ({
  ...cell(of, type),
  region,
  completeAt: hour(at),
  checkedAt: hour(at),
  objects: 1,
})

const keyArn = `arn:aws:kms:eu-central-1:${prod}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const key: ObjectOfKind<'resource'> = {
  ...bucket(prod, 'key', { state: 'none' }),
  nativeId: keyArn,
  arn: keyArn,
  cell: 'kms',
  body: { type: 'kms:key', name: 'alias/lake', policy: { state: 'none' }, tags: {}, facts: { grants: [] } },
}
const sealed = bucket(prod, 'sealed', { state: 'none' })

const objects: readonly InventoryObject[] = [
  organization(main),
  unit(main, 'r-test', 'Root', null),
  account(main, 'main', 'r-test'),
  account(prod, 'prod', 'r-test'),
  account(lake, 'lake', 'r-test'),
  {
    ...account(closed, 'closed', 'r-test'),
    body: { ...account(closed, 'closed', 'r-test').body, status: 'SUSPENDED' },
  },
  user(prod, 'ada', { inline: policy(allow(['s3:*', 'kms:*', 'sqs:*'])) }),
  setRole(prod, 'Audit'),
  role(lake, 'app', { trust: trust({ AWS: prod }) }),
  bucket(prod, 'plain', { state: 'none' }),
  { ...sealed, body: { ...sealed.body, facts: { kmsKey: keyArn } } },
  key,
  lambda(lake, 'ingest', `arn:aws:iam::${lake}:role/app`),
]
const cells: readonly CoverageCell[] = [
  readAtHour(4, main, 'organization'),
  readAtHour(5, main, 'identity_center', 'eu-west-1'),
  readAtHour(6, main, 'iam'),
  readAtHour(7, prod, 'iam'),
  readAtHour(8, lake, 'iam'),
  readAtHour(9, prod, 's3'),
  readAtHour(3, prod, 'kms', 'eu-central-1'),
  readAtHour(2, lake, 'lambda', 'eu-west-1'),
  readAtHour(12, prod, 'sqs', 'eu-west-1'),
  readAtHour(11, lake, 'sqs', 'eu-west-1'),
  readAtHour(1, closed, 'iam'),
]
const index = indexOf(objects, cells)

const hours = (readings: AnswerReadings | undefined): string =>
  readings
    ? `${Number(readings.oldest.slice(11, 13))}–${Number(readings.newest.slice(11, 13))}, ${readings.oldestIn.service}`
    : 'none'

function principal(of: AccessIndex, named: string) {
  const found = of.principalInSteps(named)
  if (!found.ok) throw new Error(found.error.message)
  return found.value.value()
}

test.each([
  { who: 'ada', action: 's3:GetObject', resource: 'plain', rests: '4–9, organization' },
  // The key decides as well.
  { who: 'ada', action: 's3:GetObject', resource: 'sealed', rests: '3–9, kms' },
  { who: 'ada', action: 's3:ListAllMyBuckets', resource: undefined, rests: '4–7, organization' },
  { who: `${prod}/Audit`, action: 's3:ListAllMyBuckets', resource: undefined, rests: '4–7, organization' },
  // Root users have no policies that could be missing.
  { who: `arn:aws:iam::${lake}:root`, action: 's3:ListAllMyBuckets', resource: undefined, rests: '4–4, organization' },
  { who: 'ada', action: 'sts:AssumeRole', resource: `arn:aws:iam::${lake}:role/app`, rests: '4–8, organization' },
  // Read whole, and not there.
  {
    who: 'ada',
    action: 'sqs:SendMessage',
    resource: `arn:aws:sqs:eu-west-1:${lake}:gone`,
    rests: '4–11, organization',
  },
])('whether $who can $action on $resource rests on $rests', ({ who: principalName, action, resource, rests }) => {
  expect(hours(can(index, principalName, action, resource).readings)).toBe(rests)
})

test('of a role of Identity Center its directory counts, of another role it does not', () => {
  const early = cells.map((one) => (one.type === 'identity_center' ? readAtHour(0, main, one.type, one.region) : one))
  const told = indexOf(objects, early)
  expect(hours(can(told, `${prod}/Audit`, 's3:GetObject', 'plain').readings)).toBe('0–9, identity_center')
  expect(hours(can(told, 'ada', 's3:GetObject', 'plain').readings)).toBe('4–9, organization')
})

test('who can rests on everybody that is not closed, and on the resource', () => {
  expect(hours(who(index, 's3:ListAllMyBuckets').readings)).toBe('4–8, organization')
  expect(hours(who(index, 's3:GetObject', 'plain').readings)).toBe('4–9, organization')
  expect(hours(who(index, 'kms:Decrypt', keyArn).readings)).toBe('3–8, kms')
  const reached = index.whoReaches({ resource: 'plain' })
  expect(reached.ok && hours(reached.value.readings)).toBe('4–9, organization')
  const able = index.abilities({ actions: 'kms:*', resource: keyArn })
  expect(able.ok && hours(able.value.readings)).toBe('3–8, kms')
})

test('where nobody knows whose it is, it may lie in every account', () => {
  expect(hours(who(index, 's3:GetObject', 'nowhere').readings)).toBe('4–9, organization')
  const late = [...cells, readAtHour(1, lake, 's3')]
  expect(hours(who(indexOf(objects, late), 's3:GetObject', 'nowhere').readings)).toBe('1–9, s3')
})

test('paths rest on all resources too, because code is a way', () => {
  const found = index.paths({ to: 'admin' })
  expect(found.ok && hours(found.value.readings)).toBe('2–12, lambda')
  expect(found.ok && found.value.readings?.oldestIn).toEqual({
    account: lake,
    accountName: 'lake',
    region: 'eu-west-1',
    service: 'lambda',
  })
})

test('a page tells of its own, and who can become a principal of everybody', () => {
  expect(hours(index.resource(keyArn)?.readings)).toBe('3–3, kms')
  const { readings, assumers } = principal(index, `${lake}/app`)
  expect(hours(readings)).toBe('2–11, lambda')
  expect(hours(assumers.readings)).toBe('4–8, organization')
  expect(hours(principal(index, 'ada').readings)).toBe('4–7, organization')
})

test('what could not be read again tells when it was the last time; what was never read tells nothing', () => {
  const refused = cells.map(
    (one): CoverageCell => (one.type === 's3' ? { ...one, state: 'denied', completeAt: hour(1) } : one),
  )
  expect(hours(can(indexOf(objects, refused), 'ada', 's3:GetObject', 'plain').readings)).toBe('1–7, s3')
  const never = cells.map((one): CoverageCell => ({ ...one, state: 'denied', completeAt: null }))
  expect(can(indexOf(objects, never), 'ada', 's3:GetObject', 'plain').readings).toBeUndefined()
})

test('of the past the readings may have been repeated', () => {
  const catalogue = loadCatalogue()
  const past = assemble({ id: 'past', at: hour(10), isPast: true, objects, cells })
  const answer = can(buildIndex(past, catalogue, createPolicyEngine(catalogue)), 'ada', 's3:GetObject', 'plain')
  expect(answer.readings).toMatchObject({ oldest: hour(4), orLater: true })
  expect(can(index, 'ada', 's3:GetObject', 'plain').readings).not.toHaveProperty('orLater')
})

test('of the past nobody counts objects: what was left out then tells when it was read before, if it was', () => {
  const catalogue = loadCatalogue()
  const of = (isPast: true | undefined, completeAt: string | null) => {
    const then = cells.map(
      (one): CoverageCell =>
        one.type === 's3' ? { ...one, state: 'skipped_by_setting', completeAt, objects: 0 } : { ...one, objects: 0 },
    )
    const snapshot = assemble({ id: 'then', at: hour(12), isPast, objects, cells: then })
    return buildIndex(snapshot, catalogue, createPolicyEngine(catalogue))
  }
  const readings = (at: AccessIndex) => hours(can(at, 'ada', 's3:GetObject', 'plain').readings)
  expect(readings(of(true, hour(1)))).toBe('1–7, s3')
  expect(readings(of(true, null))).toBe('4–7, organization')
  expect(readings(of(undefined, hour(1)))).toBe('4–7, organization')
})
