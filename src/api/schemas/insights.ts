import { z } from 'zod'
import * as insights from '../../core/insights/insight.ts'
import { count, documentOf, listOf, text, time } from './document.ts'

const Rule = text<insights.InsightRule>()

const Subject = documentOf<insights.InsightSubject>()('InsightSubject', {
  kind: z.enum(['principal', 'resource', 'provider', 'outsider']),
  arn: z.string(),
  account: z.string().exactOptional(),
  accountName: z.string().exactOptional(),
  name: z.string(),
})

const context = listOf(z.string()).exactOptional()

const Question: z.ZodType<insights.InsightQuestion> = z
  .discriminatedUnion('ask', [
    z.object({
      ask: z.literal('who-can'),
      action: z.string(),
      resource: z.string(),
      holder: z.string(),
      context,
    }),
    z.object({
      ask: z.literal('can'),
      principal: z.string(),
      action: z.string(),
      resource: z.string().exactOptional(),
      context,
    }),
    z.object({ ask: z.literal('paths'), from: z.string(), to: z.string() }),
    z.object({ ask: z.literal('principal'), arn: z.string() }),
  ])
  .meta({ id: 'InsightQuestion' })

const Insight = documentOf<insights.Insight>()('Insight', {
  id: z.string(),
  rule: Rule,
  severity: z.enum(insights.severities),
  subject: Subject,
  sentence: z.string(),
  names: listOf(z.string()),
  why: z.string(),
  question: Question,
})

export const Insights = documentOf<insights.InsightsAnswer>()('Insights', {
  at: time,
  snapshot: z.string(),
  complete: z.boolean(),
  items: listOf(Insight),
  rules: listOf(z.object({ rule: Rule, title: z.string(), found: count })),
  examined: z.object({ principals: count, resources: count }),
  notes: listOf(z.string()),
})
