/** Finding IAM's entities, and IAM's answers when they are not there. */
import {
  DeleteConflictException$,
  EntityAlreadyExistsException$,
  InvalidInputException$,
  LimitExceededException$,
  MalformedPolicyDocumentException$,
  NoSuchEntityException$,
} from '@aws-sdk/client-iam'
import { type AwsError, modelled, unmodelled } from '../../aws-error.ts'
import { type Page, paginate } from '../../paging.ts'
import type { Call, Target } from '../../service.ts'
import { awsManagedPolicies } from '../../world/managed-policies.ts'
import type { AccountState, IamGroup, IamRole, IamUser, ManagedPolicy } from '../../world/model.ts'

export const noSuchEntity = (message: string): AwsError => modelled(NoSuchEntityException$, message)
export const alreadyExists = (message: string): AwsError => modelled(EntityAlreadyExistsException$, message)
export const deleteConflict = (message: string): AwsError => modelled(DeleteConflictException$, message)
export const limitExceeded = (message: string): AwsError => modelled(LimitExceededException$, message)
export const malformedPolicy = (message: string): AwsError => modelled(MalformedPolicyDocumentException$, message)
export const invalidInput = (message: string): AwsError => modelled(InvalidInputException$, message)
export const validationError = (message: string): AwsError => unmodelled('ValidationError', 400, message)

export function required<T>(value: T | undefined, member: string): T {
  if (value !== undefined && value !== '') return value
  throw validationError(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}

/** IAM API Reference, the pattern of names. */
export function validName(name: string | undefined, member: string, longest: number): string {
  const checked = required(name, member)
  if (/^[\w+=,.@-]+$/.test(checked) && checked.length <= longest) return checked
  throw validationError(`The specified value for ${member} is invalid: ${checked}`)
}

/** IAM API Reference, the pattern of paths; `/` when none is given. */
export function validPath(path = '/'): string {
  if (/^\/(?:[!-~]{1,510}\/)?$/.test(path)) return path
  throw validationError(`The specified value for path is invalid: ${path}`)
}

export function userOf({ iam }: AccountState, name: string | undefined): IamUser {
  const user = iam.users.get(required(name, 'userName'))
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`)
  return user
}

export function groupOf({ iam }: AccountState, name: string | undefined): IamGroup {
  const group = iam.groups.get(required(name, 'groupName'))
  if (group === undefined) throw noSuchEntity(`The group with name ${name} cannot be found.`)
  return group
}

export function roleOf({ iam }: AccountState, name: string | undefined): IamRole {
  const role = iam.roles.get(required(name, 'roleName'))
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`)
  return role
}

export function policyOf({ iam }: AccountState, arn: string | undefined): ManagedPolicy {
  const policy = awsManagedPolicies.get(required(arn, 'policyArn')) ?? iam.policies.get(arn ?? '')
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`)
  return policy
}

/** Without a name IAM means the caller. */
export function callersUserName({ caller }: Call, name: string | undefined): string {
  if (name !== undefined) return name
  if (caller.kind === 'user') return caller.userName
  throw validationError('Must specify userName when calling with non-User credentials')
}

/* ------------------------------------------------------------------ targets: authorized before it is known whether they exist */

const iamArn = (call: Call, resource: string) => `arn:aws:iam::${call.account.id}:${resource}`

export const userTarget = (call: Call, name: string | undefined): Target => {
  const user = call.account.iam.users.get(name ?? '')
  return { arn: user?.arn ?? iamArn(call, `user/${name ?? ''}`), tags: user?.tags }
}

export const groupTarget = (call: Call, name: string | undefined): Target => ({
  arn: call.account.iam.groups.get(name ?? '')?.arn ?? iamArn(call, `group/${name ?? ''}`),
})

export const roleTarget = (call: Call, name: string | undefined): Target => {
  const role = call.account.iam.roles.get(name ?? '')
  return { arn: role?.arn ?? iamArn(call, `role/${name ?? ''}`), tags: role?.tags }
}

export const policyTarget = (call: Call, arn: string | undefined): Target => ({
  arn: arn ?? iamArn(call, 'policy/'),
  tags: call.account.iam.policies.get(arn ?? '')?.tags,
})

/** Lists under a path are authorized on the path: `arn:aws:iam::…:user/`. */
export const pathTarget = (call: Call, kind: string, prefix: string | undefined): Target => ({
  arn: iamArn(call, `${kind}${prefix ?? '/'}`),
})

/* ------------------------------------------------------------------ pages */

interface Marked {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

/** IAM's lists: 100 unless asked otherwise, at most 1,000. IAM API Reference, any List operation. */
export function iamPage<T>(call: Call, all: readonly T[], { Marker, MaxItems }: Marked, ...of: unknown[]): Page<T> {
  return paginate(call, all, { token: Marker, size: MaxItems, default: 100, max: 1000, of })
}

export const marker = ({ next }: Page<unknown>) => ({ IsTruncated: next !== undefined, Marker: next })

/** AWS sorts lists by name. */
export function underPath<T extends { readonly name: string; readonly path: string }>(
  all: Iterable<T>,
  prefix: string | undefined,
): T[] {
  return [...all].filter(({ path }) => path.startsWith(prefix ?? '/')).sort((a, b) => (a.name < b.name ? -1 : 1))
}
