/**
 * Accounts with what the organization lays over them. Organizations UG, "SCP evaluation": each level from the root to the
 * account must allow; neither SCPs nor RCPs bind the management account, its principals and its resources.
 */
import type { AccountId } from '../ids.ts'
import type { Entries, Kinds } from './assemble.ts'
import type { CellCoverage } from './cell-lookup.ts'
import type { CellTable } from './cell-table.ts'
import type { ObjectOfKind } from './objects.ts'
import { publicAccessBlockOf } from './public-access-block.ts'
import type { AccountUnit, OrganizationPolicies, PolicyLevel, Reading, SnapshotAccount } from './snapshot.ts'

interface AccountsInput {
  readonly kinds: Kinds
  readonly coverage: CellCoverage
  readonly entries: Entries
  readonly cells: CellTable
  /** Who has any object. */
  readonly owners: readonly AccountId[]
}

/** One node on the way from the root to an account. */
interface TreeNode extends AccountUnit {
  readonly label: string
}

type Organization = ObjectOfKind<'organization'>

export function assembleAccounts(input: AccountsInput): readonly SnapshotAccount[] {
  const { kinds, coverage } = input
  const ids = new Set<AccountId>([
    ...kinds.account.map((account) => account.body.id),
    ...input.owners,
    ...input.cells.accounts,
  ])
  const named = new Map(kinds.account.map((account) => [account.body.id, account]))
  // Each cell proves its part: IAM the alias, S3 the block of public access.
  const settings = new Map<AccountId, ObjectOfKind<'accountSettings'>['body']>()
  for (const { accountId, body } of kinds.accountSettings)
    settings.set(accountId, { ...settings.get(accountId), ...body })
  const units = new Map(kinds.organizationalUnit.map((unit) => [unit.body.id, unit.body]))
  const levelPolicies = policiesByTarget(input)
  const passwordPolicies = new Map(kinds.passwordPolicy.map(({ accountId, body }) => [accountId, body.policy]))

  return [...ids].sort().map((id): SnapshotAccount => {
    const account = named.get(id)
    const way = account ? wayTo(account, units) : undefined
    const organization = way && kinds.organization.find((object) => object.body.rootId === way[0]?.id)
    const isManagement = organization?.body.managementAccountId === id
    const layer = (type: 'serviceControl' | 'resourceControl'): OrganizationPolicies =>
      organizationPolicies({ type, id, way, organization, isManagement, input, levelPolicies })
    const organizationIn = organization ? readerOf(organization) : coverage.find(id, 'organization')?.accountId
    const block = settings.get(id)?.s3BlockPublicAccess
    const passwordPolicy = passwordPolicies.get(id)
    return {
      id,
      ...(account && account.body.name !== '' && { name: account.body.name }),
      ...(settings.get(id)?.alias !== undefined && { alias: settings.get(id)?.alias ?? '' }),
      ...(organization &&
        way && {
          organizationId: organization.body.id,
          organizationPath: `${[organization.body.id, ...way.slice(0, -1).map((node) => node.id)].join('/')}/`,
        }),
      units: (way ?? []).slice(0, -1).map(({ id: unit, name }) => ({ id: unit, name })),
      ...(account && { status: account.body.status }),
      ...(account?.body.email !== undefined && { email: account.body.email }),
      isManagement,
      ...(organizationIn !== undefined && { organizationIn }),
      serviceControl: layer('serviceControl'),
      resourceControl: layer('resourceControl'),
      ...(block && { s3BlockPublicAccess: publicAccessBlockOf({ ...block }) ?? block }),
      ...(passwordPolicy !== undefined && { passwordPolicy }),
      iam: iamReading(coverage, id),
    }
  })
}

function iamReading(coverage: CellCoverage, id: AccountId): SnapshotAccount['iam'] {
  const reading = coverage.reading(id, 'iam')
  return reading.state === 'suspect' ? { state: 'read', suspect: reading.reason } : reading
}

