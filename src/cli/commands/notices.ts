/** `notices`: what people were told, and whether the mail went out. */
import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface Delivery {
  readonly to: string
  readonly state: 'waiting' | 'sending' | 'handing_over' | 'sent' | 'given_up' | 'uncertain'
  readonly attempts: number
  readonly nextAt: string | null
  readonly reason: string | null
}

interface Notice {
  readonly at: string
  readonly title: string
  readonly mail: readonly Delivery[]
}

interface Notices {
  readonly items: readonly Notice[]
  readonly total: number
  readonly mail: { readonly server: string; readonly from: string } | null
}

/** Fits a screen; the JSON document says how many there are. */
const shown = 50

export function noticeCommands(program: Command, run: Run): void {
  const notices = program.command('notices').description('what people were told, and what became of the mail')
  notices
    .command('list', { isDefault: true })
    .description('the newest first')
    .option('--integration <name>', 'only those about this card')
    .option('--page <n>', `so many pages of ${shown} back`, '1')
    .action(run((context, own: { integration?: string; page: string }) => list(context, own)))
  notices
    .command('test')
    .description('send a test mail at once')
    .requiredOption('--to <address>', 'who gets it')
    .action(run((context, { to }: { to: string }) => test(context, to)))
}

async function list({ out, reach }: CommandContext, own: { integration?: string; page: string }): Promise<number> {
  const query = { ...own, pageSize: String(shown) }
  const answer = await reach((transport) => call<Notices>(transport, { method: 'GET', path: '/notices', query }))
  out.document(answer)
  const { items, total, mail } = answer
  if (items.length === 0) out.line('Nobody was told anything yet.')
  else {
    out.table(
      ['when', 'what', 'mail'],
      items.map((notice) => [notice.at, notice.title, notice.mail.map((one) => fate(one, mail !== null)).join(', ')]),
    )
    if (total > items.length) out.line(`${items.length} of ${count(total, 'notice')}.`)
  }
  if (mail === null)
    out.line('Mail is not set up: notices stand here and in the console only (docs/guides/notices.md).')
  return 0
}

function fate({ to, state, attempts, nextAt, reason }: Delivery, isMailSetUp: boolean): string {
  const why = reason === null ? '' : `: ${reason}`
  switch (state) {
    case 'sent':
      return `sent to ${to}`
    case 'sending':
    case 'handing_over':
      return `on its way to ${to}`
    case 'uncertain':
      return `may have reached ${to}${why}`
    case 'given_up':
      return `not sent to ${to}${why}`
    case 'waiting':
      if (!isMailSetUp) return `not sent to ${to}: mail is not set up`
      return attempts === 0 ? `about to go to ${to}` : `to ${to} again at ${nextAt ?? 'once'}${why}`
  }
}

async function test({ out, reach }: CommandContext, to: string): Promise<number> {
  const sent = await reach((transport) =>
    call<{ to: string; server: string; from: string }>(transport, {
      method: 'POST',
      path: '/notices/test',
      body: { to },
    }),
  )
  out.document(sent)
  out.line(`${sent.server} has taken a mail to ${sent.to}, from ${sent.from}. Look whether it arrives.`)
  return 0
}
