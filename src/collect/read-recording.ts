/**
 * Reads kept answers of the AWS CLI with the same collectors that read AWS: what an import knows of an account is what a sync
 * would know, as far as the answers go (connection.md §12).
 */
import type {
  CollectSink,
  EndedCell,
  KnownObjects,
  OwnedCall,
  ReadRecording,
  RecordedAccount,
  Recording,
  UnitOrder,
} from '../app/ports/aws.ts'
import type { Connection } from '../app/ports/connections.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import { notRecorded } from '../aws/failure.ts'
import { cutOff, recordedAccess } from '../aws/recorded-access.ts'
import { actionKeyOf } from '../aws/recorded-answers.ts'
import type { AccountId } from '../core/ids.ts'
import { toConnectionId } from '../core/ids.ts'
import { operationKey } from '../core/imports/recorded-calls.ts'
import { knownOrganization } from '../core/inventory/accounts-to-read.ts'
import { isJsonObject } from '../core/inventory/content-key.ts'
import type { CellKey, CellType } from '../core/inventory/coverage.ts'
import { accountStages, cellKeyText, stageOfCell } from '../core/inventory/coverage.ts'
import type { InventoryObject, ObjectKind, ObjectOfKind } from '../core/inventory/objects.ts'
import { homeRegionOf } from '../core/regions.ts'
import type { Collector } from './collector.ts'
import { createReading } from './read-unit.ts'
import { accountCollectors, collectors, regionCollectors } from './registry.ts'

type Calls = readonly OwnedCall[]

export const createRecordingReader =
  ({ clock }: { readonly clock: Clock }): ReadRecording =>
  async (recording, sink) => {
    const { accounts, signal } = recording
    const shelf = createShelf(sink)
    /** A reader of units of one account, which looks at the answers of that account and at no others. */
    const readerOf = (accountId: AccountId, calls: Calls) => {
      const access = recordedAccess(calls)
      return async (
        regions: readonly string[],
        order: Omit<UnitOrder, 'organization'>,
        organization = shelf.organization(),
      ): Promise<void> => {
        const connection = importedFrom(recording, regions)
        const shared = {
          connection,
          access,
          clock,
          known: shelf.known,
          pageSize: undefined,
          wait: async () => undefined,
        }
        const reading = createReading({ ...shared, ownAccountId: accountId })
        await reading.read({ ...order, organization }, shelf.sink, signal)
      }
    }
    for (const accountId of organizationReaders(accounts)) {
      const read = readerOf(accountId, await recording.calls(accountId))
      await read([], { stage: 'organization', accountId: null, cells: [globalCell(accountId, 'organization')] })
    }
    for (const accountId of accountsWith(accounts, isAboutIdentityCenter)) {
      const calls = await recording.calls(accountId)
      await readerOf(accountId, calls)(instanceRegions(calls), { stage: 'identity_center', accountId }, asked)
    }
    for (const accountId of accountsWith(accounts, isAboutAccount)) {
      const calls = await recording.calls(accountId)
      await readAccount(accountId, calls, readerOf(accountId, calls))
      await shelf.nameTheRest(accountId, enabledRegionsIn(calls), restReason)
      shelf.forgetObjects()
    }
    for (const { accountId, services } of accounts) {
      if (!isAboutAccount(services)) await shelf.nameTheRest(accountId, undefined, restReason)
    }
    const read = new Set(accounts.map(({ accountId }) => accountId))
    for (const accountId of shelf.members()) {
      if (!read.has(accountId))
        await shelf.nameTheRest(accountId, undefined, 'Nothing of this account is part of the import')
    }
  }

type ReadUnit = (regions: readonly string[], order: Omit<UnitOrder, 'organization'>) => Promise<void>

async function readAccount(accountId: AccountId, calls: Calls, readUnit: ReadUnit): Promise<void> {
  const cells = recordedCells(accountId, calls)
  const regions = enabledRegionsIn(calls)
    ? []
    : [...new Set(cells.map(({ region }) => region).filter((region) => region !== 'global'))]
  for (const stage of accountStages) {
    const ofStage = cells.filter(({ type }) => stageOfCell(type) === stage)
    if (ofStage.length > 0) await readUnit(regions, { stage, accountId, cells: ofStage })
  }
}

/**
 * What a script asks, set by set in the accounts where AWS says that the set is provisioned. A reading of AWS may ask by person
 * instead, and asks further where the answer was empty: with nothing known of the organization it does neither.
 */
const asked: UnitOrder['organization'] = { managementAccountId: null, accounts: [] }

const identityCenterServices = new Set(['sso-admin', 'identitystore'])
type Services = RecordedAccount['services']
const isAboutOrganization = (services: Services): boolean => services.has('organizations')
const isAboutIdentityCenter = (services: Services): boolean =>
  [...services].some((service) => identityCenterServices.has(service))
const isAboutAccount = (services: Services): boolean =>
  [...services].some((service) => service !== 'organizations' && !identityCenterServices.has(service))

const accountsWith = (accounts: Recording['accounts'], isOne: (services: Services) => boolean): readonly AccountId[] =>
  accounts.filter(({ services }) => isOne(services)).map(({ accountId }) => accountId)

/** Whoever saw the tree; a member that only knows of its organization tells nothing when another account told all. */
function organizationReaders(accounts: Recording['accounts']): readonly AccountId[] {
  const [roots, listed] = [operationKey('ListRoots'), operationKey('ListAccounts')]
  const seeing = accounts.filter(({ operations }) => operations.has(roots) || operations.has(listed))
  return seeing.length > 0 ? seeing.map(({ accountId }) => accountId) : accountsWith(accounts, isAboutOrganization)
}

