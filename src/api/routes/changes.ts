import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { lintTypeNames } from '../../core/policy/lint/types.ts'
import { signedIn } from '../access-rules.ts'
import { Change, DiffAnswer, LintFindings, Snapshots, Timeline } from '../schemas/changes.ts'
import { at, momentToCompare } from '../schemas/moment.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

const word = z.string().max(2_048)
const scope = {
  principal: word.optional().meta({ description: 'Only this principal' }),
  service: word.optional().meta({ description: 'Only actions of this service' }),
  resource: word.optional().meta({ description: 'Only on this resource' }),
}
const limit = z.coerce.number().int().min(1).max(5_000).optional().meta({ description: 'Rows; 500 when absent' })

/** A policy document of 1 MiB, as text inside JSON, and the changes around it. */
const maxChangeBytes = 8 * 1024 * 1024

/** A picture has no more places than this, and a screen no more pixels. */
const timelineItems = { usual: 400, most: 2_000 } as const

export const changeRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app: { access, timeline } }) => {
  const config = { access: 'read' } as const

  api.get(
    '/access/snapshots',
    {
      config,
      schema: { summary: 'Moments that can be compared, newest first', response: { 200: Snapshots, ...faulty } },
    },
    async (request) => {
      const found = await access.snapshots(signedIn(request))
      return { items: found.map(({ id, publishedAt }) => ({ id, at: publishedAt })) }
    },
  )

  api.get(
    '/access/timeline',
    {
      config,
      schema: {
        summary: 'Snapshots through time, oldest first: what was counted over each, and how much had changed',
        querystring: z.object({
          from: z.string().max(100).optional().meta({ description: 'ISO 8601; the first snapshot when absent' }),
          to: z.string().max(100).optional().meta({ description: 'ISO 8601; the last snapshot when absent' }),
          limit: z.coerce
            .number()
            .int()
            .min(2)
            .max(timelineItems.most)
            .default(timelineItems.usual)
            .meta({ description: 'Of more snapshots so many are chosen evenly, the first and the last among them' }),
        }),
        response: { 200: Timeline, ...faulty },
      },
    },
    async (request) => ({ items: await timeline.list(signedIn(request), request.query) }),
  )

  api.get(
    '/access/diff',
    {
      config,
      schema: {
        summary: 'Who gained and who lost access between two moments',
        querystring: z.object({ from: momentToCompare, to: momentToCompare.default('now'), ...scope, limit }),
        response: { 200: DiffAnswer, ...faulty },
      },
    },
    (request) => access.diff(signedIn(request), request.query),
  )

  api.post(
    '/access/what-if',
    {
      config,
      bodyLimit: maxChangeBytes,
      schema: {
        summary: 'Who would gain and who would lose access by changes that nobody has made',
        body: z.strictObject({ changes: z.array(Change).min(1).max(100), ...scope, limit, at }),
        response: { 200: DiffAnswer, ...faulty },
      },
    },
    (request) => access.whatIf(signedIn(request), request.body),
  )

  api.post(
    '/access/lint',
    {
      config,
      bodyLimit: maxChangeBytes,
      schema: {
        summary: 'What is wrong with a policy document, and where',
        body: z.strictObject({ text: z.string(), type: z.enum(lintTypeNames).optional() }),
        response: { 200: LintFindings, ...faulty },
      },
    },
    async (request) => ({ findings: await access.lint(signedIn(request), request.body) }),
  )
}
