import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { lastUseKinds, powers, principalSorts, resourceSorts } from '../../app/access/tables.ts'
import type { PrincipalSummary, ResourceSummary } from '../../core/access/answers.ts'
import { signedIn } from '../access-rules.ts'
import type { Column } from '../csv.ts'
import { csvHeaders, csvOf } from '../csv.ts'
import { PrincipalPage, principalTypes, ResourcePage } from '../schemas/access.ts'
import { pageOrCsv, paging, words } from '../schemas/listing.ts'
import { at } from '../schemas/moment.ts'
import { BecomingAnswer, PrincipalDetail, ResourceDetail } from '../schemas/objects.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

const text = words.optional()
const named = z
  .string()
  .min(1)
  .max(2_048)
  .meta({ description: 'ARN, account/name, name, or e-mail of a person when unambiguous' })

const principalQuery = z.object({
  search: text,
  account: text.meta({ description: 'Id or name' }),
  type: z.enum(principalTypes).optional(),
  admin: z.enum(['true', 'false']).optional().meta({ description: 'true: only administrators' }),
  power: z.enum(powers).optional().meta({ description: 'becomes: could become administrator without being it now' }),
  used: z.enum(lastUseKinds).optional().meta({ description: 'Within 90 days, longer ago, or no use is known' }),
  sort: z.enum(principalSorts).optional(),
  at,
  ...paging,
})

const resourceQuery = z.object({
  search: text,
  account: text,
  type: text,
  region: text,
  public: z
    .enum(['yes', 'no', 'conditional', 'unknown'])
    .optional()
    .meta({ description: 'Does its policy let anybody in' }),
  policy: z.enum(['yes', 'no', 'unread']).optional().meta({ description: 'Has it a policy of its own' }),
  sort: z.enum(resourceSorts).optional(),
  at,
  ...paging,
})

export const inventoryRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app: { access } }) => {
  api.get(
    '/principals',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Users and roles, with what makes them dangerous',
        querystring: principalQuery,
        response: {
          200: pageOrCsv(PrincipalPage),
          ...faulty,
        },
      },
    },
    async (request, reply) => {
      const { page, pageSize, format, admin, ...rest } = request.query
      const filter = { ...rest, admin: admin === 'true' }
      const actor = signedIn(request)
      if (format === 'json') return access.principals(actor, filter, { page, pageSize })
      const { rows } = await access.allPrincipals(actor, filter)
      reply.headers(csvHeaders('principals.csv'))
      return csvOf(principalColumns, rows)
    },
  )

  api.get(
    '/principals/detail',
    {
      config: { access: 'read' },
      schema: {
        summary:
          'One principal from all sides: its policies and their shares, who can become it, what binds it, what it used',
        querystring: z.object({ principal: named, at }),
        response: { 200: PrincipalDetail, ...faulty },
      },
    },
    (request) => access.principal(signedIn(request), request.query),
  )

  api.get(
    '/principals/becomes',
    {
      config: { access: 'read' },
      schema: {
        summary: 'What one principal could become without being it now',
        querystring: z.object({ principal: named, at }),
        response: { 200: BecomingAnswer, ...faulty },
      },
    },
    (request) => access.becoming(signedIn(request), request.query),
  )

  api.get(
    '/resources',
    {
      config: { access: 'read' },
      schema: {
        summary: 'What can be reached',
        querystring: resourceQuery,
        response: {
          200: pageOrCsv(ResourcePage),
          ...faulty,
        },
      },
    },
    async (request, reply) => {
      const { page, pageSize, format, ...filter } = request.query
      const actor = signedIn(request)
      if (format === 'json') return access.resources(actor, filter, { page, pageSize })
      const { rows } = await access.allResources(actor, filter)
      reply.headers(csvHeaders('resources.csv'))
      return csvOf(resourceColumns, rows)
    },
  )

  api.get(
    '/resources/detail',
    {
      config: { access: 'read' },
      schema: {
        summary: 'One resource from all sides: its policies, what opens it, what it is connected to',
        querystring: z.object({ resource: z.string().min(1).max(2_048).meta({ description: 'ARN' }), at }),
        response: { 200: ResourceDetail, ...faulty },
      },
    },
    (request) => access.resource(signedIn(request), request.query),
  )
}

const principalColumns: readonly Column<PrincipalSummary>[] = [
  { key: 'arn', of: (one) => one.arn },
  { key: 'type', of: (one) => one.type },
  { key: 'account', of: (one) => one.account },
  { key: 'accountName', of: (one) => one.accountName },
  { key: 'name', of: (one) => one.name },
  { key: 'person', of: (one) => one.person?.map((person) => person.email ?? person.name).join('; ') },
  { key: 'admin', of: (one) => one.admin },
  { key: 'adminVia', of: (one) => one.adminVia },
  { key: 'lastUsed', of: (one) => one.lastUsed },
  { key: 'createdAt', of: (one) => one.createdAt },
]

const resourceColumns: readonly Column<ResourceSummary>[] = [
  { key: 'arn', of: (one) => one.arn },
  { key: 'type', of: (one) => one.type },
  { key: 'account', of: (one) => one.account },
  { key: 'accountName', of: (one) => one.accountName },
  { key: 'region', of: (one) => one.region },
  { key: 'name', of: (one) => one.name },
  { key: 'hasPolicy', of: (one) => one.hasPolicy },
  { key: 'public', of: (one) => one.public },
]
