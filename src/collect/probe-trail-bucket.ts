/**
 * Can the delivered logs of CloudTrail be read? SecurityAudit lists the bucket but reads no object and decrypts nothing: that
 * the role gets by the parameters of its template (connection.md §2).
 */

import type { ProbeFix } from '../app/ports/connections.ts'
import type { Failure } from '../aws/failure.ts'
import { sdk } from '../aws/sdk.ts'
import type { CellContext } from './collector.ts'
import { securityAudit } from './collector.ts'
import { fixOf } from './probe-fix.ts'
import type { ProbedAccount, Unchecked } from './probed-account.ts'

export interface ProbedBucket {
  readonly bucketArn: string
  /** As the trail has it; empty: none. */
  readonly prefix: string
  readonly keyArn: string | null
}

export async function probeTrailBucket(
  cell: CellContext,
  account: ProbedAccount,
  bucket: ProbedBucket,
  failures: Failure[],
): Promise<Unchecked> {
  const client = cell.client('s3')
  const Bucket = bucket.bucketArn.split(':').at(-1) ?? ''
  // CloudTrail User Guide, "CloudTrail log file names": `<prefix>/AWSLogs/<account or organization>/…`.
  const Prefix = `${bucket.prefix === '' ? '' : `${bucket.prefix.replace(/\/$/, '')}/`}AWSLogs/`
  const listed = await cell.read('s3:ListBucket', () =>
    client.send(new sdk.s3.ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }), cell.options),
  )
  const key = listed.state === 'read' ? listed.value.Contents?.[0]?.Key : undefined
  if (listed.state === 'read' && key === undefined) {
    return {
      capability: 'cloudtrail',
      result: 'failed',
      reason: `CloudTrail has delivered nothing to ${Bucket}/${Prefix} yet.`,
    }
  }
  if (key !== undefined) {
    await cell.read('s3:GetObject', async () => {
      const { Body: body } = await client.send(
        // One byte proves it; a log may have megabytes.
        new sdk.s3.GetObjectCommand({ Bucket, Key: key, Range: 'bytes=0-0' }),
        cell.options,
      )
      await body?.transformToByteArray()
    })
  }
  const [first] = failures
  if (!first) return { capability: 'cloudtrail', result: 'ok' }
  const fix = bucketFix(account, bucket, `${bucket.bucketArn}/${Prefix}*`, failures)
  return {
    capability: 'cloudtrail',
    result: first.state === 'denied' || first.state === 'blocked_by_scp' ? 'denied' : 'failed',
    action: first.action,
    cause: first.cause ?? 'not_stated',
    reason: first.reason,
    ...(fix.statement && { statement: fix.statement }),
    fix,
  }
}

function bucketFix(
  { connection, accountId, principal }: ProbedAccount,
  { bucketArn, keyArn }: ProbedBucket,
  logs: string,
  denials: readonly Failure[],
): ProbeFix {
  const asked = { capability: 'cloudtrail', reads: securityAudit('s3:ListBucket') }
  const isDecryption = denials.some(({ action }) => action === 'kms:Decrypt')
  const resource =
    isDecryption && keyArn !== null
      ? keyArn
      : denials.some(({ action }) => action === 's3:GetObject')
        ? logs
        : bucketArn
  const fix = fixOf({ connection, accountId, principal, asked, denials, resource })
  const parameters = isDecryption ? 'CloudTrailKeyArn' : 'CloudTrailBucketArn and CloudTrailPrefix'
  const text = [
    ...(fix.text === undefined ? [] : [fix.text]),
    `Give the stack the parameters ${parameters}. A bucket or key of another account must admit the role in its own policy too.`,
  ].join('\n')
  return { ...fix, text }
}
