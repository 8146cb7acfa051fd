/** Identity Center of Larkfield: people, groups, memberships, and who is assigned what. */
import type { AccountId } from '../../core/ids.ts'
import { addApplications } from './applications.ts'
import { hex, identityCenterHex, identityStoreId, uuid } from './ids.ts'
import type { AccountInstance, DirectoryUser, IdentityCenter } from './model.ts'
import { closedGroups, familyNames, givenNames, groups, namedPeople } from './names.ts'
import { holdings, leftAssignments, permissionSets, usualHoldings } from './permission-sets.ts'
import { stream } from './random.ts'

interface AccountName {
  readonly id: AccountId
  readonly name: string
  /** Has its own rows in `holdings`. */
  readonly inRoster: boolean
}

interface CenterFacts {
  readonly seed: string
  readonly start: Date
  readonly owner: AccountId
  readonly people: number
  readonly pairs?: number
  readonly accounts: readonly AccountName[]
}

export function makeIdentityCenter(facts: CenterFacts): IdentityCenter {
  const { seed, start, owner } = facts
  const number = identityCenterHex(seed, 'instance')
  const center: IdentityCenter = {
    instanceArn: `arn:aws:sso:::instance/ssoins-${number}`,
    storeId: identityStoreId(seed),
    region: 'eu-west-1',
    ownerAccountId: owner,
    createdAt: new Date(start.getTime() - 1_000 * 86_400_000),
    permissionSets: new Map(permissionSets(seed, number, start).map((set) => [set.arn, set])),
    users: new Map(),
    groups: new Map(),
    memberships: new Map(),
    assignments: [],
    applications: new Map(),
    applicationAssignments: [],
    tokenIssuers: new Map(),
    accessControlAttributes: new Map([
      ['CostCenter', '${path:enterprise.costCenter}'],
      ['Team', '${path:enterprise.department}'],
    ]),
    accountInstances: accountInstances(facts),
  }
  const groupIds = addGroups(center, seed)
  addPeople(center, seed, facts.people, groupIds)
  assign(center, facts, groupIds)
  assignLeavers(center, facts.accounts)
  addApplications(center, seed, groupIds)
  return center
}

/** People and groups come from Okta, over SCIM. */
const directoryIssuer = 'https://larkfield.okta.com'

/** The analysts once tried a notebook service that made an instance of its own. */
function accountInstances({
  seed,
  start,
  accounts,
}: Pick<CenterFacts, 'seed' | 'start' | 'accounts'>): readonly AccountInstance[] {
  const analysts = accounts.find(({ name }) => name === 'analytics')
  if (analysts === undefined) return []
  return [
    {
      arn: `arn:aws:sso:::instance/ssoins-${identityCenterHex(seed, 'instance', analysts.id)}`,
      storeId: identityStoreId(`${seed} ${analysts.id}`),
      name: 'notebooks',
      ownerAccountId: analysts.id,
      createdAt: new Date(start.getTime() - 210 * 86_400_000),
    },
  ]
}

/** Store ids have ten hex digits in front of a UUID in old stores; new ones are plain UUIDs, as these. */
const storeUuid = (seed: string, ...path: readonly string[]) => uuid(seed, 'identity-store', ...path)

function addGroups(center: IdentityCenter, seed: string): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  for (const { name, says } of [...groups, ...closedGroups]) {
    const id = storeUuid(seed, 'group', name)
    ids.set(name, id)
    const externalName = { issuer: directoryIssuer, id: `00g${hex(17, seed, 'okta', name)}` }
    center.groups.set(id, { id, displayName: name, description: says, externalName })
  }
  return ids
}

function addPeople(center: IdentityCenter, seed: string, count: number, groupIds: ReadonlyMap<string, string>): void {
  const random = stream(seed, 'people')
  const taken = new Set<string>()
  const add = (given: string, family: string, title: string, enabled: boolean): DirectoryUser => {
    const plain = `${given}.${family}`.toLowerCase()
    const userName = taken.has(plain) ? `${plain}${taken.size}` : plain
    taken.add(userName)
    const id = storeUuid(seed, 'user', userName)
    const email = `${userName}@larkfield.example`
    const person = {
      id,
      userName,
      displayName: `${given} ${family}`,
      givenName: given,
      familyName: family,
      email,
      title,
      enabled,
      externalName: { issuer: directoryIssuer, id: `00u${hex(17, seed, 'okta', userName)}` },
    }
    center.users.set(id, person)
    return person
  }
  const join = (userId: string, group: string) => {
    const groupId = groupIds.get(group)
    if (groupId === undefined) throw new Error(`no group ${group}`)
    const id = storeUuid(seed, 'membership', group, userId)
    center.memberships.set(id, { id, groupId, userId })
  }
  for (const { given, family, title, groups: of, left } of namedPeople) {
    const person = add(given, family, title, left !== true)
    for (const group of of) join(person.id, group)
  }
  while (center.users.size < count) {
    const group = groupAt(random.int(100))
    const person = add(random.pick(givenNames), random.pick(familyNames), group?.says ?? 'Employee', true)
    if (group !== undefined) join(person.id, group.name)
  }
}

/** The group of a person drawn from a hundred; a few are in none. */
function groupAt(draw: number): (typeof groups)[number] | undefined {
  let end = 0
  for (const group of groups) {
    end += group.share
    if (draw < end) return group
  }
  return undefined
}

function assign(
  center: IdentityCenter,
  { accounts, pairs }: Pick<CenterFacts, 'accounts' | 'pairs'>,
  groupIds: ReadonlyMap<string, string>,
): void {
  const sets = new Map([...center.permissionSets.values()].map((set) => [set.name, set.arn] as const))
  const add = (group: string, set: string, accountId: AccountId) => {
    const principalId = groupIds.get(group)
    const permissionSetArn = sets.get(set)
    if (principalId === undefined || permissionSetArn === undefined) throw new Error(`no group ${group} or set ${set}`)
    center.assignments.push({ accountId, permissionSetArn, principalType: 'GROUP', principalId })
  }
  const byName = new Map(accounts.map((account) => [account.name, account]))
  for (const [group, set, names] of holdings) {
    for (const name of names) {
      const account = byName.get(name)
      if (account !== undefined) add(group, set, account.id)
    }
  }
  const others = accounts.filter(({ inRoster }) => !inRoster)
  // So many of the usual holdings to each that the pairs come out, a fraction carried on to the next account.
  const each =
    pairs === undefined ? usualHoldings.length : Math.max(0, pairs - center.assignments.length) / others.length
  for (const [index, { id }] of others.entries()) {
    const count = Math.floor((index + 1) * each) - Math.floor(index * each)
    for (const [group, set] of usualHoldings.slice(0, count)) add(group, set, id)
  }
}

/** Access given to a person directly, and left in place when the person went. */
function assignLeavers(center: IdentityCenter, accounts: readonly AccountName[]): void {
  for (const { account, set, person } of leftAssignments) {
    const accountId = accounts.find(({ name }) => name === account)?.id
    const permissionSetArn = [...center.permissionSets.values()].find(({ name }) => name === set)?.arn
    const principalId = [...center.users.values()].find(({ userName }) => userName === person)?.id
    if (accountId === undefined) continue
    if (permissionSetArn === undefined || principalId === undefined)
      throw new Error(`no person ${person} or set ${set}`)
    center.assignments.push({ accountId, permissionSetArn, principalType: 'USER', principalId })
  }
}
