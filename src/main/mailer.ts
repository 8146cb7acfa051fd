import type { ConfigFacts } from '../app/deps.ts'
import type { Mailer } from '../app/ports/notices.ts'
import { parseSender } from '../notify/sender.ts'
import { createSmtpMailer } from '../notify/smtp-mailer.ts'
import type { Config } from './config.ts'

const usualPorts = { starttls: 587, tls: 465, none: 25 } as const satisfies Record<Config['smtp']['security'], number>

/** Null where the configuration names no mail server. */
export function mailerOf({ smtp }: Pick<Config, 'smtp'>, facts: ConfigFacts): Mailer | null {
  const { host, security, port = usualPorts[security], user, password } = smtp
  const from = smtp.from === undefined ? undefined : parseSender(smtp.from)
  if (host === undefined || from === undefined) return null
  return createSmtpMailer({
    host,
    port,
    security,
    user,
    password,
    from,
    consoleUrl: facts.publicUrl ?? facts.servedAt,
  })
}
