/** The collectors of resource policies, each against the simulated AWS: what is there, what is not, and what is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import type { AccountId } from '../../core/ids.ts'
import { type CellType, optionalReadRefused } from '../../core/inventory/coverage.ts'
import type { ObjectOfKind } from '../../core/inventory/objects.ts'
import type { FaultPlan } from '../../sandbox/faults.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { world } from '../../sandbox/world/generate.ts'
import { regionOf } from '../../sandbox/world/model.ts'
import { connectionTo, noAbort, readerWith } from '../connection.fake.ts'
import type { RecordingSink } from '../recording-sink.fake.ts'
import { createRecordingSink } from '../recording-sink.fake.ts'
import { collectors } from '../registry.ts'

const region = 'eu-west-1'

/** Per type of resource: its cell, and the read that tells its policy. */
const types = [
  { type: 'dynamodb:table', cell: 'dynamodb', action: 'dynamodb:GetResourcePolicy' },
  { type: 'ecr:repository', cell: 'ecr', action: 'ecr:GetRepositoryPolicy' },
  { type: 'ecr:registry', cell: 'ecr', action: 'ecr:GetRegistryPolicy' },
  {
    type: 'elasticfilesystem:file-system',
    cell: 'elasticfilesystem',
    action: 'elasticfilesystem:DescribeFileSystemPolicy',
  },
  { type: 'backup:backup-vault', cell: 'backup', action: 'backup:GetBackupVaultAccessPolicy' },
  { type: 'events:event-bus', cell: 'events', action: 'events:DescribeEventBus' },
  { type: 'es:domain', cell: 'es', action: 'es:DescribeDomains' },
  { type: 'glue:catalog', cell: 'glue', action: 'glue:GetResourcePolicy' },
  { type: 'kinesis:stream', cell: 'kinesis', action: 'kinesis:GetResourcePolicy', optional: true },
  { type: 'codeartifact:domain', cell: 'codeartifact', action: 'codeartifact:GetDomainPermissionsPolicy' },
  { type: 's3:access-point', cell: 's3_access_points', action: 's3:GetAccessPointPolicy' },
  { type: 's3:access-grants-instance', cell: 's3_access_points', action: 's3:GetAccessGrantsInstanceResourcePolicy' },
  { type: 'lambda:layer', cell: 'lambda', action: 'lambda:GetLayerVersionPolicy' },
] as const

/** Told by the list itself. */
const cells: readonly CellType[] = [...new Set<CellType>([...types.map(({ cell }) => cell), 'logs'])]
const mine = collectors.filter(({ type }) => cells.includes(type))

let sandbox: Sandbox
/** Has one of everything, and allows what is optional. */
let security: AccountId
beforeAll(async () => {
  sandbox = await startSandbox({
    world: world({ seed: 'policies', accounts: 3, principals: 30, people: 4, start: new Date() }),
    catalogue: loadCatalogue(),
    environment: {},
  })
  security = sandbox.world.home.accountId
})
afterAll(() => sandbox.stop())

/** Our cells of one account. */
async function collect(
  faults: FaultPlan = [],
  {
    accountId = security,
    pageSize,
    types: asked = cells,
  }: { readonly accountId?: AccountId; readonly pageSize?: number; readonly types?: readonly CellType[] } = {},
): Promise<RecordingSink> {
  sandbox.setFaults(faults)
  const sink = createRecordingSink()
  const { externalId } = sandbox.world.home
  const connection = connectionTo(sandbox.url, { externalId, accounts: [accountId], regions: [region] })
  const reader = readerWith(sandbox.credentials, pageSize === undefined ? {} : { pageSize })
  const reading = await reader.open(connection, noAbort)
  const organization = { managementAccountId: null, accounts: [accountId] }
  const wanted = asked.map((type) => ({ accountId, region: type === 's3' ? 'global' : region, type }))
  await reading.read({ stage: 'resources', accountId, cells: wanted, organization }, sink, noAbort.signal)
  reading.close()
  return sink
}

const deny = (action: string): FaultPlan => {
  const [service = '', operation = ''] = action.split(':')
  return [{ match: { service, operation }, effect: { kind: 'denied', by: 'identity' } }]
}

const mineOf = (sink: RecordingSink): ObjectOfKind<'resource'>[] =>
  sink
    .all('resource')
    .filter(({ cell }) => cells.includes(cell))
    .sort((a, b) => (a.arn < b.arn ? -1 : 1))

const inSecurity = (sink: RecordingSink, type: string): ObjectOfKind<'resource'>[] =>
  sink.resources(type).filter(({ accountId }) => accountId === security)

