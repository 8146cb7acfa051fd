/** The tree of Larkfield: which accounts there are, in which organizational units, under which guardrails. */
import type { AccountId } from '../../core/ids.ts'
import { allow, policy, rootOf } from './documents.ts'
import { addGuardrails } from './guardrails.ts'
import { account, accountIdFrom, organizationId, ouId, resourcePolicyId, rootId } from './ids.ts'
import type { Organization } from './model.ts'
import { type AccountPlan, products, roster, stages, teams } from './names.ts'

export interface PlannedAccount extends AccountPlan {
  readonly accountId: AccountId
  /** One of the sample's twelve, with a story. */
  readonly inRoster: boolean
  /** IAM users and roles to have, roughly. */
  readonly principals: number
}

/** The roster first, then teams by stage: `acquiring-prod`, `acquiring-staging`, …, `issuing-prod`, …, `acquiring-prod-2`. */
export function planAccounts(seed: string, count: number, principals: number): readonly PlannedAccount[] {
  const named = roster.slice(0, count).map((plan) => ({ plan, accountId: account(plan.id), inRoster: true }))
  const further = Array.from({ length: count - named.length }, (_, index) => {
    const { stage, ou } = stages[index % stages.length] ?? stages[0]
    const turn = Math.floor(index / stages.length)
    const team = teams[turn % teams.length] ?? teams[0]
    const round = Math.floor(turn / teams.length)
    const name = `${team}-${stage}${round === 0 ? '' : `-${round + 1}`}`
    const plan: AccountPlan = { name, ou, alias: `larkfield-${name}`, domain: stage === 'data' ? 'data' : 'payments' }
    return { plan, accountId: accountIdFrom(seed, name), inRoster: false }
  })
  const all = [...named, ...further]
  const weight = (plan: AccountPlan) => (plan.status === undefined ? products[plan.domain].length : 2)
  const whole = all.reduce((sum, { plan }) => sum + weight(plan), 0)
  return all.map(({ plan, accountId, inRoster }) => ({
    ...plan,
    accountId,
    inRoster,
    principals: Math.round((principals * weight(plan)) / whole),
  }))
}

/** What the security account administers for the whole organization. */
const delegatedServices = [
  { service: 'access-analyzer.amazonaws.com', age: 700 },
  { service: 'guardduty.amazonaws.com', age: 650 },
  { service: 'securityhub.amazonaws.com', age: 650 },
] as const

export function makeOrganization(facts: {
  readonly seed: string
  readonly start: Date
  readonly managementAccountId: AccountId
  readonly delegatedAccountId: AccountId
  readonly plans: readonly PlannedAccount[]
  readonly gaps: boolean
}): Organization {
  const { seed, start, plans } = facts
  const root = rootId(seed)
  const daysAgo = (days: number) => new Date(start.getTime() - days * 86_400_000)
  const organization: Organization = {
    id: organizationId(seed),
    rootId: root,
    managementAccountId: facts.managementAccountId,
    featureSet: 'ALL',
    ous: new Map(),
    members: new Map(),
    policies: new Map(),
    policyTypes: new Set(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']),
    trustedServices: new Map([
      ['sso.amazonaws.com', daysAgo(1_000)],
      ['cloudtrail.amazonaws.com', daysAgo(1_000)],
      ['iam.amazonaws.com', daysAgo(300)],
      ...delegatedServices.map(({ service, age }) => [service, daysAgo(age)] as const),
    ]),
    delegatedAdministrators: delegatedServices.map(({ service, age }) => ({
      accountId: facts.delegatedAccountId,
      service,
      at: daysAgo(age),
    })),
    rootFeatures: new Set(['RootCredentialsManagement', 'RootSessions']),
    resourcePolicy: {
      id: resourcePolicyId(seed),
      document: policy(
        allow({
          sid: 'SecurityMayLook',
          principal: { AWS: rootOf(facts.delegatedAccountId) },
          actions: ['organizations:Describe*', 'organizations:List*'],
          resources: '*',
        }),
      ),
    },
  }
  for (const [index, { accountId, name, ou, alias, status }] of plans.entries()) {
    organization.members.set(accountId, {
      id: accountId,
      name,
      email: `aws+${alias}@larkfield.example`,
      status: status ?? 'ACTIVE',
      parentId: unitAt(organization, ou),
      joinedMethod: index === 0 ? 'INVITED' : 'CREATED',
      joinedAt: daysAgo(1_500 - index),
      tags: { owner: `${name}@larkfield.example` },
    })
  }
  addGuardrails(organization, seed, facts.gaps)
  return organization
}

/** The unit at the end of the path, made with its parents when it is not there. */
function unitAt(organization: Organization, path: readonly string[]): string {
  let parentId = organization.rootId
  for (const [depth, name] of path.entries()) {
    const id = ouId(organization.rootId, ...path.slice(0, depth + 1))
    if (!organization.ous.has(id)) organization.ous.set(id, { id, name, parentId })
    parentId = id
  }
  return parentId
}
