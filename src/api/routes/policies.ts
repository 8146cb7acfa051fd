import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { lintFilters, type PolicyListItem, policySorts } from '../../app/access/policies.ts'
import { pageOfRows } from '../../app/access/tables.ts'
import type { AffectedPrincipal } from '../../core/access/policies/policy-detail.ts'
import { policyWidths } from '../../core/access/policies/policy-effect.ts'
import { signedIn } from '../access-rules.ts'
import type { Column } from '../csv.ts'
import { csvHeaders, csvOf } from '../csv.ts'
import { pageOrCsv, paging, words } from '../schemas/listing.ts'
import { at } from '../schemas/moment.ts'
import { AffectedPage, Policy, PolicyPage, PolicyVersionsDocument, policyKinds } from '../schemas/policies.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

const text = words.optional()

const listQuery = z.object({
  search: text,
  kind: z
    .enum([...policyKinds, 'boundary'])
    .optional()
    .meta({ description: 'boundary: managed policies that are somebody’s permissions boundary' }),
  account: text.meta({ description: 'Id or name' }),
  attached: z.enum(['yes', 'no']).optional(),
  width: z.enum(policyWidths).optional().meta({ description: 'The widest thing that it allows' }),
  findings: z.enum(lintFilters).optional().meta({ description: 'Of lint: at least one such finding' }),
  sort: z.enum(policySorts).optional().meta({ description: 'Absent: the widest first, then those that concern most' }),
  at,
  ...paging,
})

const params = z.object({ ref: z.string().max(200) })

export const policyRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app: { access } }) => {
  const config = { access: 'read' } as const

  api.get(
    '/policies',
    {
      config,
      schema: {
        summary: 'Every policy: where it hangs, whom it concerns, what it allows at most',
        querystring: listQuery,
        response: {
          200: pageOrCsv(PolicyPage),
          ...faulty,
        },
      },
    },
    async (request, reply) => {
      const { page, pageSize, format, ...filter } = request.query
      const actor = signedIn(request)
      if (format === 'json') return access.policies(actor, filter, { page, pageSize })
      const { rows } = await access.allPolicies(actor, filter)
      reply.headers(csvHeaders('policies.csv'))
      return csvOf(policyColumns, rows)
    },
  )

  api.get(
    '/policies/:ref',
    {
      config,
      schema: {
        summary: 'One policy: its document and what follows from it',
        params,
        querystring: z.object({ at }),
        response: { 200: Policy, ...faulty },
      },
    },
    (request) => access.policy(signedIn(request), { ...request.params, ...request.query }),
  )

  api.get(
    '/policies/:ref/affected',
    {
      config,
      schema: {
        summary: 'Everybody whom a policy concerns, and through what',
        params,
        querystring: z.object({ search: text, at, ...paging }),
        response: {
          200: pageOrCsv(AffectedPage),
          ...faulty,
        },
      },
    },
    async (request, reply) => {
      const { page, pageSize, format, ...query } = request.query
      const found = await access.policyAffected(signedIn(request), { ...request.params, ...query })
      if (format === 'json') return pageOfRows(found, { page, pageSize })
      reply.headers(csvHeaders('affected.csv'))
      return csvOf(affectedColumns, found.rows)
    },
  )

  api.get(
    '/policies/:ref/versions',
    {
      config,
      schema: {
        summary: 'A policy through time, and the versions that AWS keeps of it',
        params,
        querystring: z.object({ at }),
        response: { 200: PolicyVersionsDocument, ...faulty },
      },
    },
    (request) => access.policyVersions(signedIn(request), { ...request.params, ...request.query }),
  )
}

const figure = (count: number | null | undefined): string | undefined =>
  count === null || count === undefined ? undefined : String(count)

const policyColumns: readonly Column<PolicyListItem>[] = [
  { key: 'ref', of: (one) => one.ref },
  { key: 'name', of: (one) => one.name },
  { key: 'kind', of: (one) => one.kind },
  { key: 'arn', of: (one) => one.arn },
  { key: 'account', of: (one) => one.account },
  { key: 'accountName', of: (one) => one.accountName },
  { key: 'attachedTo', of: (one) => figure(one.attachedTo) },
  { key: 'boundaryOf', of: (one) => figure(one.boundaryOf) },
  { key: 'principals', of: (one) => figure(one.principals) },
  { key: 'people', of: (one) => figure(one.people) },
  { key: 'accounts', of: (one) => figure(one.accounts) },
  { key: 'widest', of: (one) => one.width },
  { key: 'underCondition', of: (one) => String(one.isConditional) },
  { key: 'actions', of: (one) => figure(one.actions) },
  { key: 'errors', of: (one) => figure(one.findings?.error) },
  { key: 'warnings', of: (one) => figure(one.findings?.warning) },
  { key: 'notes', of: (one) => figure(one.findings?.note) },
  { key: 'lastChanged', of: (one) => one.lastChanged },
]

const affectedColumns: readonly Column<AffectedPrincipal>[] = [
  { key: 'arn', of: (one) => one.arn },
  { key: 'type', of: (one) => one.type },
  { key: 'account', of: (one) => one.account },
  { key: 'accountName', of: (one) => one.accountName },
  { key: 'name', of: (one) => one.name },
  { key: 'person', of: (one) => one.person?.map((person) => person.email ?? person.name).join('; ') },
  { key: 'through', of: (one) => one.through.join('; ') },
]