describe('everything is read', () => {
  let whole: RecordingSink
  beforeAll(async () => {
    whole = await collect()
  })

  test('as the world holds it', () => {
    const place = sandbox.world.accounts.get(security)?.regions.get(region)
    const expected: Readonly<Record<string, Iterable<string>>> = {
      'dynamodb:table': place?.tables.keys() ?? [],
      'ecr:repository': place?.repositories.keys() ?? [],
      'ecr:registry': [region],
      'elasticfilesystem:file-system': [...(place?.fileSystems.values() ?? [])].map(({ name }) => name),
      'backup:backup-vault': place?.vaults.keys() ?? [],
      // Every account has the bus `default`.
      'events:event-bus': ['default', ...(place?.buses.keys() ?? [])],
      'es:domain': place?.searchDomains.keys() ?? [],
      'glue:catalog': [`catalog ${region}`],
      'kinesis:stream': place?.streams.keys() ?? [],
      'codeartifact:domain': place?.packageDomains.keys() ?? [],
      's3:access-point': place?.accessPoints.keys() ?? [],
      's3:access-grants-instance': ['default'],
      'lambda:layer': place?.layers.keys() ?? [],
      'logs:resource-policy': place?.logPolicies.keys() ?? [],
    }
    for (const [type, names] of Object.entries(expected)) {
      const found = inSecurity(whole, type).map(({ body }) => body.name)
      expect([type, ...found.sort()]).toEqual([type, ...[...names].sort()])
    }
  })

  test('with the policy that is set, and none where none is', () => {
    const place = sandbox.world.accounts.get(security)?.regions.get(region)
    const stores = [
      place?.tables,
      place?.repositories,
      place?.fileSystems,
      place?.vaults,
      place?.buses,
      place?.searchDomains,
      place?.streams,
      place?.packageDomains,
      place?.accessPoints,
    ].flatMap((map) => [...(map?.values() ?? [])])
    const read = new Map(mineOf(whole).map((object) => [object.arn, object.body.policy]))
    for (const { arn, policy } of stores) {
      expect([arn, read.get(arn)]).toEqual([
        arn,
        policy === undefined ? { state: 'none' } : { state: 'read', document: policy },
      ])
    }
    const withPolicy = stores.filter(({ policy }) => policy !== undefined)
    expect(withPolicy.length).toBeGreaterThan(8)
    expect(stores.length - withPolicy.length).toBeGreaterThan(5)
    const single = ['ecr:registry', 'glue:catalog', 'logs:resource-policy', 'lambda:layer'].map(
      (type) => inSecurity(whole, type)[0],
    )
    expect(single.map((object) => object?.body.policy)).toEqual(
      [
        place?.registryPolicy,
        place?.glue.policy,
        place?.logPolicies.get('route53-query-logs')?.policy,
        place?.layers.get('scanner')?.policy,
      ].map((document) => ({ state: 'read', document })),
    )
  })

  test('the same in pages of one', async () => {
    const small = await collect([], { pageSize: 1 })
    expect(mineOf(small)).toEqual(mineOf(whole))
    expect(mineOf(whole).length).toBeGreaterThan(20)
    expect(small.requests('ecr:DescribeRepositories')).toBeGreaterThan(whole.requests('ecr:DescribeRepositories'))
    expect(small.requests('events:ListEventBuses')).toBeGreaterThan(whole.requests('events:ListEventBuses'))
    expect(small.requests('es:DescribeDomains')).toBeGreaterThan(whole.requests('es:DescribeDomains'))
  })

  test('with the declared actions, each of them, and no other', () => {
    const ways = ['sts:AssumeRole', 'sts:GetCallerIdentity', 'ec2:DescribeRegions']
    const called = new Set(whole.rows.map(({ operation }) => operation).filter((action) => !ways.includes(action)))
    const declared = new Set(mine.flatMap(({ reads }) => reads.map(({ action }) => action)))
    // No function is in this account; what is read of one is tried elsewhere.
    for (const action of ['lambda:GetPolicy', 'lambda:ListFunctionUrlConfigs', 'lambda:ListTags'])
      declared.delete(action)
    expect([...called].sort()).toEqual([...declared].sort())
  })

  test('access grants with whom they are for', () => {
    const [instance] = inSecurity(whole, 's3:access-grants-instance')
    expect(instance?.body.facts['accessGrants']).toMatchObject([
      {
        granteeType: 'IAM',
        grantee: `arn:aws:iam::${security}:role/security/incident-responder`,
        permission: 'READ',
        scope: 's3://larkfield-security-reports/*',
      },
    ])
  })
})

