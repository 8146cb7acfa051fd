/** Whose credentials the server has, and which principal a customer's trust policy must name for it (connection.md §2). */
import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { CallerIdentity } from '../app/ports/aws.ts'
import type { Partition, SessionFacts } from '../app/ports/connections.ts'
import { AppError } from '../core/fault.ts'
import type { AccountId, Arn } from '../core/ids.ts'
import { parseAccountId, parseArn } from '../core/ids.ts'
import type { AccountAccess } from './access.ts'
import { connectionFault } from './connection-fault.ts'
import { otherStsRegion, partitionOfArn, stsHost } from './partitions.ts'
import { sdk } from './sdk.ts'
import { sdkErrorFacts } from './sdk-error.ts'

export interface CallerQuestion {
  readonly homeRegion: string
  readonly endpoint: string | null
  readonly profile: string | null
  /** The principal that the operator names, for when AWS does not tell it; null: none. */
  readonly configured: string | null
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Faults: `aws_no_credentials`, `aws_credentials_refused`, `aws_unreachable`. */
export async function readCallerIdentity(own: AccountAccess, question: CallerQuestion): Promise<CallerIdentity> {
  const answer = await callerIdentity(own, question).catch((error: unknown) => {
    const endpoint = question.endpoint ?? question.env['AWS_ENDPOINT_URL_STS'] ?? question.env['AWS_ENDPOINT_URL']
    throw connectionFault(error, { ...question, host: stsHost(question.homeRegion, endpoint) })
  })
  const arn = parseArn(answer.Arn ?? '')
  const accountId = parseAccountId(answer.Account ?? '')
  const partition = arn && partitionOfArn(arn)
  if (!arn || !accountId || !partition) {
    throw new AppError('aws_unreachable', 'The answer to sts:GetCallerIdentity names no account.', {
      fix: 'Check AWS_ENDPOINT_URL: what answers there is not AWS.',
    })
  }
  // Of a session it is `<unique id of the role>:<session name>` (STS API Reference, GetCallerIdentity).
  const uniqueId = answer.UserId?.split(':')[0] || null
  const caller: Caller = { arn, accountId, partition, uniqueId }
  return { ...caller, ...(await trustPrincipal(caller, own, question)), session: sessionOf(await own.credentials()) }
}

/**
 * Features by which the SDK marks where credentials came from (AWS SDK for JavaScript, `AwsSdkCredentialsFeatures`): metadata of an
 * instance and of a container, a web identity and a role of a profile are asked anew by themselves.
 */
const renewedBySdk = [
  'CREDENTIALS_IMDS',
  'CREDENTIALS_HTTP',
  'CREDENTIALS_STS_ASSUME_ROLE',
  'CREDENTIALS_STS_ASSUME_ROLE_WEB_ID',
]

/**
 * Renewed as well, but only while a sign-in behind them lasts, of which the credentials tell nothing: theirs is the end of an hour. What
 * stands behind the program of a profile nobody knows; most of them want a sign-in too.
 */
const renewedWhileSignedIn = ['CREDENTIALS_SSO', 'CREDENTIALS_SSO_LEGACY', 'CREDENTIALS_LOGIN', 'CREDENTIALS_PROCESS']

function sessionOf(credentials: AwsCredentialIdentity): SessionFacts | null {
  if (credentials.sessionToken === undefined) return null
  const source: unknown = Reflect.get(credentials, '$source')
  const isFrom = (features: readonly string[]): boolean =>
    typeof source === 'object' && source !== null && features.some((feature) => feature in source)
  if (isFrom(renewedBySdk)) return null
  return { ends: isFrom(renewedWhileSignedIn) ? null : (credentials.expiration?.toISOString() ?? null) }
}

/** STS may be off in the home Region; the answer is the same in each. */
async function callerIdentity(
  own: AccountAccess,
  { homeRegion }: CallerQuestion,
): Promise<GetCallerIdentityCommandOutput> {
  const ask = (region: string) => own.client('sts', region).send(new sdk.sts.GetCallerIdentityCommand({}))
  try {
    return await ask(homeRegion)
  } catch (error) {
    const other = otherStsRegion(homeRegion)
    if (sdkErrorFacts(error).name !== 'RegionDisabledException' || other === undefined) throw error
    return ask(other)
  }
}

interface Caller {
  readonly arn: Arn
  readonly accountId: AccountId
  readonly partition: Partition
  readonly uniqueId: string | null
}

type Trust = Pick<CallerIdentity, 'trustPrincipalArn' | 'note'>

async function trustPrincipal(caller: Caller, own: AccountAccess, question: CallerQuestion): Promise<Trust> {
  const { configured } = question
  // A setting that cannot be right is said at once, whether it would be needed or not.
  if (configured !== null && !isOneOf(caller, configured)) return refusedSetting(caller)
  const [kind, ...rest] = (caller.arn.split(':').at(5) ?? '').split('/')
  switch (kind) {
    case 'user':
      // Emulators answer with an ARN of STS; a trust policy names IAM's.
      return { trustPrincipalArn: parseArn(iamArn(caller, `user/${rest.join('/')}`)) ?? null, note: null }
    case 'assumed-role':
      return trustedRole(caller, rest[0] ?? '', own, question)
    case 'root':
      return refused(
        'These are the credentials of the account root. Use a role or a user: trusting a root trusts the whole account.',
      )
    case 'federated-user':
      return refused(
        'These are the credentials of a federated user, which no trust policy can name for long. Use a role or a user.',
      )
    default:
      return refused(`Bailiwick cannot be trusted as ${caller.arn}. Use a role or a user.`)
  }
}

const refused = (note: string): Trust => ({ trustPrincipalArn: null, note })

/** The ARN of a session has lost the path of its role. */
async function trustedRole(
  caller: Caller,
  roleName: string,
  own: AccountAccess,
  question: CallerQuestion,
): Promise<Trust> {
  const warning = roleName.startsWith('AWSReservedSSO_')
    ? 'This role belongs to Identity Center: its name changes when the permission set is provisioned again. Good for trying things out only.'
    : null
  const read = await own
    .client('iam', question.homeRegion)
    .send(new sdk.iam.GetRoleCommand({ RoleName: roleName }))
    .then((answer) => parseArn(answer.Role?.Arn ?? ''))
    .catch(() => undefined)
  if (read) return { trustPrincipalArn: read, note: warning }

  const configured = question.configured === null ? undefined : parseArn(question.configured)
  if (configured) return { trustPrincipalArn: configured, note: warning }
  const assumed = parseArn(iamArn(caller, `role/${roleName}`)) ?? null
  const note =
    'Bailiwick may not call iam:GetRole on its own role and takes its path to be /. If it has another path, set BAILIWICK_TRUST_PRINCIPAL_ARN.'
  return { trustPrincipalArn: assumed, note: warning === null ? note : `${warning} ${note}` }
}

/** Exactly one role or user of the caller's account and partition; never a root, a wildcard or a list. */
const isOneOf = (caller: Caller, configured: string): boolean =>
  new RegExp(`^arn:${caller.partition}:iam::${caller.accountId}:(role|user)/[\\w+=,.@/-]+$`).test(configured)

const refusedSetting = (caller: Caller): Trust =>
  refused(
    `BAILIWICK_TRUST_PRINCIPAL_ARN must be a role or user of account ${caller.accountId} in the partition ${caller.partition}.`,
  )

const iamArn = (caller: Caller, resource: string): string =>
  `arn:${caller.partition}:iam::${caller.accountId}:${resource}`
