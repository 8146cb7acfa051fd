/** Delivered logs of CloudTrail that may be listed but not read, and what brings that. */
import { afterEach, expect, test } from 'vitest'
import type { Probe } from '../app/ports/connections.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import type { ScriptedAnswer, ScriptedAws, ScriptedCall } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import { lake, own, quietAws } from './quiet-aws.fake.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

const log = 'org/AWSLogs/111111111111/CloudTrail/us-east-1/2026/11/26/a.json.gz'
const isList = ({ path }: ScriptedCall): boolean => path.includes('list-type=2')
const isLog = ({ path }: ScriptedCall): boolean => path.includes('a.json.gz')
const oneLog: ScriptedAnswer = { body: `<Contents><Key>${log}</Key></Contents>` }

async function probe(answers: { list?: ScriptedAnswer; get?: ScriptedAnswer }): Promise<Probe | undefined> {
  aws = await startScriptedAws((call) => {
    if (call.operation === 'AssumeRole' && call.input['ExternalId'] === undefined)
      return { status: 403, code: 'AccessDenied' }
    if (call.service === 's3' && isList(call)) return answers.list ?? oneLog
    if (call.service === 's3' && isLog(call)) return answers.get ?? { body: '' }
    return quietAws(call)
  })
  const cloudTrail = {
    bucketArn: 'arn:aws:s3:::trail-bucket',
    prefix: 'org',
    keyArn: 'arn:aws:kms:us-east-1:111111111111:key/k',
    queueArn: null,
  }
  const connection = connectionTo(aws.url, { accounts: [lake], settings: { ...defaultSettings, cloudTrail } })
  const probes: Probe[] = []
  await readerWith(own).verify(
    connection,
    async (target) => void probes.splice(0, probes.length, ...target.probes),
    noAbort,
  )
  return probes.find(({ capability }) => capability === 'cloudtrail')
}

test('a log that can be read', async () => {
  expect(await probe({})).toMatchObject({ capability: 'cloudtrail', result: 'ok' })
  const [list] = aws?.calls.filter((call) => call.service === 's3' && isList(call)) ?? []
  expect(list?.path).toMatch(/^\/trail-bucket\/?\?.*prefix=org%2FAWSLogs%2F/)
})

test('a log that may not be read: the statement names the logs and nothing else', async () => {
  const refused = await probe({ get: { status: 403, code: 'AccessDenied', message: 'Access Denied' } })
  expect(refused).toMatchObject({
    result: 'denied',
    action: 's3:GetObject',
    statement: {
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: 'arn:aws:s3:::trail-bucket/org/AWSLogs/*',
    },
  })
  expect(refused?.fix?.text).toContain('Give the stack the parameters CloudTrailBucketArn and CloudTrailPrefix.')
})

test('a log under a key that does not admit the role', async () => {
  const message =
    'User: x is not authorized to perform: kms:Decrypt on resource: k because no identity-based policy allows the kms:Decrypt action'
  const refused = await probe({ get: { status: 403, code: 'AccessDenied', message } })
  expect(refused).toMatchObject({ result: 'denied', action: 'kms:Decrypt' })
  expect(refused?.fix?.text).toContain('add kms:Decrypt for it there')
  expect(refused?.fix?.text).toContain('CloudTrailKeyArn')
})

test('a bucket to which nothing was delivered', async () => {
  expect(await probe({ list: { body: '' } })).toMatchObject({
    result: 'failed',
    reason: 'CloudTrail has delivered nothing to trail-bucket/org/AWSLogs/ yet.',
  })
})
