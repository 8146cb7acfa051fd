/** What the services have in common whose resources are a name, an ARN, a policy and tags. */
import type { Call, Target } from '../service.ts'
import type { DataStore } from '../world/data-stores.ts'
import type { RegionState } from '../world/model.ts'
import { editThere, type Named, named, regionIn } from './owner.ts'

export interface OwnedStore<Store> extends Named {
  readonly store: Store
}

/** Where a Region keeps its stores of one kind, and what stands before the name in their ARNs (`table/`). */
export interface StoreKind<Store> {
  readonly prefix: string
  of(region: RegionState): Map<string, Store>
}

/** By name or by ARN. */
export function findStore<Store>(
  call: Call,
  text: string | undefined,
  { prefix, of }: StoreKind<Store>,
): OwnedStore<Store> | undefined {
  const at = named(call, text ?? '')
  const name = at?.rest.startsWith(prefix) ? at.rest.slice(prefix.length) : at?.rest
  const store = at && of(regionIn(at.account, at.region)).get(name ?? '')
  return at && store && { ...at, store }
}

/** The same store in the state that may be changed. */
export function editStore<Store extends { readonly name: string }>(
  call: Call,
  at: OwnedStore<Store>,
  { of }: StoreKind<Store>,
): Store {
  return of(editThere(call, at)).get(at.store.name) ?? at.store
}

export const targetOfStore = ({ account, store }: OwnedStore<DataStore>): Target => ({
  arn: store.arn,
  accountId: account.id,
  policy: store.policy,
  tags: store.tags,
})

/** A target that the call is about to make. */
export const newTarget = (call: Call, service: string, resource: string): Target => ({
  arn: arnHere(call, service, resource),
})

export const arnHere = ({ region, account }: Call, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account.id}:${resource}`

export const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name < other.name ? -1 : 1

export const sortedStores = <Store extends { readonly name: string }>(stores: ReadonlyMap<string, Store>): Store[] =>
  [...stores.values()].sort(byName)

export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

export const tagMap = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Record<string, string> => Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']))

/** A new store as an administrator makes it. */
export const makeStore = (
  call: Call,
  parts: {
    readonly name: string
    readonly arn: string
    readonly tags?: Record<string, string>
    readonly kmsKeyId?: string | undefined
  },
): DataStore => ({
  name: parts.name,
  arn: parts.arn,
  createdAt: new Date(call.now),
  tags: parts.tags ?? {},
  ...(parts.kmsKeyId !== undefined && { kmsKeyId: parts.kmsKeyId }),
})