describe('one read refused', () => {
  test.each(types)('$action leaves the policy of $type unread', async ({ type, cell, action, ...rest }) => {
    const sink = await collect(deny(action))
    const objects = inSecurity(sink, type)
    expect(objects.length).toBeGreaterThan(0)
    for (const { body } of objects) expect(body.policy).toMatchObject({ state: 'unread', action })
    const ended = sink.find(cell, security, region)
    if ('optional' in rest) expect(ended).toMatchObject({ state: 'ok', code: optionalReadRefused, action })
    else expect(ended).toMatchObject({ state: 'denied', action })
  })

  test('a list ends its cell, and what was found in others stays', async () => {
    for (const { type, reads } of mine) {
      const [first] = reads
      if (first === undefined) throw new Error(`${type} declares nothing`)
      const sink = await collect(deny(first.action))
      const ended = sink.find(type, security, region)
      // The catalog is one object that is always there; its first read is its policy.
      expect(ended).toMatchObject(
        first.optional
          ? { state: 'unsupported', code: optionalReadRefused, action: first.action }
          : { state: 'denied', action: first.action },
      )
      expect(sink.cellsIn('denied').every((cell) => cell.type === type)).toBe(true)
    }
  })
})

describe('what no managed policy brings', () => {
  test('is no trouble where it is refused, and is unread', async () => {
    const accountId = [...sandbox.world.accounts.ids()].find((id) => id !== security)
    if (accountId === undefined) throw new Error('the world has one account only')
    const arn = `arn:aws:kinesis:${region}:${accountId}:stream/orders`
    const place = regionOf(sandbox.world.accounts.edit(accountId) ?? fail(), region)
    place.streams.set('orders', { name: 'orders', arn, createdAt: new Date(), tags: {} })
    const sink = await collect([], { accountId })
    expect(sink.cellsIn('denied', 'failed', 'suspect')).toEqual([])
    expect(sink.find('codeartifact')).toMatchObject({
      state: 'unsupported',
      code: optionalReadRefused,
      action: 'codeartifact:ListDomains',
    })
    expect(sink.find('kinesis')).toMatchObject({ state: 'ok', action: 'kinesis:GetResourcePolicy' })
    expect(sink.find('glue')).toMatchObject({ state: 'ok', action: 'glue:GetResourcePolicies' })
    expect(sink.resources('kinesis:stream').map(({ body }) => body.policy)).toMatchObject([
      { state: 'unread', action: 'kinesis:GetResourcePolicy' },
    ])
    // Where it is allowed nothing is said.
    const allowed = await collect()
    expect(allowed.find('kinesis')).toEqual({ accountId: security, region, type: 'kinesis', state: 'ok' })
  })
})

test('a probe is the first call of a reading, alone', async () => {
  sandbox.setFaults([])
  const { externalId } = sandbox.world.home
  const connection = connectionTo(sandbox.url, { externalId, accounts: [security], homeRegion: region })
  const before = new Map(sandbox.counts.calls)
  await readerWith(sandbox.credentials).verify(connection, async () => undefined, noAbort)
  const own = new Set(mine.flatMap(({ reads }) => reads.map(({ action }) => action)))
  const made = [...sandbox.counts.calls].flatMap(([call, count]) =>
    own.has(call) && count > (before.get(call) ?? 0) ? [`${call} ${count - (before.get(call) ?? 0)}`] : [],
  )
  expect(made.sort()).toEqual(mine.map(({ reads }) => `${reads[0]?.action} 1`).sort())
})

describe('what is encrypted', () => {
  test('names its key, and the key all its aliases', async () => {
    const payments = [...sandbox.world.organization.members.values()].find(({ name }) => name === 'prod-payments')?.id
    const place = payments && sandbox.world.accounts.edit(payments)?.regions.get(region)
    const [first] = [...(place?.aliases.values() ?? [])].filter(({ name }) => name === 'alias/payments-main')
    if (!place || !first || payments === undefined) throw new Error('prod-payments has a key payments-main')
    place.aliases.set('alias/second', {
      ...first,
      name: 'alias/second',
      arn: first.arn.replace(first.name, 'alias/second'),
    })
    const sink = await collect([], { accountId: payments, types: ['s3', 'kms'] })
    const key = sink.resources('kms:key').find(({ body }) => body.name === 'alias/payments-main')
    expect(key?.body.facts['aliases']).toEqual(['alias/payments-main', 'alias/second'])
    const buckets = new Map(sink.resources('s3:bucket').map(({ body }) => [body.name, body.facts['kmsKey']]))
    expect(buckets.get('larkfield-payments-settlements')).toBe(key?.arn)
    const plain = sink.resources('s3:bucket').filter(({ body }) => body.facts['kmsKey'] === undefined)
    expect(plain.length).toBeGreaterThan(0)
  })

  test('could not be asked: the cell tells it', async () => {
    const denied: FaultPlan = [
      { match: { operation: 'GetBucketEncryption' }, effect: { kind: 'denied', by: 'identity' } },
    ]
    const sink = await collect(denied, { types: ['s3'] })
    expect(sink.find('s3')).toMatchObject({ state: 'denied', action: 's3:GetEncryptionConfiguration' })
  })
})

function fail(): never {
  throw new Error('the account has no state')
}
