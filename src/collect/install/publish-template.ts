/**
 * The template in a bucket of the operator's, so that a link can open it (connection.md §3, A). The one call of this room that
 * writes, to a bucket that the operator names, and never over anything: the name of the object is the hash of its content.
 */

import type { PublishTemplate, TemplateBucket } from '../../app/ports/aws.ts'
import type { AwsAccess } from '../../aws/access.ts'
import { createAwsAccess } from '../../aws/access.ts'
import { createBudget, requestLimits } from '../../aws/budget.ts'
import { dnsSuffixOf } from '../../aws/partitions.ts'
import { sdk } from '../../aws/sdk.ts'
import { sdkErrorFacts } from '../../aws/sdk-error.ts'
import { AppError } from '../../core/fault.ts'
import type { AwsReaderSettings } from '../reader.ts'

/** Faults `aws_denied`, `bad_input` (no such bucket), `aws_unreachable`. */
export function createTemplatePublisher(settings: AwsReaderSettings): PublishTemplate {
  const budget = createBudget({ clock: settings.clock, limits: requestLimits })
  return async (template, to, connection) => {
    const access = createAwsAccess(
      { ...connection, rolePath: '/', roleName: '', externalId: '' },
      { ...settings, budget, sessionName: 'bailiwick', credentials: settings.credentials?.(connection) },
    )
    try {
      const region = await regionOf(access, to, connection.homeRegion)
      const key = [...(to.prefix === '' ? [] : [to.prefix]), `${template.version}.json`].join('/')
      const isNew = await put(access, region, to, key, template.text)
      return { url: addressOf(to.bucket, region, key, dnsSuffixOf(connection.partition), connection.endpoint), isNew }
    } finally {
      access.close()
    }
  }
}

async function regionOf(access: AwsAccess, { bucket }: TemplateBucket, homeRegion: string): Promise<string> {
  try {
    const answer = await access
      .own(null)
      .client('s3', homeRegion)
      .send(new sdk.s3.HeadBucketCommand({ Bucket: bucket }))
    return answer.BucketRegion ?? homeRegion
  } catch (error) {
    const region = regionInRedirect(error)
    if (region !== undefined) return region
    throw bucketFault(error, bucket, 's3:ListBucket')
  }
}

/** Amazon S3 API Reference, HeadBucket: a bucket of another Region answers 301 with its Region in a header. */
function regionInRedirect(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('$response' in error)) return undefined
  const { $response: response } = error
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !('x-amz-bucket-region' in headers)) return undefined
  const region = headers['x-amz-bucket-region']
  return typeof region === 'string' && sdkErrorFacts(error).status === 301 ? region : undefined
}

/** False: these very bytes lay there already. */
async function put(
  access: AwsAccess,
  region: string,
  { bucket }: TemplateBucket,
  key: string,
  text: string,
): Promise<boolean> {
  try {
    await access
      .own(null)
      .client('s3', region)
      .send(
        new sdk.s3.PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: text,
          ContentType: 'application/json',
          // Amazon S3 User Guide, "Conditional writes": 412 when there is an object of that name.
          IfNoneMatch: '*',
        }),
      )
    return true
  } catch (error) {
    if (sdkErrorFacts(error).status === 412) return false
    throw bucketFault(error, bucket, 's3:PutObject')
  }
}

function bucketFault(error: unknown, bucket: string, action: string): AppError {
  const { status, name } = sdkErrorFacts(error)
  if (status === 404) {
    return new AppError(
      'bad_input',
      `There is no bucket "${bucket}".`,
      { fix: 'Make it, or name another one.' },
      { cause: error },
    )
  }
  if (status === 403) {
    return new AppError(
      'aws_denied',
      `AWS refused ${action} on ${bucket}.`,
      {
        fix: `Allow Bailiwick's own identity s3:ListBucket and s3:PutObject there, or upload the template yourself and give its address.`,
      },
      { cause: error },
    )
  }
  return new AppError(
    'aws_unreachable',
    `${bucket} cannot be reached (${name}).`,
    { fix: 'Try again.' },
    { cause: error },
  )
}

/** Virtual-hosted style; with dots in its name a bucket has no certificate of its own. */
function addressOf(bucket: string, region: string, key: string, suffix: string, endpoint: string | null): string {
  const path = key.split('/').map(encodeURIComponent).join('/')
  if (endpoint !== null) return `${endpoint.replace(/\/$/, '')}/${bucket}/${path}`
  const host = `s3.${region}.${suffix}`
  return bucket.includes('.') ? `https://${host}/${bucket}/${path}` : `https://${bucket}.${host}/${path}`
}
