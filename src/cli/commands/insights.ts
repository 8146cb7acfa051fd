/** `insights`: what is worth knowing first about the organization. */
import type { Command } from 'commander'
import type { Insight, InsightQuestion, InsightSeverity, InsightsAnswer } from '../../core/insights/insight.ts'
import { printNotes } from '../access-text.ts'
import type { CommandContext } from '../context.ts'
import { type AskedAt, atOption, printMoment } from '../moment.ts'
import { count, type Output } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

export function insightsCommand(program: Command, run: Run): void {
  atOption(program.command('insights'))
    .description(
      'what is worth knowing first about the organization, gravest first, each with the question that proves it',
    )
    .action(run((context, own: AskedAt) => insights(context, own)))
}

async function insights({ out, reach }: CommandContext, { at }: AskedAt): Promise<number> {
  const answer = await reach((transport) =>
    call<InsightsAnswer>(transport, { method: 'GET', path: '/insights', query: { at } }),
  )
  out.document(answer)
  const { principals, resources } = answer.examined
  out.line(
    `${count(answer.items.length, 'thing')} worth knowing, of ${count(principals, 'principal')} and ${count(resources, 'resource')}.`,
  )
  printMoment(out, { ...(at !== undefined && { at }) }, answer)
  printNotes(out, answer.notes)
  for (const insight of answer.items) print(out, insight)
  return 0
}

function print(out: Output, { severity, sentence, why, question }: Insight): void {
  out.line()
  out.line(`${paint(out, severity)}  ${sentence}`)
  out.line(`  ${why}`)
  out.line(out.colours.dim(`  bailiwick ${asCommand(question)}`))
}

function paint({ colours }: Output, severity: InsightSeverity): string {
  if (severity === 'critical' || severity === 'high') return colours.red(severity)
  return severity === 'medium' ? colours.yellow(severity) : severity
}

/** The command that asks what the insight leads to. */
function asCommand(question: InsightQuestion): string {
  switch (question.ask) {
    case 'who-can':
      return withContext(`who-can ${question.action} ${quoted(question.resource)}`, question.context)
    case 'can':
      return withContext(
        `can ${[question.principal, question.action, ...(question.resource === undefined ? [] : [question.resource])].map(quoted).join(' ')}`,
        question.context,
      )
    case 'paths':
      return `paths ${quoted(question.from)} ${quoted(question.to)}`
    case 'principal':
      return `what-can ${quoted(question.arn)}`
  }
}

const withContext = (command: string, context: readonly string[] = []): string =>
  [command, ...context.map((pair) => `--context ${quoted(pair)}`)].join(' ')

/** Stars are for the shell otherwise. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
