/** AWS GovCloud (US) and AWS China as `moto_server` simulates them: the same collectors, other names of everything. */
import { CreateRoleCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { AwsCredentialIdentity } from '@smithy/types'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountTarget, Partition } from '../app/ports/connections.ts'
import { regionsOf } from '../core/regions.ts'
import { accountIdOf, connectionTo, noAbort, readerWith } from './connection.fake.ts'
import { describeInstallation } from './instructions.ts'
import type { Moto } from './moto-server.fake.ts'
import { findMoto, startMoto } from './moto-server.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

const program = findMoto(process.env)
if (!program) process.stderr.write('Skipped: no moto_server; the other partitions were not tried.\n')

const own: AwsCredentialIdentity = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
const account = accountIdOf('123456789012')

const partitions: readonly { readonly partition: Partition; readonly region: string }[] = [
  { partition: 'aws-us-gov', region: 'us-gov-west-1' },
  { partition: 'aws-cn', region: 'cn-north-1' },
]

let moto: Moto

async function furnish(region: string, partition: Partition): Promise<void> {
  const at = { endpoint: moto.url, region, credentials: own }
  const iam = new IAMClient(at)
  await iam.send(new CreateUserCommand({ UserName: 'left-over' }))
  const principal = { AWS: `arn:${partition}:iam::${account}:user/left-over` }
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'app',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
      }),
    }),
  )
  await new KMSClient(at).send(new CreateKeyCommand({}))
  await new SQSClient({ ...at, useQueueUrlAsEndpoint: false }).send(new CreateQueueCommand({ QueueName: 'orders' }))
  await new S3Client({ ...at, forcePathStyle: true }).send(
    new CreateBucketCommand({
      Bucket: `data-${partition}`,
      CreateBucketConfiguration: { LocationConstraint: region as 'cn-north-1' },
    }),
  )
}

describe.skipIf(!program).each(partitions)('$partition', ({ partition, region }) => {
  const there = () => connectionTo(moto.url, { partition, homeRegion: region, regions: [region] })

  beforeAll(async () => {
    moto = await startMoto(program ?? '')
    await furnish(region, partition)
  })
  afterAll(() => moto?.stop())

  test('our identity belongs to it', async () => {
    expect(await readerWith(own).callerIdentity(there())).toMatchObject({ accountId: account, partition })
  })

  test('everything is read under its own names', async () => {
    const sink = createRecordingSink()
    await readerWith(own).collect({ ...there(), method: 'direct', externalId: '' }, sink, noAbort)
    const arns = sink.everything().map(({ arn }) => arn)
    expect(arns.length).toBeGreaterThan(5)
    // Ids of an organization and of its units are no ARNs.
    expect(arns.filter((arn) => arn.startsWith('arn:') && !arn.startsWith(`arn:${partition}:`))).toEqual([])
    expect(arns).toContain(`arn:${partition}:iam::${account}:role/app`)
    expect(sink.resources('sqs:queue')[0]?.arn).toBe(`arn:${partition}:sqs:${region}:${account}:orders`)
    expect(sink.resources('kms:key')).toHaveLength(1)
    expect(sink.resources('s3:bucket').map(({ arn }) => arn)).toEqual([`arn:${partition}:s3:::data-${partition}`])
  }, 120_000)

  test('without a setting its own Regions are read, of all that are listed', async () => {
    const sink = createRecordingSink()
    const connection = { ...there(), method: 'direct', externalId: '', regions: [] } as const
    const settings = { ...connection.settings, resourceTypes: ['sqs'] as const }
    await readerWith(own).collect({ ...connection, settings }, sink, noAbort)
    const regions = sink.cells.flatMap((cell) => (cell.type === 'sqs' ? cell.region : []))
    expect(regions.sort()).toEqual([...regionsOf[partition]])
  }, 120_000)

  test('a role is entered and checked there', async () => {
    const targets: Omit<AccountTarget, 'connectionId'>[] = []
    const connection = { ...there(), roleName: 'app', accounts: [account] }
    await readerWith(own).verify(connection, async (target) => void targets.push(target), noAbort)
    const probes = targets.at(-1)?.probes ?? []
    expect(probes.find(({ capability }) => capability === 'role')?.result).toBe('ok')
    expect(probes.find(({ capability }) => capability === 'identities')?.result).toBe('ok')
  }, 120_000)

  test('what is to be installed speaks of it', () => {
    const trustPrincipalArn = `arn:${partition}:iam::${account}:role/bailiwick`
    const texts = describeInstallation({ ...there(), trustPrincipalArn, accounts: [account] })
    const everything = JSON.stringify(texts)
    expect(everything).toContain(`arn:${partition}:iam::aws:policy/SecurityAudit`)
    // The one placeholder is CloudFormation's own; no ARN of another partition stands anywhere.
    expect(everything.match(/arn:aws[\w-]*:/g)?.filter((arn) => arn !== `arn:${partition}:`) ?? []).toEqual([])
  })
})