/** Root first, the account last; undefined when a node on the way is not known. */
function wayTo(
  account: ObjectOfKind<'account'>,
  units: ReadonlyMap<string, ObjectOfKind<'organizationalUnit'>['body']>,
): readonly TreeNode[] | undefined {
  const name = account.body.name || account.body.id
  const way: TreeNode[] = [{ id: account.body.id, name, label: `account ${name}` }]
  let parent = account.body.parentId
  if (parent === null) return undefined
  // Organizations nests OUs five deep; the bound also ends a cycle in hostile data.
  for (let depth = 0; parent !== null && depth < 16; depth += 1) {
    const unit = units.get(parent)
    if (!unit) return undefined
    way.unshift({ id: unit.id, name: unit.name, label: unit.parentId === null ? 'Root' : `OU ${unit.name}` })
    parent = unit.parentId
  }
  return parent === null ? way : undefined
}

type LevelPolicies = ReadonlyMap<string, PolicyLevel['policies']>

/** Key: type and target. */
function policiesByTarget({ kinds, entries }: AccountsInput): LevelPolicies {
  const byTarget = new Map<string, PolicyLevel['policies'][number][]>()
  for (const object of kinds.organizationPolicy) {
    const { type, name, id, document, targets } = object.body
    const entry = entries.shared(`organization ${object.accountId} ${id}`, {
      name,
      kind: type === 'serviceControl' ? 'service-control' : 'resource-control',
      arn: object.arn,
      account: object.accountId,
      document,
    })
    for (const target of targets) {
      const key = `${type} ${target}`
      const list = byTarget.get(key) ?? []
      list.push(entry)
      byTarget.set(key, list)
    }
  }
  return byTarget
}

const organizationsName = {
  serviceControl: 'SERVICE_CONTROL_POLICY',
  resourceControl: 'RESOURCE_CONTROL_POLICY',
} as const

function organizationPolicies(question: {
  readonly type: 'serviceControl' | 'resourceControl'
  readonly id: AccountId
  readonly way: readonly TreeNode[] | undefined
  readonly organization: Organization | undefined
  readonly isManagement: boolean
  readonly input: AccountsInput
  readonly levelPolicies: LevelPolicies
}): OrganizationPolicies {
  const { type, id, way, organization, input } = question
  if (!organization || !way) return { reading: withoutOrganization(id, input), levels: [] }
  if (question.isManagement || !organization.body.policyTypes.includes(organizationsName[type])) {
    return { reading: { state: 'none' }, levels: [] }
  }
  const reading = input.coverage.reading(readerOf(organization), 'organization')
  const levels = way.map(({ id: target, label }): PolicyLevel => {
    return { target, label, policies: question.levelPolicies.get(`${type} ${target}`) ?? [] }
  })
  if (reading.state !== 'suspect') return { reading, levels }
  return { reading: { state: 'unread', reason: reading.reason }, levels }
}

const readerOf = ({ body, accountId }: Organization): AccountId => body.readThrough ?? accountId

/**
 * The account's place in an organization is not known. Its own organization cell says whether somebody looked; an account
 * without such a cell was read beside others whose organization could not be read.
 */
function withoutOrganization(id: AccountId, input: AccountsInput): Reading {
  const cell = input.coverage.find(id, 'organization')
  const known = input.kinds.account.find((account) => account.body.id === id)
  if (known && known.body.parentId !== null) {
    return { state: 'unread', reason: 'The place of the account in its organization was not read' }
  }
  if (cell) {
    const reading = input.coverage.reading(id, 'organization')
    // Read whole, and the account is in none.
    if (reading.state === 'read') return { state: 'none' }
    return reading.state === 'suspect' ? { state: 'unread', reason: reading.reason } : reading
  }
  for (const other of input.cells.accounts) {
    if (!input.coverage.find(other, 'organization')) continue
    const reading = input.coverage.reading(other, 'organization')
    if (reading.state === 'unread' || reading.state === 'suspect') return { state: 'unread', reason: reading.reason }
  }
  return { state: 'out_of_scope', reason: 'No organization was read' }
}
