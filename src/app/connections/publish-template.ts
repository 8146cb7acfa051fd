/** The template in a bucket of the operator's: CloudFormation opens templates from Amazon S3 only (connection.md §3, A). */
import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { PolicyChoice, TemplateBucket } from '../ports/aws.ts'
import { installationOf } from './describe-installation.ts'
import { findIntegration } from './find-integration.ts'
import { rememberTemplate } from './published-templates.ts'

export interface PublishedTemplate {
  readonly url: string
  readonly version: string
  /** False: the same bytes lay there already. */
  readonly isNew: boolean
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
    const { url, isNew } = /^https:/.test(input.to)
      ? { url: uploadedBy(input.to), isNew: false }
      : await deps.publishTemplate({ text: template, version: templateVersion }, bucketOf(input.to), {
          profile: null,
          endpoint: connection.endpoint,
          homeRegion: connection.homeRegion,
          partition: connection.partition,
        })
    await rememberTemplate(deps.store, templateVersion, url)
    await record(deps, actor, 'template.published', integration.id, { url, version: templateVersion })
    const { quickCreateUrl } = await installationOf(deps, connection, input.policy)
    return { url, version: templateVersion, isNew, quickCreateUrl }
  }

/** Amazon S3 User Guide, "Bucket naming rules". */
function bucketOf(text: string): TemplateBucket {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w!.*'()/-]*))?$/.exec(text)
  if (parts?.[1] !== undefined) return { bucket: parts[1], prefix: (parts[2] ?? '').replace(/^\/+|\/+$/g, '') }
  throw new AppError('bad_input', `"${text}" names no bucket.`, { fix: 'Write s3://bucket or s3://bucket/prefix.' })
}

/** CloudFormation reads templates from S3 only; a link holds at most 1,024 characters of their address. */
function uploadedBy(text: string): string {
  const url = URL.parse(text)
  const isS3 = url !== null && /(^|\.)s3(-[a-z0-9-]+)?(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(url.host)
  if (isS3 && url.protocol === 'https:' && url.href.length <= 1_024) return url.href
  throw new AppError(
    'bad_input',
    'CloudFormation reads templates from Amazon S3 only, by an address of at most 1,024 characters.',
    {
      fix: 'Upload the template to a bucket and give its https address.',
    },
  )
}
