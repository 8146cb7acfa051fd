import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { maxPageSize } from '../../app/access/page.ts'
import type { NoticeView } from '../../app/notices/list-notices.ts'
import { signedIn } from '../access-rules.ts'
import { type Column, csvHeaders, csvOf } from '../csv.ts'
import { pageOrCsv, paging, words } from '../schemas/listing.ts'
import { NoticePage, TestMail, TestSent } from '../schemas/notices.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

/** A test mail goes to any address, so nobody gets to send many. */
const tests = { max: 10, timeWindow: '10 minutes' }

export const noticeRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app: { notices } }) => {
  api.get(
    '/notices',
    {
      config: { access: 'read' },
      schema: {
        summary: 'What people were told, newest first, and what became of the mail',
        querystring: z.object({
          integration: words.optional().meta({ description: 'Id or name of a card' }),
          ...paging,
        }),
        response: { 200: pageOrCsv(NoticePage), ...faulty },
      },
    },
    async (request, reply) => {
      const { page, pageSize, format, ...filter } = request.query
      const actor = signedIn(request)
      if (format === 'json') return notices.list(actor, filter, { page, pageSize })
      const all: NoticeView[] = []
      for (let at = 1, left = true; left; at++) {
        const { items, total } = await notices.list(actor, filter, { page: at, pageSize: maxPageSize })
        all.push(...items)
        left = items.length > 0 && all.length < total
      }
      reply.headers(csvHeaders('notices.csv'))
      return csvOf(columns, all)
    },
  )

  api.post(
    '/notices/test',
    {
      config: { access: 'administer', rateLimit: tests },
      schema: {
        summary: 'Send a test mail at once',
        body: TestMail,
        response: { 200: TestSent, ...faulty },
      },
    },
    (request) => notices.sendTest(signedIn(request), request.body),
  )
}

const columns: readonly Column<NoticeView>[] = [
  { key: 'at', of: (one) => one.at },
  { key: 'kind', of: (one) => one.kind },
  { key: 'title', of: (one) => one.title },
  { key: 'text', of: (one) => one.paragraphs.join(' ') },
  { key: 'integration', of: (one) => one.integration ?? undefined },
  { key: 'to', of: (one) => one.mail.map(({ to }) => to).join(' ') },
  { key: 'mail', of: (one) => one.mail.map(({ state }) => state).join(' ') },
  { key: 'reason', of: (one) => one.mail.flatMap(({ reason }) => reason ?? []).join(' ') },
]
