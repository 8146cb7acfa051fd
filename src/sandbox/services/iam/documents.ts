/** Policy documents that somebody hands in: form, size, and that what they name exists. */
import type { Json } from '../../../core/inventory/objects.ts'
import { parseJson } from '../../../core/json.ts'
import type { Call } from '../../service.ts'
import { awsManagedPolicies } from '../../world/managed-policies.ts'
import type { IamGroup, IamRole, IamUser, PolicyJson } from '../../world/model.ts'
import { limitExceeded, malformedPolicy, noSuchEntity, required } from './entities.ts'

/** IAM User Guide, "IAM and AWS STS quotas": characters, white space not counted. */
export const policyQuotas = { user: 2048, group: 5120, role: 10240, managed: 6144, trust: 2048 } as const

const attachmentQuota = 10

const sizeOf = (text: string): number => text.replace(/\s/g, '').length

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

export function parsePermissions(call: Call, text: string | undefined): PolicyJson {
  const document = parseDocument(text)
  const problem = call.problemOf(document, 'identity')
  if (problem !== undefined) throw malformedPolicy(problem)
  return document
}

export function parseTrust(call: Call, text: string | undefined): PolicyJson {
  const document = parseDocument(text)
  if (sizeOf(text ?? '') > policyQuotas.trust) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${policyQuotas.trust}`)
  }
  for (const statement of statementsOf(document)) {
    if (statement['Resource'] !== undefined || statement['NotResource'] !== undefined) {
      throw malformedPolicy('Has prohibited field Resource')
    }
    requirePrincipals(call, statement['Principal'])
  }
  const problem = call.problemOf(document, 'resource')
  if (problem !== undefined) throw malformedPolicy(problem)
  return document
}

function parseDocument(text: string | undefined): PolicyJson {
  const parsed = parseJson(required(text, 'policyDocument'))
  if (!parsed.ok) throw malformedPolicy('This policy contains invalid Json')
  return parsed.value.value
}

const statementsOf = (document: PolicyJson) =>
  isRecord(document) ? listOf(document['Statement']).filter(isRecord) : []

/** IAM resolves every principal that is written to a trust policy, and refuses what it does not find. */
function requirePrincipals(call: Call, principal: Json | undefined): void {
  if (!isRecord(principal)) return
  for (const name of listOf(principal['AWS'])) {
    if (typeof name === 'string' && !principalExists(call, name)) {
      throw malformedPolicy(`Invalid principal in policy: "AWS":"${name}"`)
    }
  }
}

/** Accounts beyond the world are taken to exist. */
function principalExists({ world }: Call, principal: string): boolean {
  const match = /^arn:aws:iam::(\d{12}):(user|role)\/(?:.*\/)?([^/]+)$/.exec(principal)
  if (match === null) return true
  const [, accountId, kind, name = ''] = match
  const member = [...world.organization.members.keys()].find((id) => id === accountId)
  const account = member && world.accounts.get(member)
  if (account === undefined) return true
  const found = kind === 'user' ? account.iam.users.get(name) : account.iam.roles.get(name)
  return found?.arn === principal
}

/* ------------------------------------------------------------------ what a user, group or role holds */

type Holder = IamUser | IamGroup | IamRole
type HolderKind = 'user' | 'group' | 'role'

export function getInline(kind: HolderKind, holder: Holder, name: string | undefined): PolicyJson {
  const document = holder.inlinePolicies.get(required(name, 'policyName'))
  if (document === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`)
  return document
}

export function putInline(
  call: Call,
  kind: HolderKind,
  holder: Holder,
  policy: { readonly PolicyName: string | undefined; readonly PolicyDocument: string | undefined },
): void {
  const name = required(policy.PolicyName, 'policyName')
  const document = parsePermissions(call, policy.PolicyDocument)
  const others = [...holder.inlinePolicies].filter(([other]) => other !== name)
  const total =
    sizeOf(policy.PolicyDocument ?? '') + others.reduce((sum, [, of]) => sum + sizeOf(JSON.stringify(of)), 0)
  if (total > policyQuotas[kind]) {
    throw limitExceeded(`Maximum policy size of ${policyQuotas[kind]} bytes exceeded for ${kind} ${holder.name}`)
  }
  holder.inlinePolicies.set(name, document)
}

export function deleteInline(kind: HolderKind, holder: Holder, name: string | undefined): void {
  getInline(kind, holder, name)
  holder.inlinePolicies.delete(name ?? '')
}

export function attach(call: Call, holder: Holder, kind: 'User' | 'Group' | 'Role', arn: string | undefined): void {
  const policyArn = required(arn, 'policyArn')
  if (!awsManagedPolicies.has(policyArn) && !call.account.iam.policies.has(policyArn)) {
    throw noSuchEntity(`Policy ${policyArn} does not exist or is not attachable.`)
  }
  if (holder.attachedPolicies.includes(policyArn)) return
  if (holder.attachedPolicies.length >= attachmentQuota) {
    throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind}: ${attachmentQuota}`)
  }
  holder.attachedPolicies.push(policyArn)
}

export function detach(holder: Holder, arn: string | undefined): void {
  const at = holder.attachedPolicies.indexOf(required(arn, 'policyArn'))
  if (at === -1) throw noSuchEntity(`Policy ${arn} was not found.`)
  holder.attachedPolicies.splice(at, 1)
}
