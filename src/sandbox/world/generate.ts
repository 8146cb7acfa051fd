/** Makes an organization out of a seed: the same seed and size give the same bytes. */
import type { AccountId } from '../../core/ids.ts'
import { createAccounts } from './accounts.ts'
import { addEstate } from './add-estate.ts'
import { addBaseline, addHomeUser, addTrustRole } from './baseline.ts'
import { addBulk } from './bulk-resources.ts'
import { makeIdentityCenter } from './directory.ts'
import { emptyAccount } from './empty-account.ts'
import type { SharedThings } from './estate.ts'
import { addFederation } from './federation.ts'
import { accessKeyId, secretKey, uuid } from './ids.ts'
import { createMaker, type Maker } from './maker.ts'
import type { AccountState, Home, IdentityCenter, World } from './model.ts'
import { products } from './names.ts'
import { makeOrganization, type PlannedAccount, planAccounts } from './organization.ts'
import { putReservedRole, reservedRoleArn } from './reserved-roles.ts'
import { analytics, dataLake } from './stories/data.ts'
import { dataStoreStories } from './stories/data-stores.ts'
import { estateStories } from './stories/estate.ts'
import { prodLedger, prodPayments, stagingPayments } from './stories/payments.ts'
import {
  ciBuild,
  edgeProd,
  larkfieldRoot,
  legacyShop,
  logArchive,
  sandboxMl,
  securityAudit,
} from './stories/platform.ts'
import { type Story, tellerOf } from './stories/story.ts'
import type { GroundTruth } from './truth.ts'
import { addOldUsers, addWorkloads } from './workloads.ts'

export type WorldSize = 'tiny' | 'sample' | 'large'

export interface WorldOptions {
  readonly seed: string
  /** Default: the sample. */
  readonly size?: WorldSize
  /** At least two: management and tooling. The first twelve are the sample's, with their stories. */
  readonly accounts?: number
  /** IAM users and roles in all accounts together, roughly. */
  readonly principals?: number
  /** People in Identity Center. */
  readonly people?: number
  /** Permission set × account, in all accounts together, roughly; default: four of every account beyond the roster. */
  readonly pairs?: number
  /** Plain resources in all accounts together, besides those that the stories and workloads have. */
  readonly resources?: number
  /** The instant until which everything happened. */
  readonly start?: Date
  /** What the trust role asks for; default: one of the seed. */
  readonly externalId?: string
  /** Default: parts of the organization cannot be read, as `truth.coverage` says. False: all of it can. */
  readonly gaps?: boolean
}

const sizes = {
  tiny: { accounts: 3, principals: 90, people: 24 },
  sample: { accounts: 12, principals: 1_500, people: 320 },
  large: { accounts: 1_000, principals: 100_000, people: 5_000 },
} as const satisfies Record<WorldSize, object>

/** The day of which the documentation's pictures tell. */
export const usualStart = new Date('2026-05-12T10:30:00Z')

/** Accounts of the roster stay; of the others this many, the ones read last. About 0.4 MB each. */
const accountsInMemory = 40

const stories: Readonly<Record<string, (story: Story) => void>> = {
  'larkfield-root': larkfieldRoot,
  'security-audit': securityAudit,
  'prod-payments': prodPayments,
  'prod-ledger': prodLedger,
  'staging-payments': stagingPayments,
  'data-lake': dataLake,
  analytics,
  'ci-build': ciBuild,
  'edge-prod': edgeProd,
  'log-archive': logArchive,
  'sandbox-ml': sandboxMl,
  'legacy-shop': legacyShop,
}

export function world(options: WorldOptions): World {
  const { seed, start = usualStart, gaps = true } = options
  const size = sizes[options.size ?? 'sample']
  const plans = planAccounts(seed, options.accounts ?? size.accounts, options.principals ?? size.principals)
  const [management, tooling] = plans
  if (management === undefined || tooling === undefined) throw new RangeError('a world has at least two accounts')

  const identityCenter = makeIdentityCenter({
    seed,
    start,
    owner: management.accountId,
    people: options.people ?? size.people,
    ...(options.pairs !== undefined && { pairs: options.pairs }),
    accounts: plans
      .filter((plan) => plan.status === undefined)
      .map(({ accountId, name, inRoster }) => ({ id: accountId, name, inRoster })),
  })
  const truth: GroundTruth = { mistakes: [], access: [], coverage: [] }
  const bucketOwners = new Map<string, AccountId>()
  const resourceShares = new Map<string, SharedThings>()
  const home = homeIn(tooling.accountId, options)
  const named = new Map(plans.map((plan) => [plan.name, plan.accountId] as const))
  const facts = {
    seed,
    start,
    home,
    identityCenter,
    truth,
    bucketOwners,
    resourceShares,
    named,
    gaps,
    management: management.accountId,
    bulk: Math.round((options.resources ?? 0) / plans.length),
  }

  const planned = new Map(plans.map((plan) => [plan.accountId, plan] as const))
  const accounts = createAccounts({
    ids: [...planned.keys()],
    keep: accountsInMemory,
    make(id) {
      const plan = planned.get(id)
      if (plan === undefined) throw new Error(`no account ${id} was planned`)
      return makeAccount(plan, facts)
    },
  })
  // The roster is made at once, because its stories write the truth; nobody may forget it, or they would write it again.
  for (const plan of plans) if (plan.inRoster) accounts.edit(plan.accountId)

  const organization = makeOrganization({
    seed,
    start,
    managementAccountId: management.accountId,
    delegatedAccountId: tooling.accountId,
    plans,
    gaps,
  })
  return {
    seed,
    partition: 'aws',
    start,
    organization,
    accounts,
    identityCenter,
    bucketOwners,
    resourceShares,
    home,
    truth,
    serial: 0,
  }
}

