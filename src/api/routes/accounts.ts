import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { accountReadingKinds, accountSorts } from '../../app/people/accounts.ts'
import type { AccountSummary } from '../../core/accounts/account.ts'
import { signedIn } from '../access-rules.ts'
import { type Column, csvHeaders, csvOf } from '../csv.ts'
import { AccountDetail, AccountPage } from '../schemas/accounts.ts'
import { pageOrCsv, paging, words } from '../schemas/listing.ts'
import { at } from '../schemas/moment.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

const listQuery = z.object({
  search: words.optional().meta({ description: 'In name, id, alias or OU' }),
  unit: words.optional().meta({ description: 'Name of an OU, at whatever depth' }),
  coverage: z.enum(accountReadingKinds).optional(),
  sort: z.enum(accountSorts).optional(),
  at,
  ...paging,
})

export const accountRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app: { accounts } }) => {
  api.get(
    '/accounts',
    {
      config: { access: 'read' },
      schema: {
        summary: 'AWS accounts, with who acts in them and how much of them was read',
        querystring: listQuery,
        response: {
          200: pageOrCsv(AccountPage),
          ...faulty,
        },
      },
    },
    async (request, reply) => {
      const { page, pageSize, format, ...filter } = request.query
      const actor = signedIn(request)
      if (format === 'json') return accounts.list(actor, filter, { page, pageSize })
      const { rows } = await accounts.all(actor, filter)
      reply.headers(csvHeaders('accounts.csv'))
      return csvOf(columns, rows)
    },
  )

  api.get(
    '/accounts/:account',
    {
      config: { access: 'read' },
      schema: {
        summary: 'One account: who acts in it and rules it, what stands over it, who comes in from elsewhere',
        params: z.object({ account: words.min(1).meta({ description: 'Id or name' }) }),
        querystring: z.object({ at }),
        response: { 200: AccountDetail, ...faulty },
      },
    },
    (request) => accounts.show(signedIn(request), { ...request.params, ...request.query }),
  )
}

const columns: readonly Column<AccountSummary>[] = [
  { key: 'account', of: (one) => one.id },
  { key: 'name', of: (one) => one.name },
  { key: 'alias', of: (one) => one.alias },
  { key: 'units', of: (one) => one.units.join(' / ') },
  { key: 'status', of: (one) => one.status },
  { key: 'reading', of: (one) => one.reading },
  { key: 'cellsRead', of: (one) => String(one.coverage.ok) },
  { key: 'cellsMissing', of: (one) => String(one.coverage.missing) },
  { key: 'principals', of: (one) => String(one.principals) },
  { key: 'administrators', of: (one) => String(one.administrators) },
  { key: 'people', of: (one) => String(one.people) },
  { key: 'resources', of: (one) => String(one.resources) },
]
