import { type IconName, resourceIcon } from '../../parts/icon.tsx'

/** The icon of the kind of thing an ARN names: `arn:aws:s3:::lake/*` is in a bucket. */
export function iconOfArn(arn: string): IconName {
  const [, , service = '', , , rest = ''] = arn.split(':')
  const kinds: Readonly<Record<string, string>> = { s3: 's3:bucket', sqs: 'sqs:queue', sns: 'sns:topic' }
  return resourceIcon(kinds[service] ?? `${service}:${rest.split('/')[0]}`)
}

/** Of a principal or a resource. */
export const iconOfAny = (arn: string): IconName => {
  const [, , service = '', , , rest = ''] = arn.split(':')
  if (service !== 'iam') return iconOfArn(arn)
  return rest.startsWith('user/') ? 'person' : 'role'
}
