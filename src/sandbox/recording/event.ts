/**
 * One call as CloudTrail writes it down. CloudTrail User Guide, "CloudTrail record contents for management events" and
 * "CloudTrail userIdentity element".
 */
import type { AccountId } from '../../core/ids.ts'
import type { Caller } from '../callers.ts'
import type { Shape } from '../wire/shape.ts'
import type { World } from '../world/model.ts'

/** What is kept of a call; it is written out only for who asks. */
export interface TrailEvent {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** In whose trail it is. */
  readonly accountId: AccountId
  readonly region: string
  /** `iam.amazonaws.com` */
  readonly source: string
  readonly name: string
  readonly readOnly: boolean
  readonly identity: UserIdentity
  readonly requestId: string
  readonly sourceIp: string
  readonly userAgent: string
  readonly parameters: () => object | undefined
  /** Of calls that only read: none. */
  readonly response: () => object | undefined
  readonly error?: { readonly code: string; readonly message: string }
  /** The same in every account that the call touches. */
  readonly sharedId?: string
  readonly resources: readonly TrailResource[]
}

export interface TrailResource {
  readonly arn: string
  readonly accountId: AccountId
  /** `AWS::IAM::Role` */
  readonly type: string
}

export interface UserIdentity {
  readonly type: 'Root' | 'IAMUser' | 'AssumedRole' | 'AWSAccount' | 'AWSService'
  readonly principalId?: string
  readonly arn?: string
  readonly accountId?: AccountId
  readonly accessKeyId?: string
  readonly userName?: string
  readonly invokedBy?: string
  readonly sessionContext?: {
    readonly sessionIssuer?: {
      readonly type: 'Role'
      readonly principalId: string
      readonly arn: string
      readonly accountId: AccountId
      readonly userName: string
    }
    readonly attributes: { readonly creationDate: string; readonly mfaAuthenticated: 'true' | 'false' }
    readonly sourceIdentity?: string
  }
  readonly onBehalfOf?: { readonly userId: string; readonly identityStoreArn: string }
}

/** CloudTrail tells whole seconds. */
export const trailTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

export function recordOf(event: TrailEvent): object {
  const { error, sharedId, resources } = event
  return {
    eventVersion: '1.11',
    userIdentity: event.identity,
    eventTime: trailTime(event.at),
    eventSource: event.source,
    eventName: event.name,
    awsRegion: event.region,
    sourceIPAddress: event.sourceIp,
    userAgent: event.userAgent,
    ...(error && { errorCode: error.code, errorMessage: error.message }),
    requestParameters: event.parameters() ?? null,
    responseElements: event.response() ?? null,
    requestID: event.requestId,
    eventID: event.id,
    readOnly: event.readOnly,
    ...(resources.length > 0 && {
      resources: resources.map(({ arn, accountId, type }) => ({ accountId, type, ARN: arn })),
    }),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: event.accountId,
    ...(sharedId !== undefined && { sharedEventID: sharedId }),
    eventCategory: 'Management',
  }
}

/* ------------------------------------------------------------------ who */

const identities = new WeakMap<Caller, UserIdentity>()

export function identityOf(world: World, caller: Caller, accessKeyId: string): UserIdentity {
  const known = identities.get(caller)
  if (known !== undefined) return known
  const made = makeIdentity(world, caller, accessKeyId)
  // A session is one caller for as long as it lives.
  if (caller.session !== undefined) identities.set(caller, made)
  return made
}

