import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Insight } from '../../core/insights/insight.ts'
import { signedIn } from '../access-rules.ts'
import { type Column, csvHeaders, csvOf, csvSchema } from '../csv.ts'
import { Insights } from '../schemas/insights.ts'
import { at } from '../schemas/moment.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

export const insightRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  api.get(
    '/insights',
    {
      config: { access: 'read' },
      schema: {
        summary: 'What is worth knowing first, gravest first',
        querystring: z.object({ at, format: z.enum(['json', 'csv']).default('json') }),
        response: {
          200: {
            description: 'What was found',
            content: { 'application/json': { schema: Insights }, 'text/csv': csvSchema },
          },
          ...faulty,
        },
      },
    },
    async (request, reply) => {
      const { format, ...asked } = request.query
      const answer = await app.insights(signedIn(request), asked)
      if (format === 'json') return answer
      reply.headers(csvHeaders('insights.csv'))
      return csvOf(columns, answer.items)
    },
  )
}

const columns: readonly Column<Insight>[] = [
  { key: 'severity', of: (one) => one.severity },
  { key: 'rule', of: (one) => one.rule },
  { key: 'sentence', of: (one) => one.sentence },
  { key: 'why', of: (one) => one.why },
  { key: 'subject', of: (one) => one.subject.arn },
  { key: 'account', of: (one) => one.subject.account },
  { key: 'accountName', of: (one) => one.subject.accountName },
]
