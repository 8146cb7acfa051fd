/** The template in a bucket of the operator's: CloudFormation opens templates from Amazon S3 only (connection.md §3, A). */
import { AppError } from '../../core/fault.ts'
import { homeRegionOf } from '../../core/regions.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { PolicyChoice, TemplateBucket } from '../ports/aws.ts'
import type { Partition } from '../ports/connections.ts'
import { installationOf } from './describe-installation.ts'
import { findIntegration } from './find-integration.ts'
import { rememberTemplate } from './published-templates.ts'
import { partitionOf } from './trust-principal.ts'

export interface PublishedTemplate {
  readonly url: string
  readonly version: string
  /** False: the same bytes lay there already, or nobody looked. */
  readonly isNew: boolean
  /** By whoever uploaded it: what lies at the address was not looked at. */
  readonly isGiven: boolean
  readonly quickCreateUrl: string | null
}

type Deps = Pick<AppDeps, 'store' | 'aws' | 'facts' | 'clock' | 'describeInstallation' | 'publishTemplate'>

/** Faults of the bucket: `aws_denied`, `bad_input`, `aws_unreachable`. */
export const publishTemplate =
  (deps: Deps) =>
  async (
    actor: Actor,
    input: { readonly integration: string; readonly to: string; readonly policy?: PolicyChoice | undefined },
  ): Promise<PublishedTemplate> => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    const { template, templateVersion } = await installationOf(deps, connection, input.policy)
    const isGiven = /^https:/.test(input.to)
    const { url, isNew } = isGiven
      ? { url: uploadedBy(input.to, connection.partition), isNew: false }
      : await deps.publishTemplate({ text: template, version: templateVersion }, bucketOf(input.to), {
          profile: null,
          endpoint: connection.endpoint,
          homeRegion: connection.homeRegion,
          partition: connection.partition,
        })
    await rememberTemplate(deps.store, templateVersion, url)
    await record(deps, actor, 'template.published', integration.id, { url, version: templateVersion })
    const { quickCreateUrl } = await installationOf(deps, connection, input.policy)
    return { url, version: templateVersion, isNew, isGiven, quickCreateUrl }
  }

/** Amazon S3 User Guide, "Bucket naming rules". */
function bucketOf(text: string): TemplateBucket {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w!.*'()/-]*))?$/.exec(text)
  if (parts?.[1] !== undefined) return { bucket: parts[1], prefix: (parts[2] ?? '').replace(/^\/+|\/+$/g, '') }
  throw new AppError('bad_input', `"${text}" names no bucket.`, { fix: 'Write s3://bucket or s3://bucket/prefix.' })
}

/** CloudFormation reads templates from S3 only; a link holds at most 1,024 characters of their address. */
function uploadedBy(text: string, partition: Partition): string {
  const url = URL.parse(text)
  const isS3 = url !== null && /(^|\.)s3(-[a-z0-9-]+)?(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(url.host)
  if (isS3 && url.protocol === 'https:' && url.href.length <= 1_024) {
    refuseForeignHost(url.host, partition)
    return url.href
  }
  throw new AppError(
    'bad_input',
    'CloudFormation reads templates from Amazon S3 only, by an address of at most 1,024 characters.',
    {
      fix: 'Upload the template to a bucket and give its https address.',
    },
  )
}

/** A partition cannot see the buckets of another one: its CloudFormation would find nothing there. */
function refuseForeignHost(host: string, partition: Partition): void {
  const region = /[.-]([a-z]{2}(?:-[a-z]+)+-\d+)\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1]
  const isChinese = host.endsWith('.cn')
  const own = partitionOf([region ?? (isChinese ? homeRegionOf['aws-cn'] : homeRegionOf.aws)])
  if (own === partition && isChinese === (partition === 'aws-cn')) return
  const message =
    own === partition || region === undefined
      ? `"${host}" is not a host of the ${partition} partition.`
      : `"${region}" is not a Region of the ${partition} partition.`
  throw new AppError('bad_input', message, {
    effect: `CloudFormation of ${partition} reads templates from buckets of its own partition only.`,
    fix: `Upload the template to a bucket of the ${partition} partition and give its https address.`,
  })
}