function makeIdentity(world: World, caller: Caller, accessKeyId: string): UserIdentity {
  const { accountId, arn, session } = caller
  const base = { principalId: caller.userId, arn, accountId, accessKeyId }
  const attributes = session && {
    creationDate: trailTime(session.issuedAt),
    mfaAuthenticated: session.mfa ? ('true' as const) : ('false' as const),
  }
  switch (caller.kind) {
    case 'root':
      return { type: 'Root', ...base, ...(attributes && { sessionContext: { attributes } }) }
    case 'user':
      return {
        type: 'IAMUser',
        ...base,
        userName: caller.userName,
        ...(attributes && { sessionContext: { attributes } }),
      }
    case 'role': {
      const { sourceIdentity } = caller.session
      const [id = '', sessionName = ''] = caller.userId.split(':')
      const role = world.accounts.get(accountId)?.iam.roles.get(caller.roleName)
      const roleArn = role?.arn ?? `arn:aws:iam::${accountId}:role/${caller.roleName}`
      const onBehalfOf = role && behalfOf(world, role.path, sessionName)
      return {
        type: 'AssumedRole',
        ...base,
        sessionContext: {
          sessionIssuer: { type: 'Role', principalId: id, arn: roleArn, accountId, userName: caller.roleName },
          attributes: attributes ?? { creationDate: trailTime(0), mfaAuthenticated: 'false' },
          ...(sourceIdentity !== undefined && { sourceIdentity }),
        },
        ...(onBehalfOf && { onBehalfOf }),
      }
    }
  }
}

/** Roles of permission sets are entered as the person, whose user name is the session's. */
function behalfOf(world: World, rolePath: string, sessionName: string): UserIdentity['onBehalfOf'] {
  if (!rolePath.startsWith('/aws-reserved/sso.amazonaws.com/')) return undefined
  const { users, storeId, ownerAccountId } = world.identityCenter
  for (const { id, userName } of users.values()) {
    if (userName === sessionName)
      return { userId: id, identityStoreArn: `arn:aws:identitystore::${ownerAccountId}:identitystore/${storeId}` }
  }
  return undefined
}

/** In another account than the caller's only that one's number is told of a role's or user's identity. */
export const foreignIdentity = ({ principalId, accountId }: UserIdentity): UserIdentity => ({
  type: 'AWSAccount',
  ...(principalId !== undefined && { principalId }),
  ...(accountId !== undefined && { accountId }),
})

/** As `LookupEvents` names somebody: the user, or the session of the role. */
export const userNameOf = ({ type, userName, principalId, accountId, invokedBy }: UserIdentity): string | undefined =>
  userName ??
  (type === 'AssumedRole' ? principalId?.split(':')[1] : type === 'Root' ? 'root' : (invokedBy ?? accountId))

/* ------------------------------------------------------------------ what */

/** Never written down. CloudTrail User Guide: "values of sensitive fields are hidden". */
const omitted: ReadonlySet<string> = new Set(['SecretAccessKey', 'Base32StringSeed', 'QRCodePNG'])
const hidden: ReadonlySet<string> = new Set(['Password', 'NewPassword', 'OldPassword', 'SecretString'])
const concealed = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** Members begin with a small letter; keys of maps stay as they are. */
function written(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  switch (shape.kind) {
    case 'structure': {
      if (typeof value !== 'object') return undefined
      const members = shape.members.flatMap(({ name, shape: member }) => {
        const of = omitted.has(name) ? undefined : written(member, Reflect.get(value, name))
        return of === undefined ? [] : [[lowerFirst(name), hidden.has(name) ? concealed : of] as const]
      })
      return members.length === 0 ? undefined : Object.fromEntries(members)
    }
    case 'list':
      return Array.isArray(value) ? value.map((item) => written(shape.item, item)) : undefined
    case 'map':
      return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, written(shape.value, of)]))
    case 'timestamp':
      return value instanceof Date ? inWords(value) : undefined
    case 'blob':
      return undefined
    default:
      return value
  }
}

const lowerFirst = (name: string): string =>
  /^[A-Z]+$/.test(name) ? name.toLowerCase() : name[0]?.toLowerCase() + name.slice(1)

/** `Nov 27, 2026, 3:04:05 PM` */
const inWords = (date: Date): string =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })
    .format(date)
    .replaceAll('\u202f', ' ')

/** Bucket is `bucketName` in every event of S3. */
export function parametersOf(source: string, shape: Shape, value: object | undefined): object | undefined {
  const parameters = written(shape, value)
  if (typeof parameters !== 'object' || parameters === null) return undefined
  if (source !== 's3.amazonaws.com' || !('bucket' in parameters)) return parameters
  const { bucket, ...rest } = parameters
  return { bucketName: bucket, ...rest }
}
