import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  account,
  allow,
  bucket,
  cell,
  organization,
  organizationPolicy,
  policy,
  role,
  unit,
  user,
} from '../../../test/fakes/inventory.ts'
import { cellAfterLeaving } from './account-left.ts'
import { assemble } from './assemble.ts'
import type { ConnectionReading } from './choose-readings.ts'
import { chooseReadings } from './choose-readings.ts'
import { type CellType, type CoverageCell, cellStates } from './coverage.ts'
import { objectKey } from './merge.ts'
import type { InventoryObject } from './objects.ts'

const main = '111111111111'
const member = '222222222222'
const earlier = '2026-02-01T00:00:00.000Z'

const reading = (
  connectionId: string,
  of: CoverageCell,
  objects: readonly InventoryObject[] = [],
): ConnectionReading => ({ connectionId, cell: of, objects })

const snapshotOf = (readings: readonly ConnectionReading[]) =>
  withListedCells(assemble({ id: 'snap', at: earlier, ...chooseReadings(readings) }))

/** Two tables are never equal, what they hold may be. */
const withListedCells = <T extends { readonly cells: Iterable<CoverageCell> }>(one: T) => ({
  ...one,
  cells: [...one.cells],
})

/** Both orders must agree, so every example is one in which the order does not matter. */
function namesIn(...readings: readonly ConnectionReading[]): readonly string[] {
  const snapshot = snapshotOf(readings)
  expect(snapshotOf([...readings].reverse())).toEqual(snapshot)
  return [...snapshot.principals, ...snapshot.resources].map(({ name }) => name).filter((name) => name !== 'root')
}

describe('of two connections that read one account', () => {
  const old = { ...cell(member, 'iam'), completeAt: earlier }

  it('the newest whole reading is believed', () => {
    const dump = reading('dump', old, [role(member, 'x'), role(member, 'gone')])
    const live = reading('live', cell(member, 'iam'), [role(member, 'x')])
    expect(namesIn(dump, live)).toEqual(['x'])
  })

  it('one that was read is believed before one that was not', () => {
    const dump = reading('dump', old, [role(member, 'x')])
    const live = reading('live', { ...cell(member, 'iam', 'denied'), completeAt: cell(member, 'iam').completeAt })
    expect(namesIn(dump, live)).toEqual(['x'])
    const { accounts, cells } = snapshotOf([dump, live, reading('live', cell(member, 'role', 'denied'))])
    expect(accounts.map(({ iam }) => iam)).toEqual([{ state: 'read' }])
    expect(cells).toHaveLength(2)
  })

  it('one that looked in vain is believed before one that did not look', () => {
    const readings = [
      reading('a', cell(member, 'iam', 'not_collected')),
      reading('b', cell(member, 'iam', 'throttled')),
    ]
    expect(snapshotOf(readings).accounts.map(({ iam }) => iam.state)).toEqual(['unread'])
    expect(snapshotOf(readings.toReversed())).toEqual(snapshotOf(readings))
  })

  it('the parts may come from different ones', () => {
    const dump = [
      reading('dump', old, [role(member, 'x')]),
      reading('dump', cell(member, 's3', 'not_collected'), [bucket(member, 'named', { state: 'none' })]),
    ]
    const live = [
      reading('live', cell(member, 'iam', 'throttled'), [role(member, 'old')]),
      reading('live', cell(member, 's3'), [bucket(member, 'lake', { state: 'none' })]),
    ]
    expect(namesIn(...dump, ...live)).toEqual(['x', 'lake'])
  })

  it('a whole account is believed before single Regions of it', () => {
    const inRegion = { ...cell(member, 's3', 'not_collected'), region: 'eu-central-1' }
    const dump = reading('dump', inRegion, [
      bucket(member, 'lake', policy(allow('*'))),
      bucket(member, 'gone', { state: 'none' }),
    ])
    const live = reading('live', cell(member, 's3'), [bucket(member, 'lake', { state: 'none' })])
    expect(namesIn(dump, live)).toEqual(['lake'])
    expect(snapshotOf([dump, live]).resources.map((one) => one.policy.state)).toEqual(['none'])
    const refused = reading('live', cell(member, 's3', 'denied'))
    expect(namesIn(dump, refused)).toEqual(['gone', 'lake'])
  })

  it('the place of the account in its organization is kept', () => {
    const organizationWide = reading('organization', { ...cell(main, 'organization'), completeAt: earlier }, [
      organization(main),
      unit(main, 'r-test', 'Root', null),
      account(main, 'main', 'r-test'),
      account(member, 'lake-prod', 'r-test'),
    ])
    const alone = reading('alone', cell(member, 'organization', 'not_collected'), [account(member, member, null)])
    for (const readings of [
      [organizationWide, alone],
      [alone, organizationWide],
    ]) {
      expect(snapshotOf(readings).accounts.find(({ id }) => id === member)).toMatchObject({
        name: 'lake-prod',
        organizationId: 'o-test',
      })
    }
  })
})

