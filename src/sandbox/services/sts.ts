/** Security Token Service: whose credentials are these, and temporary ones for a role or user. */
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  MalformedPolicyDocumentException$,
  STSClient,
  type Tag,
} from '@aws-sdk/client-sts'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import { parseJson } from '../../core/json.ts'
import { refusalHead } from '../authorize.ts'
import { type AwsError, modelled, unmodelled } from '../aws-error.ts'
import { type Caller, issueSession, type Session } from '../callers.ts'
import { managedDocument } from '../principal-policies.ts'
import { refuse } from '../refusals.ts'
import { type Call, type ContextKeys, defineService, operation, type Target } from '../service.ts'
import { accountOfAccessKey } from '../world/ids.ts'
import type { AccountState, IamRole, PolicyJson } from '../world/model.ts'

const validationError = (message: string): AwsError => unmodelled('ValidationError', 400, message)

const constraint = (value: unknown, member: string, must: string): AwsError =>
  validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${must}`,
  )

/* ------------------------------------------------------------------ AssumeRole */

interface NamedRole {
  readonly arn: string
  readonly accountId: AccountId
  /** Undefined when it does not exist, or its account is closed. */
  readonly found: { readonly account: AccountState; readonly role: IamRole } | undefined
}

function namedRole({ world }: Call, arn = ''): NamedRole {
  const match = /^arn:aws:iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/.exec(arn)
  const accountId = parseAccountId(match?.[1] ?? '')
  if (match === null || accountId === undefined) throw validationError(`${arn} is invalid`)
  const isOpen = world.organization.members.get(accountId)?.status === 'ACTIVE'
  const account = isOpen ? world.accounts.get(accountId) : undefined
  const role = account?.iam.roles.get(match[2] ?? '')
  const found = account !== undefined && role?.arn === arn ? { account, role } : undefined
  return { arn, accountId, found }
}

function assumeRoleTargets(call: Call, input: AssumeRoleCommandInput): Target[] {
  const { arn, accountId, found } = namedRole(call, input.RoleArn)
  const role: Target = { arn, accountId, policy: found?.role.trustPolicy, tags: found?.role.tags }
  return [
    role,
    ...((input.Tags ?? []).length > 0 ? [{ ...role, action: 'sts:TagSession' }] : []),
    ...(input.SourceIdentity === undefined ? [] : [{ ...role, action: 'sts:SetSourceIdentity' }]),
  ]
}

const assumeRoleContext = (_call: Call, input: AssumeRoleCommandInput): ContextKeys => ({
  'sts:ExternalId': input.ExternalId,
  'sts:RoleSessionName': input.RoleSessionName,
  'sts:SourceIdentity': input.SourceIdentity,
  ...tagKeys(input.Tags ?? []),
  ...((input.TransitiveTagKeys ?? []).length > 0 && { 'sts:TransitiveTagKeys': input.TransitiveTagKeys }),
})

const tagKeys = (tags: readonly Tag[]): ContextKeys =>
  tags.length === 0
    ? {}
    : {
        ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
        'aws:TagKeys': tags.flatMap(({ Key }) => Key ?? []),
      }

/** STS API Reference, AssumeRole: the pattern and length of each parameter. */
function checkForms(input: AssumeRoleCommandInput): void {
  const { RoleSessionName: name = '', ExternalId: externalId, SourceIdentity: source, Policy: policy } = input
  if (!/^[\w+=,.@-]{2,64}$/.test(name))
    throw constraint(name, 'roleSessionName', 'satisfy regular expression pattern: [\\w+=,.@-]{2,64}')
  if (externalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) {
    throw constraint(externalId, 'externalId', 'satisfy regular expression pattern: [\\w+=,.@:\\/-]{2,1224}')
  }
  if (source !== undefined && !/^[\w+=,.@-]{2,64}$/.test(source)) {
    throw constraint(source, 'sourceIdentity', 'satisfy regular expression pattern: [\\w+=,.@-]{2,64}')
  }
  if (policy !== undefined && policy.length > 2048)
    throw constraint(policy, 'policy', 'have length less than or equal to 2048')
  if ((input.PolicyArns ?? []).length > 10)
    throw constraint('policyArns', 'policyArns', 'have length less than or equal to 10')
  if ((input.Tags ?? []).length > 50) throw constraint('tags', 'tags', 'have length less than or equal to 50')
  for (const { Key = '', Value = '' } of input.Tags ?? []) {
    if (Key.length < 1 || Key.length > 128) throw constraint(Key, 'tags.member.key', 'have length between 1 and 128')
    if (Value.length > 256) throw constraint(Value, 'tags.member.value', 'have length less than or equal to 256')
  }
}

/** IAM User Guide, "Terms and concepts, role chaining": one hour, whatever the role allows. */
const chainedSeconds = 3600

function sessionSeconds(caller: Caller, role: IamRole, asked: number | undefined): number {
  const seconds = asked ?? 3600
  if (seconds < 900) throw constraint(seconds, 'durationSeconds', 'have value greater than or equal to 900')
  if (seconds > 43_200) throw constraint(seconds, 'durationSeconds', 'have value less than or equal to 43200')
  if (caller.kind === 'role' && seconds > chainedSeconds) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  }
  if (seconds > role.maxSessionSeconds) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  return seconds
}

function sessionPolicies(call: Call, account: AccountState, input: AssumeRoleCommandInput) {
  const managedPolicyArns = (input.PolicyArns ?? []).flatMap(({ arn }) => arn ?? [])
  const unknown = managedPolicyArns.find((arn) => managedDocument(account, arn) === undefined)
  if (unknown !== undefined) throw validationError(`Policy ${unknown} does not exist or is not attachable.`)
  const policies = input.Policy === undefined ? [] : [parseSessionPolicy(call, input.Policy)]
  return { policies, managedPolicyArns }
}

function parseSessionPolicy(call: Call, text: string): PolicyJson {
  const parsed = parseJson(text)
  if (!parsed.ok) throw modelled(MalformedPolicyDocumentException$, 'This policy contains invalid Json')
  const problem = call.problemOf(parsed.value.value, 'session')
  if (problem !== undefined) throw modelled(MalformedPolicyDocumentException$, problem)
  return parsed.value.value
}

/** Transitive tags of the caller's session come along and can not be set again. */
function sessionTags({ session }: Caller, input: AssumeRoleCommandInput): Pick<Session, 'tags' | 'transitiveTagKeys'> {
  const inherited = session?.transitiveTagKeys ?? []
  const tags: Record<string, string> = {}
  for (const key of inherited) tags[key] = session?.tags[key] ?? ''
  for (const { Key = '', Value = '' } of input.Tags ?? []) {
    if (Object.keys(tags).some((known) => known.toLowerCase() === Key.toLowerCase())) {
      throw unmodelled(
        'InvalidParameterValue',
        400,
        `The tag key ${Key} is given twice or was passed on by the session before.`,
      )
    }
    tags[Key] = Value
  }
  return { tags, transitiveTagKeys: [...inherited, ...(input.TransitiveTagKeys ?? [])] }
}

const assumeRole = operation(AssumeRoleCommand, {
  target(call, input) {
    checkForms(input)
    return assumeRoleTargets(call, input)
  },
  context: assumeRoleContext,
  run(call, input) {
    const { arn, accountId, found } = namedRole(call, input.RoleArn)
    const { caller, now } = call
    if (caller.kind === 'root') throw refuse(call.service, 'denied', 'Roles may not be assumed by root accounts.')
    const kept = caller.session?.sourceIdentity
    const changesSource = kept !== undefined && input.SourceIdentity !== undefined && kept !== input.SourceIdentity
    if (found === undefined || changesSource)
      throw refuse(call.service, 'denied', refusalHead(caller.arn, 'sts:AssumeRole', arn))
    const { account, role } = found
    const expiresAt = now + sessionSeconds(caller, role, input.DurationSeconds) * 1000
    const sourceIdentity = kept ?? input.SourceIdentity
    const assumed: Caller = {
      kind: 'role',
      accountId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${input.RoleSessionName}`,
      userId: `${role.id}:${input.RoleSessionName}`,
      roleName: role.name,
      session: {
        issuedAt: now,
        expiresAt,
        ...sessionPolicies(call, account, input),
        ...sessionTags(caller, input),
        ...(sourceIdentity !== undefined && { sourceIdentity }),
        mfa: false,
      },
    }
    const credentials = issueSession(call.memory, call.world, assumed, now)
    return {
      Credentials: answerCredentials(credentials, expiresAt),
      AssumedRoleUser: { AssumedRoleId: assumed.userId, Arn: assumed.arn },
      ...(input.Policy !== undefined && { PackedPolicySize: Math.ceil((input.Policy.length * 100) / 2048) }),
      ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    }
  },
})