/** Where the instance was found; it may have been looked for in every Region. */
function instanceRegions(calls: Calls): readonly string[] {
  const own = calls.filter(({ service }) => identityCenterServices.has(service))
  const found = own.filter(({ operation, answer }) => {
    if (operation !== operationKey('ListInstances') || answer.kind === 'error') return false
    const { Instances: instances } = answer.output
    return Array.isArray(instances) && instances.length > 0
  })
  return [...new Set((found.length > 0 ? found : own).flatMap(({ region }) => region ?? []))].sort()
}

/** Undefined: the account was not asked for them. */
function enabledRegionsIn(own: Calls): readonly string[] | undefined {
  const asked = own.find(({ operation }) => operation === operationKey('DescribeRegions'))
  if (asked?.answer.kind !== 'output') return undefined
  const { Regions: regions } = asked.answer.output
  const known = Array.isArray(regions) ? regions : []
  return known
    .filter(isJsonObject)
    .flatMap(({ RegionName: name, OptInStatus: status }) =>
      typeof name === 'string' && status !== 'not-opted-in' ? [name] : [],
    )
}

/** Those of which at least one call was kept: the others would only say that nothing is known. */
function recordedCells(accountId: AccountId, own: Calls): readonly CellKey[] {
  const askedIn = new Map<string, Set<string>>()
  for (const call of own) {
    const action = actionKeyOf(call)
    askedIn.set(action, (askedIn.get(action) ?? new Set()).add(call.region ?? 'global'))
  }
  const regionsOf = ({ reads }: Collector): ReadonlySet<string> =>
    new Set(reads.flatMap(({ action }) => [...(askedIn.get(action.toLowerCase()) ?? [])]))
  return [
    ...accountCollectors.filter((one) => regionsOf(one).size > 0).map(({ type }) => globalCell(accountId, type)),
    ...regionCollectors.flatMap((one) =>
      [...regionsOf(one)]
        .filter((region) => region !== 'global')
        .map((region) => ({ accountId, region, type: one.type })),
    ),
  ]
}

const globalCell = (accountId: AccountId, type: CellType): CellKey => ({ accountId, region: 'global', type })

/** As much of a connection as a reading looks at. `regions`: empty for every one that the account has enabled. */
function importedFrom({ partition }: Recording, regions: readonly string[]): Connection {
  const homeRegion = homeRegionOf[partition]
  return {
    id: toConnectionId('import'),
    partition,
    method: 'import',
    externalId: '',
    roleName: '',
    rolePath: '/',
    trustPrincipalArn: null,
    accounts: [],
    managementAccountId: null,
    organization: false,
    identityCenter: false,
    regions,
    homeRegion,
    identityCenterRegion: regions[0] ?? homeRegion,
    profile: null,
    endpoint: null,
    managementRoleArn: null,
    accessKey: null,
    settings: defaultSettings,
    createdAt: '',
  }
}

/* ------------------------------------------------------------------ what was read so far */

/** Read once for all accounts. */
const onceForAll: ReadonlySet<CellType> = new Set(['organization', 'identity_center'])

function createShelf(sink: Parameters<ReadRecording>[1]) {
  const byCell = new Map<string, InventoryObject[]>()
  const ended = new Set<string>()
  const endedTypes = new Set<CellType>()
  /** Asked for with every unit. */
  const members: InventoryObject[] = []
  const end = async (cell: EndedCell): Promise<void> => {
    ended.add(cellKeyText(cell))
    endedTypes.add(cell.type)
    await sink.cell(asImported(cell))
  }
  const known: KnownObjects = async <K extends ObjectKind>(cell: CellKey | null, kinds: readonly K[]) =>
    (cell === null ? [...byCell.values()].flat() : (byCell.get(cellKeyText(cell)) ?? [])).filter(
      (object): object is ObjectOfKind<K> => kinds.some((kind) => kind === object.kind),
    )
  const watching: CollectSink = {
    planned: async () => undefined,
    calls: async () => undefined,
    async objects(cell, objects) {
      const before = byCell.get(cellKeyText(cell))
      if (before) before.push(...objects)
      else byCell.set(cellKeyText(cell), [...objects])
      members.push(...objects.filter((object) => object.cell === 'organization'))
      await sink.objects(cell, objects)
    },
    cell: end,
  }
  const organization = (): UnitOrder['organization'] => {
    const { managementAccountId, accounts } = knownOrganization(members)
    return { managementAccountId, accounts: accounts.map(({ accountId }) => accountId) }
  }

  /** Cells that nothing was said of: of accounts that are known by name only, and of Regions that nobody asked. */
  async function nameTheRest(
    accountId: AccountId,
    enabledRegions: readonly string[] | undefined,
    reason: string,
  ): Promise<void> {
    for (const { type } of collectors) {
      if (onceForAll.has(type) && endedTypes.has(type)) continue
      const isRegional = regionCollectors.some((collector) => collector.type === type)
      for (const region of (isRegional ? enabledRegions : undefined) ?? ['global']) {
        const key = { accountId, region, type }
        if (!ended.has(cellKeyText(key))) await end({ ...key, state: 'not_collected', reason })
      }
    }
  }

  return {
    sink: watching,
    known,
    nameTheRest,
    organization,
    members: () => organization().accounts,
    /** No account is asked what is known of another. */
    forgetObjects: () => byCell.clear(),
  }
}

const restReason = 'Not part of the import'

/** What was not kept was not collected; what was kept in part is doubtful. */
function asImported({ code, action, ...cell }: EndedCell): EndedCell {
  if (code === cutOff)
    return { ...cell, state: 'suspect', reason: `The last page of ${action} says that more pages follow.` }
  if (code !== notRecorded)
    return { ...cell, ...(code !== undefined && { code }), ...(action !== undefined && { action }) }
  return { ...cell, state: 'not_collected' }
}
