/** A mail server that takes part in real conversations (RFC 5321), keeps what it took, and misbehaves on demand. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type MailStep = 'sign-in' | 'sender' | 'recipient' | 'content'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly encrypted: boolean
}

export interface MailServer {
  readonly port: number
  /** What it has answered 250 to, or would have. */
  readonly received: readonly ReceivedMail[]
  readonly conversations: () => number
  /** From now on this step is answered so; undefined: as usual. */
  refuse(step: MailStep, answer: string | undefined): void
  /** Resolves when a client has come to this step, which is not answered until `go` is called. */
  holdAt(step: MailStep): { readonly reached: Promise<void>; go(): void }
  /** Breaks every connection off. */
  hangUp(): void
  stop(): Promise<void>
}

export interface MailServerOptions {
  readonly user?: string
  readonly password?: string
  /** Offers STARTTLS with this certificate, or with one of its own that has expired. */
  readonly startTls?: { readonly key: string; readonly cert: string } | 'expired'
}

export async function startMailServer({ user, password, startTls }: MailServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const refusals = new Map<MailStep, string>()
  const holds = new Map<MailStep, { reached: () => void; answered: Promise<void> }>()
  let conversations = 0

  const at = async (step: MailStep): Promise<Error | undefined> => {
    const hold = holds.get(step)
    holds.delete(step)
    hold?.reached()
    await hold?.answered
    const answer = refusals.get(step)
    if (answer === undefined) return undefined
    const [, status = '451', said = ''] = /^(\d{3}) (.*)$/.exec(answer) ?? []
    return Object.assign(new Error(said), { responseCode: Number(status) })
  }
  const options: SMTPServerOptions = {
    authOptional: user === undefined,
    allowInsecureAuth: true,
    ...(typeof startTls === 'object' && startTls),
    disabledCommands: [...(startTls === undefined ? ['STARTTLS'] : []), ...(user === undefined ? ['AUTH'] : [])],
    logger: false,
    disableReverseLookup: true,
    onConnect: (_session, done) => {
      conversations++
      done()
    },
    onAuth: (auth, _session, done) => {
      const isRight = auth.username === user && auth.password === password
      at('sign-in').then((refusal) => {
        if (refusal || !isRight) done(refusal ?? new Error('Authentication credentials invalid'))
        else done(null, { user: auth.username ?? '' })
      }, done)
    },
    onMailFrom: (_address, _session, done) => void at('sender').then(done, done),
    onRcptTo: (_address, _session, done) => void at('recipient').then(done, done),
    onData: (stream, { envelope, secure }, done) => {
      const take = async (): Promise<void> => {
        const raw = await text(stream)
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        const mail = { from, to: envelope.rcptTo.map(({ address }) => address), raw, encrypted: secure }
        if (!refusals.has('content')) received.push(mail)
        done(await at('content'))
      }
      take().catch(done)
    },
  }
  const server = new SMTPServer(options)
  // Clients that vanish in the middle are what these tests are about.
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const hangUp = (): void => {
    for (const connection of server.connections) connection._socket?.destroy()
  }
  return {
    port,
    received,
    conversations: () => conversations,
    refuse(step, answer) {
      if (answer === undefined) refusals.delete(step)
      else refusals.set(step, answer)
    },
    holdAt(step) {
      let go = (): void => undefined
      const answered = new Promise<void>((resolve) => {
        go = resolve
      })
      const reached = new Promise<void>((resolve) => {
        holds.set(step, { reached: resolve, answered })
      })
      return { reached, go }
    },
    hangUp,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        hangUp()
      }),
  }
}

export interface ReadMail {
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  readonly html: string
}

/** What a mail program shows of it (RFC 5322, 2045 to 2047), as far as our own mails need. */
export function readMail(raw: string): ReadMail {
  const { headers, body } = partOf(raw)
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1] ?? ''
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => partOf(part.replace(/^\r\n/, '')))
  const decoded = (type: string): string => {
    const part = parts.find((one) => one.headers.get('content-type')?.startsWith(type))
    if (!part) throw new Error(`no part of type ${type}`)
    return decode(part.body, part.headers.get('content-transfer-encoding') ?? '7bit').trim()
  }
  return { headers, text: decoded('text/plain'), html: decoded('text/html') }
}

function partOf(raw: string): { headers: Map<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n')
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())]
  })
  return { headers: new Map(headers), body: raw.slice(end + 4) }
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** Encoded words; those that follow one another belong together. */
const words = (value: string): string =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B' ? decode(text, 'base64') : decode(text.replaceAll('_', ' '), 'quoted-printable'),
    )
