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
/** How many rows a page of a table may have; the first is what stands in no address. */
export const pageSizes = [50, 100, 200] as const
export type PageSize = (typeof pageSizes)[number]
/** Above the first size only. */
export const pageSizeOf = (value: unknown): PageSize | undefined =>
  pageSizes.slice(1).find((size) => size === Number(value))
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

export const principalPowers = ['administrator', 'becomes', 'other'] as const
export const lastUses = ['recent', 'idle', 'unknown'] as const
export const exposures = ['yes', 'conditional', 'unknown', 'no'] as const
export const ownPolicies = ['yes', 'no', 'unread'] as const

export const parsePrincipals = (raw: Raw) =>
  present({
    search: textOf(raw['search']),
    account: textOf(raw['account']),
    type: oneOf(raw['type'], principalTypes),
    admin: raw['admin'] === true || raw['admin'] === 'true' ? ('true' as const) : undefined,
    power: oneOf(raw['power'], principalPowers),
    used: oneOf(raw['used'], lastUses),
    sort: oneOf(raw['sort'], principalSorts),
    page: pageOf(raw['page']),
    pageSize: pageSizeOf(raw['pageSize']),
  })

export const parseResources = (raw: Raw) =>
  present({
    search: textOf(raw['search']),
    account: textOf(raw['account']),
    type: textOf(raw['type']),
    region: textOf(raw['region']),
    public: oneOf(raw['public'], exposures),
    policy: oneOf(raw['policy'], ownPolicies),
    sort: oneOf(raw['sort'], resourceSorts),
    page: pageOf(raw['page']),
    pageSize: pageSizeOf(raw['pageSize']),
  })

export const identityKinds = ['person', 'workload', 'root', 'unknown'] as const
export const identitySorts = [
  'name',
  '-name',
  'kind',
  '-kind',
  'account',
  '-account',
  'reaches',
  '-reaches',
  'administers',
  '-administers',
  'lastUsed',
  '-lastUsed',
] as const
const trueOf = (value: unknown) => (value === true || value === 'true' ? ('true' as const) : undefined)

export const parseIdentities = (raw: Raw) =>
  present({
    search: textOf(raw['search']),
    kind: oneOf(raw['kind'], identityKinds),
    account: textOf(raw['account']),
    admin: trueOf(raw['admin']),
    suggested: trueOf(raw['suggested']),
    sort: oneOf(raw['sort'], identitySorts),
    page: pageOf(raw['page']),
    pageSize: pageSizeOf(raw['pageSize']),
  })

/** Of a picture with a table beside it: which of them, and the node that is chosen. */
export const parsePicture = (raw: Raw) =>
  present({ view: oneOf(raw['view'], ['picture', 'table']), node: textOf(raw['node']) })

export const accountSorts = [
  'name',
  '-name',
  'units',
  '-units',
  'principals',
  '-principals',
  'administrators',
  '-administrators',
  'people',
  '-people',
  'resources',
  '-resources',
  'missing',
  '-missing',
] as const

export const parseAccounts = (raw: Raw) =>
  present({
    search: textOf(raw['search']),
    unit: textOf(raw['unit']),
    coverage: oneOf(raw['coverage'], ['whole', 'incomplete', 'leftOut']),
    sort: oneOf(raw['sort'], accountSorts),
    page: pageOf(raw['page']),
    pageSize: pageSizeOf(raw['pageSize']),
  })

export const principalTabs = ['access', 'assumers', 'paths', 'policies', 'history'] as const
export type PrincipalTab = (typeof principalTabs)[number]
export const heatViews = ['service', 'resource', 'table'] as const

export const parseHome = (raw: Raw) => present({ things: oneOf(raw['things'], ['all']) })

export const parsePrincipal = (raw: Raw) =>
  present({
    tab: oneOf(raw['tab'], principalTabs),
    view: oneOf(raw['view'], heatViews),
    service: textOf(raw['service']),
    action: textOf(raw['action']),
    // Of where it comes from: the table instead of the picture, and the chosen node.
    source: oneOf(raw['source'], ['table']),
    node: textOf(raw['node']),
    // Of the policies: the one that is open.
    policy: textOf(raw['policy']),
    // Of the history: the moment that it is compared with.
    compared: textOf(raw['compared']),
  })

