import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { signedIn } from '../access-rules.ts'
import { ConfigurationAnswer, ObjectHistoryAnswer } from '../schemas/history.ts'
import { momentToCompare } from '../schemas/moment.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

const word = z.string().max(2_048)

export const historyRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app: { history } }) => {
  const config = { access: 'read' } as const

  api.get(
    '/objects/history',
    {
      config,
      schema: {
        summary: 'One thing through time: its versions, and what changed between them',
        querystring: z.object({
          arn: word.min(1).meta({ description: 'ARN, or the name of a principal as every question takes it' }),
          limit: z.coerce.number().int().min(1).max(500).optional().meta({ description: 'Versions; 50 when absent' }),
        }),
        response: { 200: ObjectHistoryAnswer, ...faulty },
      },
    },
    (request) => {
      const { arn, limit } = request.query
      return history.ofObject(signedIn(request), { object: arn, limit })
    },
  )

  api.get(
    '/inventory/diff',
    {
      config,
      schema: {
        summary: 'What came, went and changed in the configuration between two moments',
        querystring: z.object({
          from: momentToCompare,
          to: momentToCompare.default('now'),
          account: word.optional().meta({ description: 'Only of this account' }),
          kind: word.optional().meta({ description: 'Only of this kind: role, user, resource, …' }),
          limit: z.coerce.number().int().min(1).max(5_000).optional().meta({ description: 'Rows; 500 when absent' }),
          offset: z.coerce.number().int().min(0).optional().meta({ description: 'Rows to pass over' }),
        }),
        response: { 200: ConfigurationAnswer, ...faulty },
      },
    },
    (request) => history.configuration(signedIn(request), request.query),
  )
}
