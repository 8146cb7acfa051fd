/** Every question the console asks the server, with its cache key and how long the answer stays fresh. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, skipToken } from '@tanstack/react-query'
import { call, type Input, linkTo, type Output, rememberCsrfToken } from './client.ts'
import { Problem } from './problem.ts'
import type { Change, CoverageCell, Integration, Session } from './schema.ts'

/** While something is being read, progress is asked for this often (ms). */
const whileBusy = 500
/** Otherwise a screen that stays open looks again this often (ms). */
const whileQuiet = 15_000

/** Questions about now, or about all times at once: looking at the past leaves their answers as they are. */
const ofNow: readonly unknown[] = [
  'session',
  'setup',
  'integrations',
  'recommended-apps',
  'notices',
  'drafts',
  'handoff',
  'coverage',
  'calls',
  'sync-runs',
  'timeline',
  'differences',
  'object-history',
]
export const isOfNow = ([kind]: readonly unknown[]): boolean => ofNow.includes(kind)

const busyStates: readonly string[] = ['verifying', 'fetching', 'deleting']
export const isBusy = (integration: Integration): boolean =>
  busyStates.includes(integration.state) || integration.run?.state === 'running' || integration.run?.state === 'queued'

/** The signed-in person, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await call('GET /session', {}, signal)
      rememberCsrfToken(session.csrfToken)
      return session
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null
      throw error
    }
  },
})

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => call('GET /setup', {}, signal),
})

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => call('GET /status', { query: {} }, signal),
  refetchInterval: whileQuiet,
})

export const integrationsQuery = queryOptions({
  queryKey: ['integrations'],
  queryFn: async ({ signal }) => (await call('GET /integrations', {}, signal)).items,
  refetchInterval: (query) => (query.state.data?.some(isBusy) ? whileBusy : whileQuiet),
})

export const integrationQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id],
    queryFn: ({ signal }) => call('GET /integrations/{integration}', { params: { integration: id } }, signal),
    refetchInterval: (query) => (query.state.data && isBusy(query.state.data) ? whileBusy : whileQuiet),
  })

export const instructionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id, 'instructions'],
    queryFn: ({ signal }) =>
      call('GET /integrations/{integration}/instructions', { params: { integration: id }, query: {} }, signal),
  })

/** The map of a thousand accounts is a quarter of a megabyte, and changes when something was read. */
const whileMapped = 60_000

export const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: ({ signal }) => call('GET /organization', { query: {} }, signal),
  staleTime: whileMapped / 2,
  refetchInterval: whileMapped,
})

export const recommendedQuery = queryOptions({
  queryKey: ['recommended-apps'],
  queryFn: async ({ signal }) => (await call('GET /recommended-apps', {}, signal)).items,
})

/** What people were told, the newest first. */
export const noticesQuery = (query: Input<'GET /notices'>['query']) =>
  queryOptions({
    queryKey: ['notices', query],
    queryFn: ({ signal }) => call('GET /notices', { query }, signal),
    refetchInterval: whileQuiet,
    placeholderData: keepPreviousData,
  })
export const noticesCsv = (): string => linkTo('GET /notices', { query: { format: 'csv' } })

export const draftsQuery = queryOptions({
  queryKey: ['drafts'],
  queryFn: async ({ signal }) => (await call('GET /integrations/drafts', {}, signal)).items,
})

export const deletedIntegrationsQuery = queryOptions({
  queryKey: ['integrations', 'deleted'],
  queryFn: async ({ signal }) => (await call('GET /integrations/deleted', {}, signal)).items,
})

export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id, 'preview'],
    queryFn: ({ signal }) =>
      call('GET /integrations/{integration}/preview', { params: { integration: id }, query: {} }, signal),
  })

export const settingsQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id, 'settings'],
    queryFn: ({ signal }) => call('GET /integrations/{integration}/settings', { params: { integration: id } }, signal),
  })

export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id, 'schedule'],
    queryFn: ({ signal }) => call('GET /integrations/{integration}/schedule', { params: { integration: id } }, signal),
  })

/** What the server itself needs, told also while no role can trust it. */
export const serverIdentityQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id, 'server-identity'],
    queryFn: ({ signal }) =>
      call('GET /integrations/{integration}/server-identity', { params: { integration: id } }, signal),
  })

export const handOffsQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id, 'handoffs'],
    queryFn: async ({ signal }) =>
      (await call('GET /integrations/{integration}/handoffs', { params: { integration: id } }, signal)).items,
  })