export const resourceTabs = ['access', 'policy', 'history'] as const
export const parseResource = (raw: Raw) =>
  present({
    tab: oneOf(raw['tab'], resourceTabs),
    /** Of who reaches it: only principals of this type. */
    kind: oneOf(raw['kind'], principalTypes),
    compared: textOf(raw['compared']),
  })

const policyKinds = [
  'customer-managed',
  'aws-managed',
  'inline',
  'group-inline',
  'permission-set',
  'boundary',
  'trust',
  'resource',
  'service-control',
  'resource-control',
] as const
export const policyWidths = ['admin', 'permissions', 'write', 'read', 'assume', 'limits', 'nothing', 'unread'] as const
const policyFindings = ['error', 'warning', 'any', 'none'] as const
export const policySorts = [
  'name',
  '-name',
  'kind',
  '-kind',
  'attachedTo',
  '-attachedTo',
  'principals',
  '-principals',
  'people',
  '-people',
  'findings',
  '-findings',
] as const

export const parsePolicies = (raw: Raw) =>
  present({
    search: textOf(raw['search']),
    kind: oneOf(raw['kind'], policyKinds),
    account: textOf(raw['account']),
    attached: oneOf(raw['attached'], ['yes', 'no']),
    width: oneOf(raw['width'], policyWidths),
    findings: oneOf(raw['findings'], policyFindings),
    sort: oneOf(raw['sort'], policySorts),
    page: pageOf(raw['page']),
    pageSize: pageSizeOf(raw['pageSize']),
  })

export const parsePolicy = (raw: Raw) =>
  present({
    view: oneOf(raw['view'], ['picture', 'table']),
    /** The statement that is lit, from 0. */
    statement: wholeOf(raw['statement']),
    /** Versions that are compared: `validFrom`, or the name that AWS gives one. */
    left: textOf(raw['left']),
    right: textOf(raw['right']),
    layout: oneOf(raw['layout'], ['beside', 'unified']),
    // Of those whom it concerns.
    search: textOf(raw['search']),
    page: pageOf(raw['page']),
  })
export type PolicySearch = ReturnType<typeof parsePolicy>

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
    order: oneOf(raw['order'], ['trouble', 'unit']),
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
    order: oneOf(raw['order'], ['trouble', 'unit']),
    cell: textOf(raw['cell']),
    run: textOf(raw['run']),
    ...mapOf(raw),
  })

const mapOf = (raw: Raw) => ({
  picture: oneOf(raw['picture'], ['treemap', 'tree']),
  colour: oneOf(raw['colour'], ['risk', 'coverage']),
  size: oneOf(raw['size'], ['principals', 'resources', 'even']),
  find: textOf(raw['find']),
  account: textOf(raw['account']),
  unit: textOf(raw['unit']),
})
export const parseOrganization = (raw: Raw) => present(mapOf(raw))

const timeLines = ['administrators', 'principals', 'resources'] as const

/** Two moments that are compared; absent: what is usual. */
export const parseTime = (raw: Raw) =>
  present({
    from: textOf(raw['from']),
    to: textOf(raw['to']),
    account: textOf(raw['account']),
    kind: textOf(raw['kind']),
    line: oneOf(raw['line'], timeLines),
    view: oneOf(raw['view'], ['picture', 'table']),
    rows: wholeOf(raw['rows']),
  })
export type TimeSearch = ReturnType<typeof parseTime>

export const parseNotices = (raw: Raw) => present({ page: pageOf(raw['page']) })

export const parseSetup = (raw: Raw) => present({ token: textOf(raw['token']) })

/** Where to go after signing in: only ever a place of this console. */
export const parseSignIn = (raw: Raw) => {
  const next = textOf(raw['next'])
  return present({ next: next?.startsWith('/') && !next.startsWith('//') ? next : undefined })
}
