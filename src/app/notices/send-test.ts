import { parseEmail } from '../../core/email.ts'
import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { MailView } from './list-notices.ts'

export interface TestSent extends MailView {
  readonly to: string
}

/** Sends one mail at once. It is no notice: nothing is kept but the line of the audit log. Faults `bad_input`, `mail_not_set_up`, `mail_refused`. */
export const sendTest =
  (deps: Pick<AppDeps, 'store' | 'clock' | 'ids' | 'mailer'>) =>
  async (actor: Actor, input: { readonly to: string }): Promise<TestSent> => {
    permit(actor, 'administer')
    const { mailer } = deps
    const to = parseEmail(input.to)
    if (to === undefined) {
      const message = 'Enter one e-mail address.'
      throw new AppError('bad_input', message, { places: [{ path: 'to', message }] })
    }
    if (mailer === null) throw mailNotSetUp()
    const at = deps.clock.now()
    const id = `test.${deps.ids.uuid()}`
    const sent = await mailer.send({ id, to, at, words: testWords }, async () => true, new AbortController().signal)
    await record(deps, actor, 'notice.test_sent', null, { to, result: sent.kind })
    if (sent.kind === 'accepted') return { to, server: mailer.server, from: mailer.from }
    throw new AppError('mail_refused', sent.reason, {
      fix: sent.kind === 'refused' ? sent.fix : `Look whether it arrived; ${mailer.server} had it all.`,
    })
  }

const mailNotSetUp = (): AppError =>
  new AppError('mail_not_set_up', 'Mail is not set up: this server knows no mail server.', {
    effect: 'Notices stand in the console only.',
    fix: 'Set BAILIWICK_SMTP_HOST and BAILIWICK_SMTP_FROM (docs/guides/notices.md), then start the server again.',
  })

const testWords = {
  title: 'Bailiwick can write to you',
  paragraphs: [
    'Somebody who administers Bailiwick has sent this to see whether its mail arrives. Nothing has happened, and nothing needs to be done.',
  ],
  facts: [],
  link: { label: 'Open Bailiwick', path: '/' },
} as const
