/** One conversation with a mail server, as promises over nodemailer's connection; and how far it got. */
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'

export interface SmtpSettings {
  readonly host: string
  readonly port: number
  /** `starttls`: refused where the server does not offer it. `tls`: from the first byte. */
  readonly security: 'starttls' | 'tls' | 'none'
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** PEM of what is trusted instead of the machine's authorities. */
  readonly trusted?: string | undefined
}

export type SmtpStage = 'connect' | 'sign-in' | 'envelope' | 'content' | 'handed-over'

export class SmtpTrouble extends Error {
  readonly stage: SmtpStage
  /** Of the server's answer; undefined: it gave none. */
  readonly status: number | undefined
  /** To which command it was given. */
  readonly command: string | undefined

  constructor(stage: SmtpStage, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'SmtpTrouble'
    this.stage = stage
    const { responseCode: status, command }: { responseCode?: unknown; command?: unknown } = { ...Object(cause) }
    this.status = typeof status === 'number' ? status : undefined
    this.command = typeof command === 'string' ? command : undefined
  }
}

/** A server on the same continent answers in milliseconds; one that does not in these is not there. */
const connectMs = 10_000
/** RFC 5321 §4.5.3.2 grants minutes; a person who waits for a test mail, and a server that stops, have less. */
const silenceMs = 60_000

const options = ({ host, port, security, trusted }: SmtpSettings) => ({
  host,
  port,
  secure: security === 'tls',
  requireTLS: security === 'starttls',
  ignoreTLS: security === 'none',
  connectionTimeout: connectMs,
  dnsTimeout: connectMs,
  greetingTimeout: silenceMs,
  socketTimeout: silenceMs,
  tls: { minVersion: 'TLSv1.2' as const, ...(trusted !== undefined && { ca: trusted }) },
})

export interface SmtpMessage {
  readonly from: string
  readonly to: string
  readonly bytes: Buffer
  /** Asked when all is sent but the end; only after that can the server deliver it. False: it must not. */
  readonly handOver: () => Promise<boolean>
}

/** Connects and signs in, sends the message if there is one, says good-bye. Rejects with `SmtpTrouble` only. */
export async function converse(settings: SmtpSettings, message?: SmtpMessage, signal?: AbortSignal): Promise<void> {
  const connection = new SMTPConnection(options(settings))
  let stage: SmtpStage = 'connect'
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', reject)
    // What the server has had whole is waited for: its answer is all that is missing.
    signal?.addEventListener('abort', () => stage !== 'handed-over' && reject(signal.reason), { once: true })
    if (signal?.aborted) reject(signal.reason)
  })
  // Until somebody waits for it.
  broken.catch(() => undefined)
  const step = (begin: (done: (error?: Error | null) => void) => void): Promise<void> => {
    const done = new Promise<void>((resolve, reject) => begin((error) => (error ? reject(error) : resolve())))
    return Promise.race([done, broken])
  }
  try {
    await step((done) => connection.connect(done))
    stage = 'sign-in'
    await signIn(connection, settings, step)
    if (message) {
      stage = 'envelope'
      const content = Readable.from(
        readThen(message, {
          begun: () => {
            stage = 'content'
          },
          handedOver: () => {
            stage = 'handed-over'
          },
        }),
      )
      await step((done) => connection.send({ from: message.from, to: [message.to] }, content, done))
    }
    connection.quit()
  } catch (cause) {
    connection.close()
    throw new SmtpTrouble(stage, cause)
  }
}

/** nodemailer begins to read it when the server has said that it wants it, and ends the message when it ends. */
async function* readThen(
  { bytes, handOver }: SmtpMessage,
  told: { readonly begun: () => void; readonly handedOver: () => void },
): AsyncGenerator<Buffer> {
  told.begun()
  yield bytes
  if (!(await handOver())) throw new Error('The letter was taken back.')
  told.handedOver()
}

async function signIn(
  connection: SMTPConnection,
  { user, password }: SmtpSettings,
  step: (begin: (done: (error?: Error | null) => void) => void) => Promise<void>,
): Promise<void> {
  if (user === undefined || password === undefined) return
  // Otherwise the password would be sent to a server that did not ask for one.
  if (!connection.allowsAuth) throw new Error('The server offers no sign-in on this connection.')
  await step((done) => connection.login({ credentials: { user, pass: password } }, done))
}
