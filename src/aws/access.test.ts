/** Clients, sessions, retries and the ledger on the wire. */
import { createServer } from 'node:http'
import { paginateListRoles } from '@aws-sdk/client-iam'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterEach, expect, test } from 'vitest'
import { parseAccountId } from '../core/ids.ts'
import { createAwsAccess } from './access.ts'
import { createBudget } from './budget.ts'
import type { Script, ScriptedAws } from './scripted-aws.fake.ts'
import { startScriptedAws } from './scripted-aws.fake.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

const accountId = parseAccountId('111122223333')
if (!accountId) throw new Error('unreachable')

const session = (expiration: string) =>
  `<Credentials><AccessKeyId>ASIASESSION</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expiration}</Expiration></Credentials>`

async function open(script: Script, endpoint?: string) {
  aws = await startScriptedAws(script)
  const access = createAwsAccess(
    {
      profile: null,
      endpoint: endpoint ?? aws.url,
      homeRegion: 'eu-west-1',
      partition: 'aws',
      rolePath: '/audit/',
      roleName: 'Reader',
      externalId: 'the-external-id',
    },
    {
      clock: { now: () => '2026-11-26T08:00:00.000Z', elapsed: () => performance.now() },
      budget: createBudget({ clock: { elapsed: () => performance.now() } }),
      version: '9.9.9',
      env: {},
      sessionName: 'bailiwick-run',
      credentials: async () => ({ accessKeyId: 'AKIAOWN', secretAccessKey: 's' }),
    },
  )
  return { access, aws }
}

test('the role is assumed once, with its path, the external id and the name of the run', async () => {
  const { access, aws } = await open(({ operation }) =>
    operation === 'AssumeRole' ? { body: session('2026-11-26T09:00:00Z') } : { body: {} },
  )
  const client = access.throughRole(accountId).client('sqs', 'eu-west-1')
  await Promise.all([1, 2, 3].map(() => client.send(new ListQueuesCommand({}))))
  const assumed = aws.calls.filter(({ operation }) => operation === 'AssumeRole')
  expect(assumed).toHaveLength(1)
  expect(assumed[0]).toMatchObject({
    accessKeyId: 'AKIAOWN',
    input: {
      RoleArn: 'arn:aws:iam::111122223333:role/audit/Reader',
      ExternalId: 'the-external-id',
      RoleSessionName: 'bailiwick-run',
      DurationSeconds: '3600',
    },
  })
  const listed = aws.calls.filter(({ operation }) => operation === 'ListQueues')
  expect(listed.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIASESSION', 'ASIASESSION', 'ASIASESSION'])
  expect(listed[0]?.userAgent).toContain('bailiwick/9.9.9')
})

test('throttled calls are repeated and every request stands in the ledger', async () => {
  let left = 2
  const { access } = await open(({ operation }) => {
    if (operation === 'AssumeRole') return { body: session('2026-11-26T09:00:00Z') }
    return left-- > 0 ? { status: 400, code: 'ThrottlingException' } : { body: {} }
  })
  await access.throughRole(accountId).client('sqs', 'eu-west-1').send(new ListQueuesCommand({}))
  const rows = access.ledger.drain()
  expect(rows.find(({ operation }) => operation === 'sqs:ListQueues')).toMatchObject({
    accountId,
    region: 'eu-west-1',
    calls: 3,
    retries: 2,
    throttles: 2,
    errors: 2,
  })
  expect(rows.find(({ operation }) => operation === 'sts:AssumeRole')).toMatchObject({
    calls: 1,
    retries: 0,
    errors: 0,
  })
  expect(access.ledger.drain()).toEqual([])
})

test('further pages and the bytes of every answer stand in the ledger, also of one that tells its length', async () => {
  const pages = [
    { Roles: [], IsTruncated: true, Marker: 'second' },
    { Roles: [], IsTruncated: false },
  ]
  const bodies: readonly string[] = pages.map(({ IsTruncated, Marker }) => {
    const place = Marker === undefined ? '' : `<Marker>${Marker}</Marker>`
    return `<Roles/><IsTruncated>${IsTruncated}</IsTruncated>${place}`
  })
  const { access } = await open(({ input }) => ({ body: bodies[input['Marker'] === 'second' ? 1 : 0] ?? '' }))
  const client = access.own(accountId).client('iam', 'us-east-1')
  let read = 0
  for await (const _ of paginateListRoles({ client }, {})) read += 1
  expect(read).toBe(2)
  const envelope = '<ListRolesResponse><ListRolesResult></ListRolesResult></ListRolesResponse>'.length
  const row = access.ledger.drain().find(({ operation }) => operation === 'iam:ListRoles')
  expect(row).toMatchObject({ calls: 2, pages: 1, bytes: bodies.join('').length + 2 * envelope })
})

test.each([
  ['in pieces', false],
  ['with its length', true],
])('the size of an answer that comes %s is that of its body, refused or not', async (_, withLength) => {
  const text = 'Ünlaut'.repeat(2_000)
  const server = createServer((request, response) => {
    request.resume()
    const body = JSON.stringify({ __type: 'ResourceNotFoundException', message: text })
    const length = { 'content-length': Buffer.byteLength(body) }
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1', ...(withLength && length) })
    for (let at = 0; at < body.length; at += 1_000) response.write(body.slice(at, at + 1_000))
    response.end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const { access } = await open(() => ({}), `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  await expect(access.own(accountId).client('sqs', 'eu-west-1').send(new ListQueuesCommand({}))).rejects.toThrow(text)
  const bytes = Buffer.byteLength(JSON.stringify({ __type: 'ResourceNotFoundException', message: text }))
  expect(access.ledger.drain()).toMatchObject([{ calls: 1, errors: 1, pages: 0, bytes }])
  access.close()
  await new Promise((closed) => server.close(closed))
})

test('a stopped call does not wait for its retries', async () => {
  const { access } = await open(() => ({ status: 503, code: 'ServiceUnavailable' }))
  const stop = new AbortController()
  const begun = performance.now()
  const sent = access
    .own(accountId)
    .client('sqs', 'eu-west-1')
    .send(new ListQueuesCommand({}), { abortSignal: stop.signal })
  setTimeout(() => stop.abort(), 30)
  await expect(sent).rejects.toThrow()
  expect(performance.now() - begun).toBeLessThan(1_000)
})
