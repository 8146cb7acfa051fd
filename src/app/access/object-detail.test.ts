import { describe, expect, test } from 'vitest'
import { indexOf } from '../../../test/fakes/access-index.ts'
import { account, allow, cell, policy, readAt, role } from '../../../test/fakes/inventory.ts'
import { operator } from '../../../test/fakes/small-world.ts'
import { loadCatalogue } from '../../catalog/read.ts'
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { ConnectionId } from '../../core/ids.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { ObjectHistory } from '../ports/inventory.ts'
import type { AccessService } from './access-service.ts'
import { showPrincipal } from './object-detail.ts'

const owner = '111111111111'
const job = role(owner, 'job', { inline: policy(allow('s3:*')) })
const index = indexOf([account(owner, 'data', null), job], [cell(owner, 'iam'), cell(owner, 'organization')])

/** Now is the snapshot `snap` of `index`, unless another one is asked about. */
function service(newest: AccessIndex): AccessService<AccessIndex> {
  const unasked = () => {
    throw new Error('not asked here')
  }
  return {
    ...{
      current: unasked,
      standing: unasked,
      prepared: unasked,
      keepPrepared: unasked,
      beforeSuccession: unasked,
      supposed: unasked,
      changed: unasked,
      grew: unasked,
      erased: unasked,
      settled: unasked,
    },
    at: async () => index,
    currentIfAny: async () => newest,
    run: async (work) => work.value(),
  }
}

const known = (kind: ObjectHistory['kind'], more: Partial<ObjectHistory>): ObjectHistory => ({
  kind,
  nativeId: job.nativeId,
  arn: job.arn,
  accountId: job.accountId,
  region: 'global',
  cell: 'iam',
  connectionId: 'one' as ConnectionId,
  status: 'present',
  firstSeenAt: readAt,
  lastSeenAt: null,
  missingSince: null,
  versions: [],
  moreVersions: 0,
  facts: null,
  ...more,
})

const version = (validFrom: string, validTo: string | null, body: Json) => ({
  ...{ validFrom, validTo, observedAfter: null, policyStale: false, body },
})

const asked = (objects: readonly ObjectHistory[], newest = index) =>
  showPrincipal({
    access: service(newest),
    store: { inventory: { history: async () => ({ objects, more: 0 }) } },
    catalogue: loadCatalogue(),
  })(operator, { principal: 'job' })

describe('what was used', () => {
  const report = (askedAt: string, services: Json) =>
    known('lastAccessed', { facts: { askedAt, services, actions: { 'lambda:ListFunctions20150331': readAt } } })

  test('is what the newest report says, the latest use first, actions by the names that are granted', async () => {
    const { usage } = await asked([
      report('2026-02-01T00:00:00.000Z', { ec2: { at: '2026-01-01T00:00:00Z' } }),
      report('2026-02-02T00:00:00.000Z', {
        sqs: { at: '2026-01-01T00:00:00Z' },
        s3: { at: '2026-02-01T00:00:00Z', region: 'eu-west-1' },
      }),
    ])
    expect(usage).toEqual({
      known: true,
      askedAt: '2026-02-02T00:00:00.000Z',
      services: [
        { service: 's3', at: '2026-02-01T00:00:00Z', region: 'eu-west-1' },
        { service: 'sqs', at: '2026-01-01T00:00:00Z' },
      ],
      actions: [{ action: 'lambda:ListFunctions', at: readAt, level: 'List' }],
    })
  })

  test('is not known where AWS was not asked, or of one that is gone, and never "nothing"', async () => {
    for (const objects of [[], [{ ...report('2026-02-01T00:00:00.000Z', {}), status: 'deleted' as const }]]) {
      expect((await asked(objects)).usage).toMatchObject({
        known: false,
        reason: expect.stringMatching(/not asked yet/),
      })
    }
    expect((await asked([report('2026-02-01T00:00:00.000Z', {})])).usage).toMatchObject({ known: true, services: [] })
  })

  test('is not known of the past', async () => {
    const newer = indexOf([account(owner, 'data', null)], [])
    const { usage } = await asked([report('2026-02-01T00:00:00.000Z', { s3: { at: readAt } })], {
      ...newer,
      snapshot: { id: 'later', at: readAt },
    })
    expect(usage).toMatchObject({
      known: false,
      services: [],
      reason: expect.stringMatching(/history does not hold it/),
    })
  })
})

test('the session is as long as the role said when the snapshot was taken', async () => {
  const versions = [
    version('2026-04-01T00:00:00.000Z', null, { maxSessionSeconds: 43_200 }),
    version('2026-01-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z', { maxSessionSeconds: 3_600 }),
  ]
  expect((await asked([known('role', { versions })])).sessionSeconds).toBe(3_600)
  expect((await asked([])).sessionSeconds).toBeUndefined()
})
