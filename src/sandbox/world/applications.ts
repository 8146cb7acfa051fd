/** Applications that Larkfield signs in to through Identity Center, and whose tokens it takes. */
import { identityCenterHex, uuid } from './ids.ts'
import type { IdentityCenter } from './model.ts'

interface ApplicationPlan {
  readonly name: string
  readonly provider: string
  /** Groups that are assigned; null: no assignment is asked for. */
  readonly groups: readonly string[] | null
  readonly says: string
  readonly disabled?: true
  readonly age: number
}

const plans: readonly ApplicationPlan[] = [
  {
    name: 'Salesforce',
    provider: 'catalog/salesforce',
    groups: ['finance', 'support'],
    says: 'Merchant accounts',
    age: 800,
  },
  { name: 'Expense desk', provider: 'custom-saml', groups: null, says: 'Expenses, for everybody', age: 620 },
  { name: 'Amazon Q', provider: 'amazon-q', groups: [], says: 'Tried in spring', disabled: true, age: 90 },
]

const dayMs = 86_400_000

export function addApplications(center: IdentityCenter, seed: string, groupIds: ReadonlyMap<string, string>): void {
  const { instanceArn, ownerAccountId, createdAt } = center
  const instance = instanceArn.split('/').at(-1) ?? ''
  for (const { name, provider, groups, says, disabled, age } of plans) {
    const arn = `arn:aws:sso::${ownerAccountId}:application/${instance}/apl-${identityCenterHex(seed, 'application', name)}`
    center.applications.set(arn, {
      arn,
      name,
      description: says,
      provider,
      status: disabled ? 'DISABLED' : 'ENABLED',
      assignmentRequired: groups !== null,
      accountId: ownerAccountId,
      createdAt: new Date(createdAt.getTime() + (1_000 - age) * dayMs),
    })
    for (const group of groups ?? []) {
      const principalId = groupIds.get(group)
      if (principalId === undefined) throw new Error(`no group ${group}`)
      center.applicationAssignments.push({ applicationArn: arn, principalType: 'GROUP', principalId })
    }
  }
  const issuer = `arn:aws:sso::${ownerAccountId}:trustedTokenIssuer/${instance}/tti-${uuid(seed, 'token-issuer')}`
  center.tokenIssuers.set(issuer, { arn: issuer, name: 'okta', url: 'https://larkfield.okta.com' })
}
