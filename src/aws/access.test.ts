/** Clients, sessions, retries and the ledger on the wire. */
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

async function open(script: Script) {
  aws = await startScriptedAws(script)
  const access = createAwsAccess(
    {
      profile: null,
      endpoint: aws.url,
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
