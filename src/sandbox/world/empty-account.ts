/** Accounts before anybody has done anything in them. */
import type { AccountId } from '../../core/ids.ts'
import { rootOf, trustAws } from './documents.ts'
import { hex, uniqueId } from './ids.ts'
import type { AccountState, IamState } from './model.ts'
import { defaultRegions } from './regions.ts'

interface Beginnings {
  readonly alias?: string
  readonly root?: IamState['root']
  /** Enabled beside those that are on by default. */
  readonly regions?: readonly string[]
}

export const emptyAccount = (seed: string, id: AccountId, beginnings: Beginnings = {}): AccountState => ({
  id,
  enabledRegions: new Set([...defaultRegions, ...(beginnings.regions ?? [])]),
  iam: {
    ...(beginnings.alias !== undefined && { alias: beginnings.alias }),
    root: beginnings.root ?? { mfa: 'none', accessKeys: 0 },
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    policies: new Map(),
    instanceProfiles: new Map(),
    accessKeys: new Map(),
    spareMfaDevices: new Set(),
    samlProviders: new Map(),
    oidcProviders: new Map(),
    serverCertificates: new Map(),
  },
  s3: { canonicalId: hex(64, seed, 'canonical', id), buckets: new Map() },
  regions: new Map(),
})

/** Organizations API Reference, CreateAccount: the new account has a role that its management account may assume. */
export function createdAccount(seed: string, id: AccountId, managementAccountId: AccountId, now: number): AccountState {
  const state = emptyAccount(seed, id)
  const name = 'OrganizationAccountAccessRole'
  state.iam.roles.set(name, {
    name,
    path: '/',
    id: uniqueId('AROA', seed, id, name),
    arn: `arn:aws:iam::${id}:role/${name}`,
    createdAt: new Date(now),
    attachedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    inlinePolicies: new Map(),
    trustPolicy: trustAws(rootOf(managementAccountId)),
    maxSessionSeconds: 3_600,
    tags: {},
  })
  return state
}
