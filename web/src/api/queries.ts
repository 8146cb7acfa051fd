/** Every question the console asks the server, with its cache key and how long the answer stays fresh. */
import { keepPreviousData, queryOptions, skipToken } from '@tanstack/react-query'
import { call, type Input, linkTo, rememberCsrfToken } from './client.ts'
import { Problem } from './problem.ts'
import type { Change, CoverageCell, Integration, Session } from './schema.ts'

/** While something is being read, progress is asked for this often (ms). */
const whileBusy = 500
/** Otherwise a screen that stays open looks again this often (ms). */
const whileQuiet = 15_000

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
  queryFn: ({ signal }) => call('GET /status', {}, signal),
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

export const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: ({ signal }) => call('GET /organization', {}, signal),
  refetchInterval: whileQuiet,
})

export const recommendedQuery = queryOptions({
  queryKey: ['recommended-apps'],
  queryFn: async ({ signal }) => (await call('GET /recommended-apps', {}, signal)).items,
})

export const draftsQuery = queryOptions({
  queryKey: ['drafts'],
  queryFn: async ({ signal }) => (await call('GET /integrations/drafts', {}, signal)).items,
})

export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id, 'preview'],
    queryFn: ({ signal }) => call('GET /integrations/{integration}/preview', { params: { integration: id } }, signal),
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
    queryFn: ({ signal }) => call('GET /calls', { query: { integration, run } }, signal),
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

/** An ARN is searched for; a few others may begin with it. */
const withThisArn = 20

/** The one row with this ARN, or null when the snapshot has none. */
export const principalQuery = (arn: string) =>
  queryOptions({
    queryKey: ['principal', arn],
    queryFn: async ({ signal }) => {
      const page = await call('GET /principals', { query: { search: arn, pageSize: withThisArn } }, signal)
      return page.items.find((item) => item.arn === arn) ?? null
    },
  })

export const resourceQuery = (arn: string) =>
  queryOptions({
    queryKey: ['resource', arn],
    queryFn: async ({ signal }) => {
      const page = await call('GET /resources', { query: { search: arn, pageSize: withThisArn } }, signal)
      return page.items.find((item) => item.arn === arn) ?? null
    },
  })

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

export const suggestQuery = (kind: SuggestionKind, q: string) =>
  queryOptions({
    queryKey: ['access', 'suggest', kind, q],
    queryFn: async ({ signal }) =>
      (await call('GET /access/suggest', { query: { kind, q, limit: suggestions } }, signal)).items,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export const policyQuery = (ref: string) =>
  queryOptions({
    queryKey: ['policies', ref],
    queryFn: ({ signal }) => call('GET /policies/{ref}', { params: { ref }, query: {} }, signal),
    staleTime: 60_000,
  })
