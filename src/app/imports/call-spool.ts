/** Kept answers of the AWS CLI on disk, account by account: those of a thousand accounts have no room in memory. */

import { detached } from '../../core/detached.ts'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import type { RecordedCall } from '../../core/imports/recorded-calls.ts'
import { operationKey } from '../../core/imports/recorded-calls.ts'
import { isJsonObject } from '../../core/inventory/content-key.ts'
import type { Json } from '../../core/inventory/objects.ts'
import { parseJson } from '../../core/json.ts'
import { partitionOfRegion } from '../../core/regions.ts'
import type { OwnedCall, RecordedAccount } from '../ports/aws.ts'
import type { Partition } from '../ports/connections.ts'
import type { Extent, Scratch } from '../ports/scratch.ts'
import { wholeText } from './decode.ts'

export interface CallSpool {
  add(calls: readonly RecordedCall[]): Promise<void>
  /** Everything that was added, each with its account; undefined when nothing was. Throws what `nobody` makes of a call without one. */
  byAccount(account: AccountId | undefined, nobody: (file: string) => Error): SpooledCalls | undefined
}

export interface SpooledCalls {
  readonly accounts: readonly RecordedAccount[]
  readonly partition: Partition
  /** Entries of `list-accounts`: names and states of accounts, without their places. */
  readonly listed: readonly Json[]
  calls(accountId: AccountId): Promise<readonly OwnedCall[]>
}

/** Calls of one account, or those of one service that do not say whose they are. */
interface Group {
  readonly accountId: AccountId | null
  readonly service: string
  readonly firstFile: string
  readonly extents: Extent[]
  readonly services: Set<string>
  readonly operations: Set<string>
}

const [describeOrganization, listInstances, listAccounts] = [
  'DescribeOrganization',
  'ListInstances',
  'ListAccounts',
].map(operationKey)

export function createCallSpool(scratch: Scratch): CallSpool {
  const groups = new Map<string, Group>()
  const owners = createOwners()
  const listed: Json[] = []
  const regions = new Map<string | null, string | null>()
  let partition: Partition = 'aws'

  async function addOne(call: RecordedCall): Promise<void> {
    const key = call.accountId ?? `of nobody: ${call.service}`
    const group = groups.get(key) ?? newGroup(call)
    groups.set(key, group)
    if (!group.services.has(call.service)) group.services.add(detached(call.service))
    if (!group.operations.has(call.operation)) group.operations.add(detached(call.operation))
    owners.watch(call)
    if (call.operation === listAccounts) listed.push(...detached(entriesOf(memberIn(call, 'Accounts'))))
    if (!regions.has(call.region)) regions.set(detached(call.region), detached(call.region))
    if (partition === 'aws') partition = partitionOfRegion(call.region ?? '')
    group.extents.push(await scratch.append(new TextEncoder().encode(JSON.stringify(call))))
  }

  return {
    async add(calls) {
      for (const call of calls) await addOne(call)
    },
    byAccount(account, nobody) {
      if (groups.size === 0) return undefined
      const ofAccount = Map.groupBy(groups.values(), (group) => {
        const accountId = group.accountId ?? owners.likelyOwner(group.service) ?? account
        if (accountId === undefined) throw nobody(group.firstFile)
        return accountId
      })
      return {
        accounts: [...ofAccount].map(([accountId, own]) => askedOf(accountId, own)).sort(byNumber),
        partition,
        listed,
        calls: async (accountId) => {
          const extents = (ofAccount.get(accountId) ?? []).flatMap((group) => group.extents)
          const calls: OwnedCall[] = []
          for (const extent of extents.sort((a, b) => a.from - b.from)) {
            const call = callIn(await wholeText(scratch, extent, 'what is kept'))
            calls.push({ ...call, accountId, region: regions.get(call.region) ?? null })
          }
          return withReportMade(calls)
        },
      }
    },
  }
}

const newGroup = ({ accountId, service, file }: RecordedCall): Group => ({
  accountId,
  service,
  firstFile: file,
  extents: [],
  services: new Set(),
  operations: new Set(),
})

const askedOf = (accountId: AccountId, groups: readonly Group[]): RecordedAccount => ({
  accountId,
  services: new Set(groups.flatMap(({ services }) => [...services])),
  operations: new Set(groups.flatMap(({ operations }) => [...operations])),
})

const byNumber = (a: RecordedAccount, b: RecordedAccount): number => (a.accountId < b.accountId ? -1 : 1)

/** It was written here; the reader of hostile JSON leaves `__proto__` an ordinary key. */
function callIn(text: string): RecordedCall {
  const parsed = parseJson(text)
  if (!parsed.ok) throw new TypeError(`a kept call is no JSON: ${parsed.error.message}`)
  return parsed.value.value as unknown as RecordedCall
}

/** Calls about the organization were made in its management account, those about Identity Center in the instance's. */
function createOwners() {
  let master: AccountId | undefined
  let asked: AccountId | undefined
  let instanceOwner: AccountId | undefined
  let isDescribed = false
  return {
    watch(call: RecordedCall): void {
      if (call.operation === describeOrganization && !isDescribed) {
        isDescribed = true
        const organization = memberIn(call, 'Organization')
        const id = isJsonObject(organization) ? organization['MasterAccountId'] : undefined
        master = typeof id === 'string' ? parseAccountId(id) : undefined
      }
      if (call.service === 'organizations') asked ??= call.accountId ?? undefined
      if (call.operation === listInstances) instanceOwner ??= call.accountId ?? undefined
    },
    likelyOwner(service: string): AccountId | undefined {
      const management = master ?? asked
      if (service === 'organizations') return management
      return service === 'sso-admin' || service === 'identitystore' ? (instanceOwner ?? management) : undefined
    },
  }
}

/** Whoever has the report has had it made. */
function withReportMade(calls: readonly OwnedCall[]): readonly OwnedCall[] {
  const [fetched, made = ''] = ['GetCredentialReport', 'GenerateCredentialReport'].map(operationKey)
  if (calls.some(({ operation }) => operation === made)) return calls
  const answer = { kind: 'output', output: { State: 'COMPLETE' } } as const
  const reports = calls.filter(({ operation }) => operation === fetched)
  return [...calls, ...reports.map((call): OwnedCall => ({ ...call, operation: made, answer }))]
}

const memberIn = (call: RecordedCall, name: string): Json | undefined =>
  call.answer.kind === 'output' ? call.answer.output[name] : undefined

const entriesOf = (list: Json | undefined): readonly Json[] => (Array.isArray(list) ? list : [])