it('knows nothing of an account that left, its root user included, unless another connection reads it', () => {
  const left = reading('organization', { ...cell(member, 'iam'), ...cellAfterLeaving(earlier) })
  expect(snapshotOf([left, reading('organization', cell(main, 'iam'))]).accounts.map(({ id }) => id)).toEqual([main])
  expect(namesIn(left, reading('dump', cell(member, 'iam'), [role(member, 'x')]))).toEqual(['x'])
})

/* ------------------------------------------------------------------ any order */

const objectsOf = (type: CellType, accountId: string, names: readonly string[]): readonly InventoryObject[] =>
  names.map((name): InventoryObject => {
    switch (type) {
      case 'iam':
        return name < 'b' ? user(accountId, name) : role(accountId, name)
      case 's3':
        return bucket(accountId, name, { state: 'none' })
      default:
        return organizationPolicy(accountId, name, {
          name,
          type: 'serviceControl',
          document: policy(allow('*')),
          targets: ['r-test'],
        })
    }
  })

const someReading = fc
  .record({
    connectionId: fc.constantFrom('one', 'two', 'three'),
    accountId: fc.constantFrom(main, member),
    type: fc.constantFrom<CellType[]>('iam', 's3', 'organization'),
    region: fc.constantFrom('global', 'eu-central-1'),
    state: fc.constantFrom(...cellStates),
    completeAt: fc.constantFrom(null, earlier, '2026-03-01T00:00:00.000Z'),
    names: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
  })
  .map(({ connectionId, accountId, type, region, state, completeAt, names }) =>
    reading(connectionId, { ...cell(accountId, type, state), region, completeAt }, objectsOf(type, accountId, names)),
  )

const cellOf = ({ connectionId, cell: { accountId, type, region } }: ConnectionReading): string =>
  [connectionId, accountId, type, region].join(' ')

/** As the store has them: a connection knows each object in one of its cells. */
function eachOnce(readings: readonly ConnectionReading[]): ConnectionReading[] {
  const seen = new Set<string>()
  const isNew = (key: string): boolean => !seen.has(key) && seen.add(key) !== undefined
  return readings.map((one) => ({
    ...one,
    objects: one.objects.filter((object) => isNew(`${one.connectionId} ${objectKey(object)}`)),
  }))
}

test('the order in which readings and their objects come never matters', () => {
  const inTwoOrders = fc
    .uniqueArray(someReading, { maxLength: 12, selector: cellOf })
    .map(eachOnce)
    .chain((readings) => fc.tuple(fc.constant(readings), fc.shuffledSubarray(readings, { minLength: readings.length })))
  fc.assert(
    fc.property(inTwoOrders, ([readings, shuffled]) => {
      const turned = shuffled.map((one) => ({ ...one, objects: one.objects.toReversed() }))
      const chosen = chooseReadings(readings)
      expect(withListedCells(chooseReadings(turned))).toEqual(withListedCells(chosen))
      expect(snapshotOf(turned)).toEqual(snapshotOf(readings))
      const places = [...chosen.cells].map(({ accountId, type, region }) => `${accountId} ${type} ${region}`)
      expect(new Set(places).size).toBe(places.length)
      const arns = snapshotOf(readings).principals.map(({ arn }) => arn)
      expect(new Set(arns).size).toBe(arns.length)
    }),
  )
})
