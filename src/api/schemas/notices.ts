import { z } from 'zod'
import type { MailView, NoticePage as NoticePageView, NoticeView } from '../../app/notices/list-notices.ts'
import type { TestSent as TestSentView } from '../../app/notices/send-test.ts'
import { type Delivery, type NoticeWords, noticeKinds } from '../../app/ports/notices.ts'
import { deliveryStates } from '../../core/notices/delivery.ts'
import { count, documentOf, listOf, text, time } from './document.ts'

const Fact = documentOf<NoticeWords['facts'][number]>()('NoticeFact', { name: z.string(), value: z.string() })

const Mail = documentOf<Delivery>()('NoticeMail', {
  to: z.string(),
  state: z.enum(deliveryStates).meta({
    description: 'waiting: it is tried again at nextAt. uncertain: the mail server had it and did not answer',
  }),
  attempts: count,
  nextAt: time.nullable(),
  endedAt: time.nullable(),
  reason: z.string().nullable(),
})

const Notice = documentOf<NoticeView>()('Notice', {
  id: z.string(),
  kind: z.enum(noticeKinds),
  at: time,
  integration: text<NonNullable<NoticeView['integration']>>().nullable(),
  title: z.string(),
  paragraphs: listOf(z.string()),
  facts: listOf(Fact),
  link: z.object({ label: z.string(), path: z.string().meta({ description: 'Of the console' }) }),
  mail: listOf(Mail),
})

const MailServer = documentOf<MailView>()('MailServer', {
  server: z.string().meta({ description: 'Host and port' }),
  from: z.string(),
})

export const NoticePage = documentOf<NoticePageView>()('NoticePage', {
  items: listOf(Notice),
  total: count,
  page: z.int(),
  pageSize: z.int(),
  mail: MailServer.nullable(),
})

export const TestMail = z.object({ to: z.string().max(254) })

export const TestSent = documentOf<TestSentView>()('TestMailSent', {
  to: z.string(),
  server: z.string(),
  from: z.string(),
})
