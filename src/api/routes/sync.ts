import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { cellStates, cellTypes } from '../../core/inventory/coverage.ts'
import { signedIn } from '../access-rules.ts'
import { faulty } from '../schemas/responses.ts'
import { accountNumber, CallsDocument, CoverageDocument, SyncRun } from '../schemas/sync.ts'
import type { ApiDeps } from '../server.ts'

const params = z.object({ run: z.string().max(200) })
const integration = z.string().max(200).optional().meta({ description: 'Id or name; absent: all' })

export const syncRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app: { sync } }) => {
  api.get(
    '/sync-runs',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Readings, newest first',
        querystring: z.object({ integration }),
        response: { 200: z.object({ items: z.array(SyncRun) }), ...faulty },
      },
    },
    async (request) => ({ items: [...(await sync.list(signedIn(request), request.query))] }),
  )

  api.get(
    '/sync-runs/:run',
    { config: { access: 'read' }, schema: { summary: 'One reading', params, response: { 200: SyncRun, ...faulty } } },
    (request) => sync.show(signedIn(request), request.params),
  )

  api.post(
    '/sync-runs/:run/cancel',
    {
      config: { access: 'integrate' },
      schema: { summary: 'Give a reading up; what was published stays', params, response: { 200: SyncRun, ...faulty } },
    },
    (request) => sync.cancel(signedIn(request), request.params),
  )

  api.get(
    '/coverage',
    {
      config: { access: 'read' },
      schema: {
        summary: 'What could and could not be read',
        querystring: z.object({
          integration,
          type: z.enum(cellTypes).optional(),
          account: accountNumber.optional(),
          state: z.enum(cellStates).optional(),
          limit: z.coerce.number().int().min(1).max(10_000).optional(),
          cursor: z.string().max(400).optional(),
          view: z
            .enum(['cells', 'accounts'])
            .optional()
            .meta({ description: '`accounts`: the grid of account × type' }),
        }),
        response: { 200: CoverageDocument, ...faulty },
      },
    },
    (request) => sync.coverage(signedIn(request), request.query),
  )

  api.get(
    '/calls',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Every call made with the customer’s credentials in one reading',
        querystring: z.object({
          integration,
          run: z.string().max(200).optional(),
          checks: z.stringbool().optional().meta({ description: 'What checks have called, instead of a run' }),
          limit: z.coerce.number().int().min(1).max(10_000).optional(),
          cursor: z.string().max(400).optional(),
        }),
        response: { 200: CallsDocument, ...faulty },
      },
    },
    (request) => sync.calls(signedIn(request), request.query),
  )
}
