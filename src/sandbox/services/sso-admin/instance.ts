/** The one instance of Identity Center, and who may administer it. */
import { AccessDeniedException$, ResourceNotFoundException$, ValidationException$ } from '@aws-sdk/client-sso-admin'
import { type AwsError, modelled } from '../../aws-error.ts'
import { type Page, paginate } from '../../paging.ts'
import type { Call, Target } from '../../service.ts'
import type { PermissionSet } from '../../world/model.ts'

export const notFound = (message: string): AwsError => modelled(ResourceNotFoundException$, message)
export const invalid = (message: string): AwsError => modelled(ValidationException$, message)

/** The owner of the instance, and accounts to which Identity Center is delegated. */
export function governsIdentityCenter({ world, account }: Call): boolean {
  const { ownerAccountId } = world.identityCenter
  const { managementAccountId, delegatedAdministrators } = world.organization
  return (
    account.id === ownerAccountId ||
    account.id === managementAccountId ||
    delegatedAdministrators.some(
      ({ accountId, service }) => accountId === account.id && service === 'sso.amazonaws.com',
    )
  )
}

export interface OfInstance {
  readonly InstanceArn?: string | undefined
}

/** Is the caller one who governs it? */
export function requireCenter(call: Call): void {
  if (governsIdentityCenter(call)) return
  throw modelled(AccessDeniedException$, 'You do not have sufficient access to perform this action.')
}

export function requireInstance(call: Call, { InstanceArn: arn }: OfInstance): void {
  const { instanceArn, region } = call.world.identityCenter
  requireCenter(call)
  if (arn !== instanceArn || call.region !== region) throw notFound('The instance does not exist in this Region.')
}

export interface OfPermissionSet extends OfInstance {
  readonly PermissionSetArn?: string | undefined
}

export function permissionSetOf(call: Call, input: OfPermissionSet): PermissionSet {
  requireInstance(call, input)
  const set = call.world.identityCenter.permissionSets.get(input.PermissionSetArn ?? '')
  if (set === undefined) throw notFound(`Could not find PermissionSet with id ${input.PermissionSetArn}`)
  return set
}

export const instanceTarget = (_call: Call, input: OfInstance): Target => ({ arn: input.InstanceArn ?? '*' })

export const permissionSetTargets = (call: Call, input: OfPermissionSet): Target[] => [
  instanceTarget(call, input),
  {
    arn: input.PermissionSetArn ?? '*',
    tags: call.world.identityCenter.permissionSets.get(input.PermissionSetArn ?? '')?.tags,
  },
]

/** SSO Admin API Reference, MaxResults: 1 to 100. */
export const ssoPage = <T>(
  call: Call,
  all: readonly T[],
  input: { readonly NextToken?: string | undefined; readonly MaxResults?: number | undefined },
  ...of: unknown[]
): Page<T> => paginate(call, all, { token: input.NextToken, size: input.MaxResults, default: 100, max: 100, of })