export const handOffQuery = (token: string) =>
  queryOptions({
    queryKey: ['handoff', token],
    queryFn: ({ signal }) => call('GET /handoff/{token}', { params: { token } }, signal),
  })

/** The grid: one row for each account, with the gravest state of each type of cell. */
export const coverageQuery = (integration?: string) =>
  queryOptions({
    queryKey: ['coverage', integration ?? ''],
    queryFn: async ({ signal }) =>
      (await call('GET /coverage', { query: { integration, view: 'accounts' } }, signal)).byAccount ?? [],
    refetchInterval: whileQuiet,
  })

/** The cells behind one mark of the grid, Region by Region. */
export const cellsQuery = (integration: string, account: string, type: CoverageCell['type']) =>
  queryOptions({
    queryKey: ['coverage', integration, account, type],
    queryFn: async ({ signal }) =>
      (await call('GET /coverage', { query: { integration, account, type } }, signal)).items,
  })

/** Every cell, page after page, for a file. */
export async function allCells(integration: string | undefined): Promise<readonly CoverageCell[]> {
  const cells: CoverageCell[] = []
  let cursor: string | undefined
  do {
    const page = await call('GET /coverage', { query: { integration, cursor } })
    cells.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return cells
}

export const callsQuery = (integration: string, run?: string) =>
  queryOptions({
    queryKey: ['calls', integration, run ?? ''],
    queryFn: async ({ signal }) => {
      const first = await call('GET /calls', { query: { integration, run } }, signal)
      const items = [...first.items]
      for (let cursor = first.nextCursor; cursor !== null; ) {
        const page = await call('GET /calls', { query: { integration, run, cursor } }, signal)
        items.push(...page.items)
        cursor = page.nextCursor
      }
      return { ...first, items }
    },
  })

export const syncRunsQuery = (integration: string) =>
  queryOptions({
    queryKey: ['sync-runs', integration],
    queryFn: async ({ signal }) => (await call('GET /sync-runs', { query: { integration } }, signal)).items,
    refetchInterval: (query) => (query.state.data?.some((run) => run.endedAt === null) ? whileBusy * 2 : whileQuiet),
  })

export type PrincipalsFilter = Partial<Input<'GET /principals'>['query']>

export const principalsQuery = (filter: PrincipalsFilter) =>
  queryOptions({
    queryKey: ['principals', filter],
    queryFn: ({ signal }) => call('GET /principals', { query: filter }, signal),
    placeholderData: keepPreviousData,
  })

export const principalsCsv = (filter: PrincipalsFilter): string =>
  linkTo('GET /principals', { query: { ...filter, format: 'csv' } })

export type ResourcesFilter = Partial<Input<'GET /resources'>['query']>

export const resourcesQuery = (filter: ResourcesFilter) =>
  queryOptions({
    queryKey: ['resources', filter],
    queryFn: ({ signal }) => call('GET /resources', { query: filter }, signal),
    placeholderData: keepPreviousData,
  })

export const resourcesCsv = (filter: ResourcesFilter): string =>
  linkTo('GET /resources', { query: { ...filter, format: 'csv' } })

/** One principal from all sides. */
export const principalDetailQuery = (arn: string) =>
  queryOptions({
    queryKey: ['principal', arn, 'detail'],
    queryFn: ({ signal }) => call('GET /principals/detail', { query: { principal: arn } }, signal),
    staleTime: 60_000,
  })

/** Apart, because the first one after each snapshot waits until all ways to administrator are known. */
export const becomingQuery = (arn: string) =>
  queryOptions({
    queryKey: ['principal', arn, 'becomes'],
    queryFn: ({ signal }) => call('GET /principals/becomes', { query: { principal: arn } }, signal),
    staleTime: 60_000,
  })

/** Null: it was not read, and whether it exists is not known. */
export const resourceDetailQuery = (arn: string) =>
  queryOptions({
    queryKey: ['resource', arn, 'detail'],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Output<'GET /resources/detail'> | null> => {
      try {
        return await call('GET /resources/detail', { query: { resource: arn } }, signal)
      } catch (error) {
        if (error instanceof Problem && error.code === 'not_found') return null
        throw error
      }
    },
  })

/** Versions of whatever bears the ARN, or null when nothing does. */
export const objectHistoryQuery = (arn: string) =>
  queryOptions({
    queryKey: ['object-history', arn],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Output<'GET /objects/history'> | null> => {
      try {
        return await call('GET /objects/history', { query: { arn } }, signal)
      } catch (error) {
        if (error instanceof Problem && error.code === 'not_found') return null
        throw error
      }
    },
  })

export type IdentitiesFilter = Partial<Input<'GET /identities'>['query']>

export const identitiesQuery = (filter: IdentitiesFilter) =>
  queryOptions({
    queryKey: ['identities', filter],
    queryFn: ({ signal }) => call('GET /identities', { query: filter }, signal),
    placeholderData: keepPreviousData,
  })

export const identitiesCsv = (filter: IdentitiesFilter): string =>
  linkTo('GET /identities', { query: { ...filter, format: 'csv' } })

/** Null: the snapshot has none of that id. */
export const identityQuery = (id: string) =>
  queryOptions({
    queryKey: ['identity', id],
    staleTime: 60_000,
    queryFn: ({ signal }) => orNull(call('GET /identities/{id}', { params: { id }, query: {} }, signal)),
  })

export type AccountsFilter = Partial<Input<'GET /accounts'>['query']>

export const accountsQuery = (filter: AccountsFilter) =>
  queryOptions({
    queryKey: ['accounts', filter],
    queryFn: ({ signal }) => call('GET /accounts', { query: filter }, signal),
    placeholderData: keepPreviousData,
  })

export const accountsCsv = (filter: AccountsFilter): string =>
  linkTo('GET /accounts', { query: { ...filter, format: 'csv' } })

/** By id or name; null: the snapshot has no such account. */
export const accountQuery = (account: string) =>
  queryOptions({
    queryKey: ['account', account],
    staleTime: 60_000,
    queryFn: ({ signal }) => orNull(call('GET /accounts/{account}', { params: { account }, query: {} }, signal)),
  })

/** What the snapshot does not have is an answer, not a problem. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return null
    throw error
  }
}

export type CanQuestion = Input<'GET /access/can'>['query']
export type WhoCanQuestion = Input<'GET /access/who-can'>['query']
export type WhatCanQuestion = Input<'GET /access/what-can'>['query']

export const canQuery = (question: CanQuestion) =>
  queryOptions({
    queryKey: ['access', 'can', question],
    queryFn: ({ signal }) => call('GET /access/can', { query: question }, signal),
  })

export const whoCanQuery = (question: WhoCanQuestion) =>
  queryOptions({
    queryKey: ['access', 'who-can', question],
    queryFn: ({ signal }) => call('GET /access/who-can', { query: question }, signal),
  })

/** Rows of each decision in one part: all there are of most organizations. */
const holdersAtOnce = 200

/** The first part of it, with the counts of the whole. */
export const whoCanPartQuery = (question: WhoCanQuestion) =>
  queryOptions({
    queryKey: ['access', 'who-can', 'part', question],
    queryFn: ({ signal }) => call('GET /access/who-can', { query: { ...question, limit: holdersAtOnce } }, signal),
  })

/** Part by part; what is read meanwhile does not come between them. */
export const whoCanPartsQuery = (question: WhoCanQuestion) =>
  infiniteQueryOptions({
    queryKey: ['access', 'who-can', 'parts', question],
    queryFn: ({ signal, pageParam: { offset, at } }) =>
      call('GET /access/who-can', { query: { ...question, limit: holdersAtOnce, offset, at } }, signal),
    initialPageParam: { offset: 0, at: question.at },
    getNextPageParam: ({ next, snapshot }: Output<'GET /access/who-can'>) =>
      next === undefined ? undefined : { offset: next, at: snapshot },
  })

export const whoReachesQuery = (resource: string) =>
  queryOptions({
    queryKey: ['access', 'who-reaches', resource],
    queryFn: ({ signal }) => call('GET /access/who-reaches', { query: { resource } }, signal),
  })

export const whatCanQuery = (question: WhatCanQuestion) =>
  queryOptions({
    queryKey: ['access', 'what-can', question],
    queryFn: ({ signal }) => call('GET /access/what-can', { query: question }, signal),
  })

export type PathsQuestion = Input<'GET /access/paths'>['query']

export const pathsQuery = (question: PathsQuestion) =>
  queryOptions({
    queryKey: ['access', 'paths', question],
    queryFn: ({ signal }) => call('GET /access/paths', { query: question }, signal),
  })

/** Not asked while nothing is to be changed. */
export const whatIfQuery = (changes: readonly Change[], limit: number | undefined) => {
  const [first, ...more] = changes
  return queryOptions({
    queryKey: ['access', 'what-if', changes, limit],
    queryFn:
      first === undefined
        ? skipToken
        : ({ signal }) =>
            call(
              'POST /access/what-if',
              { body: { changes: [first, ...more], ...(limit !== undefined && { limit }) } },
              signal,
            ),
  })
}

export type LintType = NonNullable<Input<'POST /access/lint'>['body']['type']>

export const lintPolicy = async (text: string, type: LintType) =>
  (await call('POST /access/lint', { body: { text, type } })).findings

export type SuggestionKind = NonNullable<Input<'GET /access/suggest'>['query']['kind']>

/** Suggestions of one picker. */
const suggestions = 12

export const suggestQuery = (kind: SuggestionKind, q: string, limit = suggestions) =>
  queryOptions({
    queryKey: ['access', 'suggest', kind, q, limit],
    queryFn: async ({ signal }) => (await call('GET /access/suggest', { query: { kind, q, limit } }, signal)).items,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export const policyQuery = (ref: string) =>
  queryOptions({
    queryKey: ['policies', ref],
    queryFn: ({ signal }) => call('GET /policies/{ref}', { params: { ref }, query: {} }, signal),
    staleTime: 60_000,
  })

export type TimelineRange = Partial<Input<'GET /access/timeline'>['query']>

/** Snapshots through time, oldest first. */
export const timelineQuery = (range: TimelineRange = {}) =>
  queryOptions({
    queryKey: ['timeline', range],
    queryFn: async ({ signal }) => (await call('GET /access/timeline', { query: range }, signal)).items,
    refetchInterval: whileQuiet,
    placeholderData: keepPreviousData,
  })

export type DifferenceQuestion = Input<'GET /access/diff'>['query']

/** Between two moments that are named, so it does not depend on the one that is looked at. */
export const accessDifferenceQuery = (question: DifferenceQuestion) =>
  queryOptions({
    queryKey: ['differences', 'access', question],
    queryFn: ({ signal }) => call('GET /access/diff', { query: question }, signal),
    staleTime: 60_000,
  })

export type ConfigurationQuestion = Input<'GET /inventory/diff'>['query']

export const configurationDifferenceQuery = (question: ConfigurationQuestion) =>
  queryOptions({
    queryKey: ['differences', 'configuration', question],
    queryFn: ({ signal }) => call('GET /inventory/diff', { query: question }, signal),
    staleTime: 60_000,
  })

/** As often as the first reading may have brought something new (ms); an answer costs the server a second. */
const whileReading = 3_000

/** What is worth knowing first. `isReading`: what is known so far grows. */
export const insightsQuery = (isReading: boolean) =>
  queryOptions({
    queryKey: ['insights'],
    queryFn: ({ signal }) => call('GET /insights', { query: {} }, signal),
    placeholderData: keepPreviousData,
    staleTime: isReading ? 0 : 60_000,
    refetchInterval: isReading ? whileReading : false,
  })

export const insightsCsv = (): string => linkTo('GET /insights', { query: { format: 'csv' } })

/** Readings of all integrations, newest first. */
export const allRunsQuery = queryOptions({
  queryKey: ['sync-runs', ''],
  queryFn: async ({ signal }) => (await call('GET /sync-runs', { query: {} }, signal)).items,
})

export type PoliciesFilter = Partial<Input<'GET /policies'>['query']>

export const policiesQuery = (filter: PoliciesFilter) =>
  queryOptions({
    queryKey: ['policies', 'list', filter],
    queryFn: ({ signal }) => call('GET /policies', { query: filter }, signal),
    placeholderData: keepPreviousData,
  })

export const policiesCsv = (filter: PoliciesFilter): string =>
  linkTo('GET /policies', { query: { ...filter, format: 'csv' } })

export type AffectedFilter = Partial<Input<'GET /policies/{ref}/affected'>['query']>

export const affectedQuery = (ref: string, filter: AffectedFilter) =>
  queryOptions({
    queryKey: ['policies', ref, 'affected', filter],
    queryFn: ({ signal }) => call('GET /policies/{ref}/affected', { params: { ref }, query: filter }, signal),
    placeholderData: keepPreviousData,
  })

export const affectedCsv = (ref: string, filter: AffectedFilter): string =>
  linkTo('GET /policies/{ref}/affected', { params: { ref }, query: { ...filter, format: 'csv' } })

export const policyVersionsQuery = (ref: string) =>
  queryOptions({
    queryKey: ['policies', ref, 'versions'],
    queryFn: ({ signal }) => call('GET /policies/{ref}/versions', { params: { ref }, query: {} }, signal),
  })