interface AccountFacts {
  readonly seed: string
  readonly start: Date
  readonly home: Home
  readonly identityCenter: IdentityCenter
  readonly truth: GroundTruth
  readonly bucketOwners: Map<string, AccountId>
  readonly resourceShares: Map<string, SharedThings>
  readonly gaps: boolean
  /** Account ids by name. */
  readonly named: ReadonlyMap<string, AccountId>
  readonly management: AccountId
  /** Plain resources of each account. */
  readonly bulk: number
}

function makeAccount(plan: PlannedAccount, facts: AccountFacts): AccountState {
  const { seed, start, home, identityCenter, named } = facts
  const state = plannedAccount(plan, seed, start)
  const make = createMaker({ seed, name: plan.name, state, start, bucketOwners: facts.bucketOwners })
  addBaseline(make, facts.management)
  if (plan.accountId === home.accountId) addHomeUser(make, home)
  const isManagement = plan.accountId === facts.management
  // In sandbox-ml somebody deleted the role: a hole in coverage that the product has to be honest about.
  if (plan.name !== 'sandbox-ml' || !facts.gaps) addTrustRole(make, home, isManagement)
  addFederation(make)
  addReservedRoles(make, identityCenter)
  const story: Story = {
    make,
    idOf: (name) => named.get(name),
    reserved: (set) => reservedArn(identityCenter, plan.accountId, set),
    person: (userName) => personId(identityCenter, userName),
    tell: tellerOf(facts.truth, make, facts.gaps),
    share: (things) => void facts.resourceShares.set(things.share.resourceShareArn ?? '', things),
  }
  if (plan.inRoster) {
    stories[plan.name]?.(story)
    dataStoreStories[plan.name]?.(story)
  }
  addOldUsers(make, isManagement ? 2 : Math.round(plan.principals / 25))
  addWorkloads(make, {
    products: products[plan.domain],
    principals: plan.principals,
    withResources: plan.inRoster ? 14 : 6,
    delivery: named.get('ci-build'),
  })
  make.key('aws/secretsmanager')
  addBulk(make, facts.bulk)
  addEstate(make, { management: facts.management, products: plan.inRoster ? 14 : 6 })
  if (plan.inRoster) estateStories[plan.name]?.(story)
  return state
}

const plannedAccount = (plan: PlannedAccount, seed: string, start: Date): AccountState =>
  emptyAccount(seed, plan.accountId, {
    alias: plan.alias,
    root: { mfa: 'virtual', accessKeys: 0, lastUsedAt: new Date(start.getTime() - 400 * 86_400_000) },
    regions: plan.domain === 'edge' ? ['eu-south-1'] : [],
  })

function addReservedRoles(make: Maker, center: IdentityCenter): void {
  const here = center.assignments.filter((assignment) => assignment.accountId === make.id)
  for (const arn of new Set(here.map((assignment) => assignment.permissionSetArn))) {
    const set = center.permissionSets.get(arn)
    if (set !== undefined) putReservedRole(make.state, center, set, make.ago(300))
  }
}

function reservedArn(center: IdentityCenter, account: AccountId, name: string): string {
  for (const set of center.permissionSets.values()) if (set.name === name) return reservedRoleArn(center, account, set)
  throw new Error(`no permission set ${name}`)
}

function personId(center: IdentityCenter, userName: string): string {
  for (const person of center.users.values()) if (person.userName === userName) return person.id
  throw new Error(`no person ${userName}`)
}

function homeIn(accountId: AccountId, { seed, externalId = uuid(seed, 'external-id') }: WorldOptions): Home {
  const userName = 'bailiwick'
  const keyId = accessKeyId('AKIA', accountId, 0)
  return {
    accountId,
    userName,
    arn: `arn:aws:iam::${accountId}:user/${userName}`,
    accessKeyId: keyId,
    secretAccessKey: secretKey(seed, keyId),
    roleName: 'BailiwickCrossAccountTrustRole',
    externalId,
  }
}