const answerCredentials = (
  { accessKeyId, secretAccessKey, sessionToken }: ReturnType<typeof issueSession>,
  expiresAt: number,
) => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  SessionToken: sessionToken,
  // AWS tells whole seconds.
  Expiration: new Date(Math.floor(expiresAt / 1000) * 1000),
})

/* ------------------------------------------------------------------ the rest */

const getSessionToken = operation(GetSessionTokenCommand, {
  action: null,
  run(call, input) {
    const { caller, now } = call
    if (caller.session !== undefined)
      throw refuse(call.service, 'denied', 'Cannot call GetSessionToken with session credentials')
    const longest = caller.kind === 'root' ? 3600 : 129_600
    const seconds = input.DurationSeconds ?? Math.min(43_200, longest)
    if (seconds < 900) throw constraint(seconds, 'durationSeconds', 'have value greater than or equal to 900')
    if (seconds > longest) throw constraint(seconds, 'durationSeconds', `have value less than or equal to ${longest}`)
    const expiresAt = now + seconds * 1000
    const session: Session = {
      issuedAt: now,
      expiresAt,
      policies: [],
      managedPolicyArns: [],
      tags: {},
      transitiveTagKeys: [],
      mfa: hasMfa(call, input.SerialNumber, input.TokenCode),
    }
    const credentials = issueSession(call.memory, call.world, { ...caller, session }, now)
    return { Credentials: answerCredentials(credentials, expiresAt) }
  },
})

/** Any six digits pass for a device of the caller's: the simulated devices have no seeds. */
function hasMfa(
  { account, caller, service }: Call,
  serialNumber: string | undefined,
  code: string | undefined,
): boolean {
  if (serialNumber === undefined) return false
  const devices = caller.kind === 'user' ? (account.iam.users.get(caller.userName)?.mfaDevices ?? []) : []
  if (devices.some((device) => device.serialNumber === serialNumber) && /^\d{6}$/.test(code ?? '')) return true
  throw refuse(service, 'denied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.')
}

export const sts = defineService({
  client: STSClient,
  signingName: 'sts',
  operations: [
    assumeRole,
    getSessionToken,
    operation(GetCallerIdentityCommand, {
      action: null,
      run: ({ caller }) => ({ Account: caller.accountId, Arn: caller.arn, UserId: caller.userId }),
    }),
    operation(GetAccessKeyInfoCommand, {
      run: (_call, input) => ({ Account: accountOfAccessKey(input.AccessKeyId ?? '') }),
    }),
  ],
  invalidToken: validationError,
  invalidInput: validationError,
})
