/** Mail through SMTP (RFC 5321). What a server says is shown to people, so what it could repeat of our secrets is taken out first. */
import type { Letter, Mailer, Sent } from '../app/ports/notices.ts'
import { parseEmail } from '../core/email.ts'
import { inOneLine } from '../core/notices/plain-text.ts'
import { composeLetter } from './compose-letter.ts'
import { type Sender, senderText } from './sender.ts'
import { converse, type SmtpSettings, SmtpTrouble } from './smtp-conversation.ts'

export interface MailSettings extends SmtpSettings {
  readonly from: Sender
  /** The address people use: links lead there. */
  readonly consoleUrl: string
}

export function createSmtpMailer(settings: MailSettings): Mailer {
  const { host, port, from } = settings
  const server = `${host}:${port}`
  return {
    server,
    from: senderText(from),
    send: (letter, handOver, signal) => send(settings, letter, handOver, signal),
    check: async () => {
      try {
        await converse(settings)
        return undefined
      } catch (cause) {
        const { reason, fix } = refusal(settings, troubleOf(cause))
        return { reason, fix }
      }
    },
  }
}

async function send(
  settings: MailSettings,
  letter: Letter,
  handOver: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<Sent> {
  const { from } = settings
  // What is not one plain address could be several, or a command.
  if (parseEmail(letter.to) === undefined) {
    const reason = 'The address of the contact is not an e-mail address.'
    return { kind: 'refused', scope: 'letter', reason, fix: 'Change the contact in the settings of the integration.' }
  }
  try {
    const bytes = await composeLetter(letter, settings)
    await converse(settings, { from: from.address, to: letter.to, bytes, handOver }, signal)
    return { kind: 'accepted' }
  } catch (cause) {
    const trouble = troubleOf(cause)
    if (trouble.stage === 'handed-over' && trouble.status === undefined) {
      return {
        kind: 'unanswered',
        reason: `${settings.host} had the whole mail and did not answer; it may have arrived.`,
      }
    }
    return { kind: 'refused', ...refusal(settings, trouble) }
  }
}

const troubleOf = (cause: unknown): SmtpTrouble =>
  cause instanceof SmtpTrouble ? cause : new SmtpTrouble('connect', cause)

type Refusal = Pick<Extract<Sent, { kind: 'refused' }>, 'reason' | 'fix' | 'scope'>

/** By how far the conversation got. A recipient or a content refused for good is this letter's; all else, every letter's. */
function refusal(settings: MailSettings, { stage, status, command, message }: SmtpTrouble): Refusal {
  const { host, port, from } = settings
  const server = `${host}:${port}`
  const said = withoutSecrets(settings, message)
  const isFinal = status !== undefined && status >= 500 && status !== 503
  switch (stage) {
    case 'connect':
      return { scope: 'server', reason: `${server} cannot be used: ${said}`, fix: connectFix(settings, message) }
    case 'sign-in':
      return {
        scope: 'server',
        reason: `${server} does not let us sign in: ${said}`,
        fix: 'Check BAILIWICK_SMTP_USER and BAILIWICK_SMTP_PASSWORD, and whether the server wants them on this port.',
      }
    case 'envelope': {
      const isSender = command === 'MAIL FROM'
      return {
        scope: isSender ? 'server' : isFinal ? 'letter' : 'later',
        reason: `${server} refused the ${isSender ? `sender ${from.address}` : 'recipient'}: ${said}`,
        fix: isSender
          ? 'Name a sender that the server accepts from us: BAILIWICK_SMTP_FROM.'
          : 'Check the address of the contact.',
      }
    }
    case 'content':
    case 'handed-over':
      return {
        scope: isFinal ? 'letter' : 'later',
        reason: `${server} did not take the mail: ${said}`,
        fix: 'Its own words say why; the rules of the server decide.',
      }
  }
}

function connectFix({ host, port, security }: MailSettings, message: string): string {
  if (/certificate|self[- ]signed|altname/i.test(message)) {
    return `The certificate of ${host} is not trusted here. Name its authority in NODE_EXTRA_CA_CERTS, or the host by the name that it carries.`
  }
  if (security === 'starttls' && /STARTTLS|upgrad/i.test(message)) {
    return 'The server offers no STARTTLS: BAILIWICK_SMTP_SECURITY=tls (port 465), or none inside a trusted network.'
  }
  return `Check BAILIWICK_SMTP_HOST and BAILIWICK_SMTP_PORT, and whether this machine may reach ${host} on port ${port}.`
}

/** As much of a server's answer as fits in a line. */
const maxSaid = 240

function withoutSecrets({ user = '', password = '' }: SmtpSettings, text: string): string {
  const base64 = (plain: string): string => Buffer.from(plain, 'utf8').toString('base64')
  const secrets = password === '' ? [] : [password, base64(password), base64(`\u0000${user}\u0000${password}`)]
  const hidden = secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
  const line = inOneLine(hidden)
  return line.length > maxSaid ? `${line.slice(0, maxSaid)}…` : line
}
