import { gunzipSync } from 'node:zlib'
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClock } from '../clock.ts'
import type { Sandbox } from '../server.ts'
import { type Credentials, clientConfig, failure, plantUser, startTestSandbox } from '../testing.ts'
import { world } from '../world/generate.ts'

const Bucket = 'larkfield-trail'
const start = new Date('2026-05-12T10:32:00Z')
const clock = createClock(() => start.getTime())
let sandbox: Sandbox
let archivist: Credentials
let region: string
/** `AWSLogs/o-…/` */
let root: string

beforeAll(async () => {
  sandbox = await startTestSandbox({ clock, world: world({ seed: 'test', size: 'sample', start }) })
  const owner = sandbox.world.bucketOwners.get(Bucket)
  const bucket = owner && sandbox.world.accounts.get(owner)?.s3.buckets.get(Bucket)
  if (owner === undefined || bucket === undefined) throw new Error(`no bucket ${Bucket}`)
  region = bucket.region
  archivist = plantUser(sandbox, owner, 'archivist', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }])
  root = `AWSLogs/${sandbox.world.organization.id}/`
})
afterAll(() => sandbox.stop())

/** Signs by the sandbox's clock. */
const s3 = (credentials = archivist) =>
  new S3Client({
    ...clientConfig(sandbox, credentials, region),
    forcePathStyle: true,
    systemClockOffset: clock.now() - Date.now(),
  })

async function keysUnder(Prefix: string, MaxKeys?: number): Promise<string[]> {
  const keys: string[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await s3().send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys, ContinuationToken }))
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []))
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken !== undefined)
  return keys
}

async function recordsOf(Key: string) {
  const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }))
  return JSON.parse(gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString()).Records
}

const account = () => sandbox.world.home.accountId
const payments = () => [...sandbox.world.organization.members.values()].find(({ name }) => name === 'prod-payments')?.id

test('folders lead to the files of a day, each with what was called in five minutes', async () => {
  const under = async (Prefix: string) =>
    (await s3().send(new ListObjectsV2Command({ Bucket, Prefix, Delimiter: '/' }))).CommonPrefixes?.flatMap(
      (each) => each.Prefix ?? [],
    ) ?? []
  const accounts = await under(root)
  expect(accounts).toContain(`${root}${payments()}/`)
  expect(await under(`${root}${payments()}/CloudTrail/`)).toContain(`${root}${payments()}/CloudTrail/eu-west-1/`)
  const days = await under(`${root}${payments()}/CloudTrail/eu-west-1/2026/05/`)
  expect(days.length).toBeGreaterThan(5)
  const keys = await keysUnder(days[0] ?? '')
  expect(keys.length).toBeGreaterThan(0)
  for (const key of keys) {
    const found = /\/(\d{12})_CloudTrail_eu-west-1_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[0-9a-f]{16}\.json\.gz$/.exec(key)
    const [, id, year, month, day, hour, minute] = found ?? []
    const delivered = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`)
    const records = await recordsOf(key)
    expect(records.length).toBeGreaterThan(0)
    for (const { recipientAccountId, awsRegion, eventTime } of records) {
      expect([recipientAccountId, awsRegion]).toEqual([id, 'eu-west-1'])
      expect(delivered - Date.parse(eventTime)).toBeGreaterThan(0)
      expect(delivered - Date.parse(eventTime)).toBeLessThanOrEqual(5 * 60_000)
    }
  }
})

test('pages of one key tell the same as one page, and some events come twice', async () => {
  const prefix = `${root}${payments()}/CloudTrail/eu-west-1/2026/05/0`
  const whole = await keysUnder(prefix)
  expect(await keysUnder(prefix, 7)).toEqual(whole)
  expect(whole).toEqual([...whole].sort())
  const byMinute = Map.groupBy(whole, (key) => key.slice(0, key.lastIndexOf('_')))
  const twice = [...byMinute.values()].filter(({ length }) => length === 2)
  expect(twice.length).toBeGreaterThan(0)
  const [one = [], other = []] = await Promise.all((twice[0] ?? []).map(recordsOf))
  const byId = (a: { eventID: string }, b: { eventID: string }) => (a.eventID < b.eventID ? -1 : 1)
  expect([...one].sort(byId)).toEqual([...other].sort(byId))
})

test('what is called now is delivered when its five minutes are over', async () => {
  const admin = plantUser(sandbox, account(), 'writer', [{ Effect: 'Allow', Action: '*', Resource: '*' }])
  const iam = new IAMClient({ ...clientConfig(sandbox, admin), systemClockOffset: clock.now() - Date.now() })
  await iam.send(new CreateUserCommand({ UserName: 'delivered' }))
  const prefix = `${root}${account()}/CloudTrail/us-east-1/2026/05/12/${account()}_CloudTrail_us-east-1_20260512T1035Z`
  expect(await keysUnder(prefix)).toEqual([])
  clock.advance(4 * 60_000)
  const [key = ''] = await keysUnder(prefix)
  const names = (await recordsOf(key)).map(({ eventName }: { eventName: string }) => eventName)
  expect(names).toContain('CreateUser')
})

test('files are for who may read them', async () => {
  const poor = plantUser(sandbox, account(), 'poor', [])
  const [Key] = await keysUnder(`${root}${payments()}/CloudTrail/eu-west-1/2026/05/0`)
  expect((await failure(s3(poor).send(new ListObjectsV2Command({ Bucket, Prefix: root })))).name).toBe('AccessDenied')
  expect((await failure(s3(poor).send(new GetObjectCommand({ Bucket, Key })))).name).toBe('AccessDenied')
  expect((await failure(s3().send(new GetObjectCommand({ Bucket, Key: `${Key}x` })))).name).toBe('NoSuchKey')
})
