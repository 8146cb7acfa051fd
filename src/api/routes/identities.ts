import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { identitySorts } from '../../app/people/identities.ts'
import { type IdentitySummary, identityKinds } from '../../core/people/identity.ts'
import { signedIn } from '../access-rules.ts'
import { type Column, csvHeaders, csvOf } from '../csv.ts'
import { IdentityDetail, IdentityPage } from '../schemas/identities.ts'
import { pageOrCsv, paging, words } from '../schemas/listing.ts'
import { at } from '../schemas/moment.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

const yes = z.enum(['true', 'false'])

const listQuery = z.object({
  search: words.optional().meta({ description: 'In name, e-mail, id, or what it is' }),
  kind: z.enum(identityKinds).optional(),
  account: words.optional().meta({ description: 'Id or name of the account that it lives in' }),
  admin: yes.optional().meta({ description: 'true: only administrators of some account' }),
  suggested: yes.optional().meta({ description: 'true: only those with suggestions' }),
  sort: z.enum(identitySorts).optional(),
  at,
  ...paging,
})

export const identityRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app: { identities } }) => {
  api.get(
    '/identities',
    {
      config: { access: 'read' },
      schema: {
        summary: 'People and workloads, with how far they reach',
        querystring: listQuery,
        response: {
          200: pageOrCsv(IdentityPage),
          ...faulty,
        },
      },
    },
    async (request, reply) => {
      const { page, pageSize, format, admin, suggested, ...rest } = request.query
      const filter = { ...rest, admin: admin === 'true', suggested: suggested === 'true' }
      const actor = signedIn(request)
      if (format === 'json') return identities.list(actor, filter, { page, pageSize })
      const { rows } = await identities.all(actor, filter)
      reply.headers(csvHeaders('identities.csv'))
      return csvOf(columns, rows)
    },
  )

  api.get(
    '/identities/:id',
    {
      config: { access: 'read' },
      schema: {
        summary:
          'One person or workload: its identity accounts, what it can do where and through what, its credentials',
        params: z.object({ id: words.min(1) }),
        querystring: z.object({ at }),
        response: { 200: IdentityDetail, ...faulty },
      },
    },
    (request) => identities.show(signedIn(request), { ...request.params, ...request.query }),
  )
}

const columns: readonly Column<IdentitySummary>[] = [
  { key: 'id', of: (one) => one.id },
  { key: 'kind', of: (one) => one.kind },
  { key: 'name', of: (one) => one.name },
  { key: 'what', of: (one) => one.what },
  { key: 'email', of: (one) => one.email },
  { key: 'account', of: (one) => one.account },
  { key: 'accountName', of: (one) => one.accountName },
  { key: 'appearances', of: (one) => String(one.appearances) },
  { key: 'reaches', of: (one) => String(one.reaches) },
  { key: 'admin', of: (one) => one.admin },
  { key: 'administers', of: (one) => String(one.administers) },
  { key: 'lastUsed', of: (one) => one.lastUsed },
  { key: 'disabled', of: (one) => (one.disabled ? 'true' : undefined) },
  { key: 'suggestions', of: (one) => String(one.suggestions) },
]
