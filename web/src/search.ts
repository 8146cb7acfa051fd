/** What stands in the address after `?`: one parse function per screen. Unknown or malformed values are left out. */

import type { PrincipalType } from './api/types.ts'

type Raw = Readonly<Record<string, unknown>>

const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string' && value !== '') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
export const oneOf = <const T extends string>(value: unknown, allowed: readonly T[]): T | undefined =>
  allowed.find((one) => one === value)
const pageOf = (value: unknown): number | undefined => {
  const page = Number(value)
  return Number.isInteger(page) && page > 1 ? page : undefined
}
const wholeOf = (value: unknown): number | undefined => {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN
  return Number.isInteger(number) && number >= 0 ? number : undefined
}
const textsOf = (value: unknown): readonly string[] | undefined => {
  const texts = (Array.isArray(value) ? value : [value]).flatMap((one) => textOf(one) ?? [])
  return texts.length === 0 ? undefined : texts
}

/** A change without a document, as `what-if` takes it; the server says what is wrong with one that it does not know. */
export interface PlainChange {
  readonly op: string
  readonly [field: string]: string
}
function changeOf(value: unknown): PlainChange | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = Object.entries(value).flatMap(([key, word]) =>
    typeof word === 'string' ? [[key, word] as const] : [],
  )
  const { op, ...rest } = Object.fromEntries(fields)
  return op === undefined ? undefined : { op, ...rest }
}

/** Leaves out what is undefined, so that the address stays short. */
function present<T extends Record<string, unknown>>(search: T): Optional<T> {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Optional<T>
}
type Optional<T> = { [K in keyof T]?: T[K] | undefined }

export const askKinds = ['who-can', 'what-can', 'can', 'paths', 'what-if'] as const
export type AskKind = (typeof askKinds)[number]

export const parseAsk = (raw: Raw) =>
  present({
    ask: oneOf(raw['ask'], askKinds),
    principal: textOf(raw['principal']),
    action: textOf(raw['action']),
    resource: textOf(raw['resource']),
    service: textOf(raw['service']),
    context: textsOf(raw['context']),
    chosen: textOf(raw['chosen']),
    filter: textOf(raw['filter']),
    view: oneOf(raw['view'], ['picture', 'table']),
    // Paths: absent is anybody, and administrator.
    from: textOf(raw['from']),
    to: textOf(raw['to']),
    step: wholeOf(raw['step']),
    limit: wholeOf(raw['limit']),
    // What if: the policy that is edited (its `policyRef`), and what a link wants changed.
    edit: textOf(raw['edit']),
    statement: wholeOf(raw['statement']),
    without: textOf(raw['without']),
    change: changeOf(raw['change']),
  })
export type AskSearch = ReturnType<typeof parseAsk>

export const principalTypes = [
  'user',
  'role',
  'permission-set-role',
  'service-linked-role',
  'root',
  'service',
  'external',
  'anonymous',
] as const satisfies readonly PrincipalType[]
export const principalSorts = [
  'name',
  '-name',
  'account',
  '-account',
  'type',
  '-type',
  'lastUsed',
  '-lastUsed',
] as const
export const resourceSorts = ['name', '-name', 'account', '-account', 'type', '-type', 'region', '-region'] as const

export const parsePrincipals = (raw: Raw) =>
  present({
    search: textOf(raw['search']),
    account: textOf(raw['account']),
    type: oneOf(raw['type'], principalTypes),
    admin: raw['admin'] === true || raw['admin'] === 'true' ? ('true' as const) : undefined,
    sort: oneOf(raw['sort'], principalSorts),
    page: pageOf(raw['page']),
  })

export const parseResources = (raw: Raw) =>
  present({
    search: textOf(raw['search']),
    account: textOf(raw['account']),
    type: textOf(raw['type']),
    sort: oneOf(raw['sort'], resourceSorts),
    page: pageOf(raw['page']),
  })

export const parsePrincipal = (raw: Raw) => present({ service: textOf(raw['service']), action: textOf(raw['action']) })

export const connectScopes = ['account', 'organization', 'identity_center'] as const
export type ConnectScope = (typeof connectScopes)[number]

export const parseIntegrations = (raw: Raw) =>
  present({
    tab: oneOf(raw['tab'], ['connected', 'catalog']),
    search: textOf(raw['search']),
    add: oneOf(raw['add'], ['aws', 'import']),
    scope: oneOf(raw['scope'], connectScopes),
    /** An unfinished form that was saved; `connection` is a card that waits for its role. */
    draft: textOf(raw['draft']),
    connection: textOf(raw['connection']),
    order: oneOf(raw['order'], ['trouble', 'name']),
    cell: textOf(raw['cell']),
  })

export const integrationTabs = [
  'overview',
  'accounts',
  'coverage',
  'permissions',
  'map',
  'calls',
  'runs',
  'settings',
] as const
export const parseIntegration = (raw: Raw) =>
  present({
    tab: oneOf(raw['tab'], integrationTabs),
    search: textOf(raw['search']),
    order: oneOf(raw['order'], ['trouble', 'name']),
    cell: textOf(raw['cell']),
    run: textOf(raw['run']),
    ...mapOf(raw),
  })

const mapOf = (raw: Raw) => ({
  colour: oneOf(raw['colour'], ['coverage', 'administrators']),
  account: textOf(raw['account']),
  unit: textOf(raw['unit']),
})
export const parseOrganization = (raw: Raw) => present(mapOf(raw))

export const parseSetup = (raw: Raw) => present({ token: textOf(raw['token']) })

/** Where to go after signing in: only ever a place of this console. */
export const parseSignIn = (raw: Raw) => {
  const next = textOf(raw['next'])
  return present({ next: next?.startsWith('/') && !next.startsWith('//') ? next : undefined })
}
