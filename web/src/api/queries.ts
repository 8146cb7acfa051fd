/** Every question the console asks the server, with its cache key and how long the answer stays fresh. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { addressOf, get, rememberCsrfToken } from './client.ts'
import { Problem } from './problem.ts'
import type {
  Calls,
  CanAnswer,
  Coverage,
  Instructions,
  IntegrationView,
  Page,
  PolicyText,
  PrincipalSummary,
  ResourceSummary,
  Session,
  Status,
  Suggestion,
  SyncRun,
  WhatCanAnswer,
  WhoCanAnswer,
} from './types.ts'

/** While something is being read, progress is asked for this often (ms). */
const whileBusy = 500
/** Otherwise a screen that stays open looks again this often (ms). */
const whileQuiet = 15_000

export const busyStates: readonly string[] = ['verifying', 'fetching', 'deleting']
export const isBusy = (integration: IntegrationView): boolean =>
  busyStates.includes(integration.state) || integration.run?.state === 'running' || integration.run?.state === 'queued'

/** The signed-in person, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await get<Session>('/session', {}, signal)
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
  queryFn: ({ signal }) => get<{ needed: boolean }>('/setup', {}, signal),
})

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => get<Status>('/status', {}, signal),
  refetchInterval: whileQuiet,
})

export const integrationsQuery = queryOptions({
  queryKey: ['integrations'],
  queryFn: async ({ signal }) => (await get<{ items: readonly IntegrationView[] }>('/integrations', {}, signal)).items,
  refetchInterval: (query) => (query.state.data?.some(isBusy) ? whileBusy : whileQuiet),
})

export const integrationQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id],
    queryFn: ({ signal }) => get<IntegrationView>(`/integrations/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: (query) => (query.state.data && isBusy(query.state.data) ? whileBusy : whileQuiet),
  })

export const instructionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['integrations', id, 'instructions'],
    queryFn: ({ signal }) => get<Instructions>(`/integrations/${encodeURIComponent(id)}/instructions`, {}, signal),
  })

export const coverageQuery = (integration?: string) =>
  queryOptions({
    queryKey: ['coverage', integration ?? ''],
    queryFn: ({ signal }) => get<Coverage>('/coverage', { integration }, signal),
    refetchInterval: whileQuiet,
  })

export const callsQuery = (integration: string, run?: string) =>
  queryOptions({
    queryKey: ['calls', integration, run ?? ''],
    queryFn: ({ signal }) => get<Calls>('/calls', { integration, run }, signal),
  })

export const syncRunsQuery = (integration: string) =>
  queryOptions({
    queryKey: ['sync-runs', integration],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly SyncRun[] }>('/sync-runs', { integration }, signal)).items,
    refetchInterval: (query) => (query.state.data?.some((run) => run.endedAt === null) ? whileBusy * 2 : whileQuiet),
  })

export interface PrincipalsFilter {
  readonly search?: string | undefined
  readonly account?: string | undefined
  readonly type?: string | undefined
  readonly admin?: true | undefined
  readonly sort?: string | undefined
  readonly page?: number | undefined
  readonly pageSize?: number | undefined
}

export const principalsQuery = (filter: PrincipalsFilter) =>
  queryOptions({
    queryKey: ['principals', filter],
    queryFn: ({ signal }) => get<Page<PrincipalSummary>>('/principals', { ...filter }, signal),
    placeholderData: keepPreviousData,
  })

export const principalsCsv = (filter: PrincipalsFilter): string =>
  addressOf('/principals', { ...filter, format: 'csv' })

export interface ResourcesFilter {
  readonly search?: string | undefined
  readonly account?: string | undefined
  readonly type?: string | undefined
  readonly sort?: string | undefined
  readonly page?: number | undefined
  readonly pageSize?: number | undefined
}

export const resourcesQuery = (filter: ResourcesFilter) =>
  queryOptions({
    queryKey: ['resources', filter],
    queryFn: ({ signal }) => get<Page<ResourceSummary>>('/resources', { ...filter }, signal),
    placeholderData: keepPreviousData,
  })

export const resourcesCsv = (filter: ResourcesFilter): string => addressOf('/resources', { ...filter, format: 'csv' })

/** The one row with this ARN, or null when the snapshot has none. */
export const principalQuery = (arn: string) =>
  queryOptions({
    queryKey: ['principal', arn],
    queryFn: async ({ signal }) => {
      const page = await get<Page<PrincipalSummary>>('/principals', { search: arn, pageSize: 20 }, signal)
      return page.items.find((item) => item.arn === arn) ?? null
    },
  })

export const resourceQuery = (arn: string) =>
  queryOptions({
    queryKey: ['resource', arn],
    queryFn: async ({ signal }) => {
      const page = await get<Page<ResourceSummary>>('/resources', { search: arn, pageSize: 20 }, signal)
      return page.items.find((item) => item.arn === arn) ?? null
    },
  })

export interface Question {
  readonly principal?: string | undefined
  readonly action?: string | undefined
  readonly resource?: string | undefined
  readonly service?: string | undefined
  readonly context?: readonly string[] | undefined
}

export const canQuery = (question: Question) =>
  queryOptions({
    queryKey: ['access', 'can', question],
    queryFn: ({ signal }) => get<CanAnswer>('/access/can', { ...question }, signal),
  })

export const whoCanQuery = (question: Question) =>
  queryOptions({
    queryKey: ['access', 'who-can', question],
    queryFn: ({ signal }) => get<WhoCanAnswer>('/access/who-can', { ...question }, signal),
  })

export const whatCanQuery = (question: Question) =>
  queryOptions({
    queryKey: ['access', 'what-can', question],
    queryFn: ({ signal }) => get<WhatCanAnswer>('/access/what-can', { ...question }, signal),
  })

export type SuggestionKind = 'action' | 'resource' | 'principal'

export const suggestQuery = (kind: SuggestionKind, q: string) =>
  queryOptions({
    queryKey: ['access', 'suggest', kind, q],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly Suggestion[] }>('/access/suggest', { kind, q, limit: 12 }, signal)).items,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export const policyQuery = (ref: string) =>
  queryOptions({
    queryKey: ['policies', ref],
    queryFn: ({ signal }) => get<PolicyText>(`/policies/${encodeURIComponent(ref)}`, {}, signal),
    staleTime: 60_000,
  })
