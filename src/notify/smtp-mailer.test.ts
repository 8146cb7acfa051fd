import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type MailServer, readMail, startMailServer } from '../../test/fakes/mail-server.ts'
import type { Letter, Mailer } from '../app/ports/notices.ts'
import type { MailSettings } from './smtp-mailer.ts'
import { createSmtpMailer } from './smtp-mailer.ts'

const password = 'correct horse battery'

let server: MailServer

beforeEach(async () => {
  server = await startMailServer({ user: 'bailiwick', password })
})
afterEach(() => server.stop())

const mailer = (other: Partial<MailSettings> = {}): Mailer =>
  createSmtpMailer({
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: 'bailiwick',
    password,
    from: { name: 'Bailiwick', address: 'bailiwick@example.com' },
    consoleUrl: 'https://bailiwick.example.com/',
    ...other,
  })

const letter = (
  other: Partial<Omit<Letter, 'words'>> & { readonly words?: Partial<Letter['words']> } = {},
): Letter => ({
  id: 'read.1',
  to: 'ada@example.com',
  at: '2026-05-01T08:00:00.000Z',
  ...other,
  words: {
    title: '"AWS prod" is connected and read',
    paragraphs: ['First.', 'Second.'],
    facts: [{ name: 'Accounts read', value: '4 of 5' }],
    link: { label: 'Open AWS prod', path: '/integrations/1' },
    ...other.words,
  },
})

const running = new AbortController().signal
const send = (to: Mailer, one: Letter = letter()) => to.send(one, async () => true, running)

async function onlyMail() {
  const [mail, ...others] = server.received
  expect(others).toEqual([])
  if (!mail) throw new Error('the server has received nothing')
  return { ...mail, ...readMail(mail.raw) }
}

describe('a letter', () => {
  test('arrives as text and as HTML, with a link to the console and nothing that answers by itself', async () => {
    expect(await send(mailer())).toEqual({ kind: 'accepted' })
    const { from, to, headers, text, html } = await onlyMail()
    expect({ from, to }).toEqual({ from: 'bailiwick@example.com', to: ['ada@example.com'] })
    expect(headers.get('subject')).toBe('"AWS prod" is connected and read')
    expect(headers.get('from')).toBe('Bailiwick <bailiwick@example.com>')
    expect(headers.get('to')).toBe('ada@example.com')
    expect(headers.get('message-id')).toBe('<read.1@example.com>')
    expect(headers.get('date')).toBe('Fri, 01 May 2026 08:00:00 +0000')
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(text).toContain('First.\r\n\r\nSecond.\r\n\r\nAccounts read: 4 of 5\r\n')
    expect(text).toContain('Open AWS prod: https://bailiwick.example.com/integrations/1')
    expect(html).toContain('<p style="margin:0 0 12px;max-width:38em">First.</p>')
    expect(html).toContain('<a href="https://bailiwick.example.com/integrations/1"')
    expect(html).not.toMatch(/<(img|script|form|link|iframe)|url\(|https?:\/\/(?!bailiwick\.example\.com)/)
  })

  test('of a hostile name stays one header and one text', async () => {
    const name = 'x\r\nBcc: eve@example.com\r\n\r\n<script>alert(1)</script>\u202e\u2028"><img src=//evil.example>'
    const hostile = letter({
      words: {
        title: name,
        paragraphs: [name],
        facts: [{ name, value: name }],
        link: { label: name, path: '/integrations/1' },
      },
    })
    expect(await send(mailer(), hostile)).toEqual({ kind: 'accepted' })
    const { to, headers, text, html } = await onlyMail()
    expect(to).toEqual(['ada@example.com'])
    const flat = 'x Bcc: eve@example.com <script>alert(1)</script> "><img src=//evil.example>'
    expect(headers.get('subject')).toBe(flat)
    expect([...headers.keys()].sort()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
      'x-auto-response-suppress',
    ])
    expect(text).toContain(`${flat}\r\n\r\n${flat}: ${flat}\r\n`)
    expect(html).not.toMatch(/<script|<img|\u202e|\u2028/)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;&gt;&lt;img')
  })

  test.each(['a@b.example\r\nBcc: eve@example.com', 'ada@example.com, eve@example.com', 'ada', ''])(
    'to %j is not sent at all',
    async (to) => {
      expect(await send(mailer(), letter({ to }))).toMatchObject({ kind: 'refused', scope: 'letter' })
      expect(server.conversations()).toBe(0)
    },
  )

  test('with a dot alone on a line, and letters of every script, is whole', async () => {
    const paragraph = `${'Zürich 東京 🔑 '.repeat(40)}.`
    await send(mailer(), letter({ words: { title: 'Zürich 東京 🔑', paragraphs: [paragraph, '.', 'end'] } }))
    const { headers, text, raw } = await onlyMail()
    expect(headers.get('subject')).toBe('Zürich 東京 🔑')
    expect(text).toContain(`${paragraph}\r\n\r\n.\r\n\r\nend`)
    expect(raw).toMatch(/^[\r\n\x20-\x7e]*$/)
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
  })
})

describe('the moment of handing over', () => {
  test('comes after the server has agreed to everything else, and before it has the whole', async () => {
    const steps: string[] = []
    const sent = await mailer().send(
      letter(),
      async () => {
        steps.push(`handed over, ${server.received.length} received`)
        return true
      },
      running,
    )
    expect(sent).toEqual({ kind: 'accepted' })
    expect(steps).toEqual(['handed over, 0 received'])
  })

  test('is not reached where a step before it is refused', async () => {
    for (const step of ['sign-in', 'sender', 'recipient'] as const) {
      server.refuse(step, '451 Not now')
      let asked = 0
      const sent = await mailer().send(letter(), async () => ++asked > 0, running)
      expect([step, sent.kind, asked]).toEqual([step, 'refused', 0])
      server.refuse(step, undefined)
    }
  })

  test('can be refused, and then nothing arrives', async () => {
    const sent = await mailer().send(letter(), async () => false, running)
    expect(sent).toMatchObject({ kind: 'refused', scope: 'later' })
    expect(server.received).toEqual([])
  })

  test('ends what an abort can do', async () => {
    const stopping = new AbortController()
    const held = server.holdAt('content')
    const sent = mailer().send(letter(), async () => true, stopping.signal)
    await held.reached
    stopping.abort()
    held.go()
    expect(await sent).toEqual({ kind: 'accepted' })
  })

  test('leaves a doubt where the server hangs up after it', async () => {
    const held = server.holdAt('content')
    const sent = send(mailer())
    await held.reached
    server.hangUp()
    expect(await sent).toEqual({
      kind: 'unanswered',
      reason: '127.0.0.1 had the whole mail and did not answer; it may have arrived.',
    })
  })

  test('before it, an abort stops the conversation', async () => {
    const stopping = new AbortController()
    const held = server.holdAt('recipient')
    const sent = mailer().send(letter(), async () => true, stopping.signal)
    await held.reached
    stopping.abort(new Error('stopping'))
    expect(await sent).toMatchObject({ kind: 'refused' })
    held.go()
    expect(server.received).toEqual([])
  })
})

describe('a refusal', () => {
  test.each([
    ['sender', '550 5.7.1 Not from you', 'server', 'refused the sender bailiwick@example.com'],
    ['recipient', '550 5.1.1 No such user', 'letter', 'refused the recipient'],
    ['recipient', '450 4.2.1 Greylisted', 'later', 'refused the recipient'],
    ['content', '554 5.7.1 Looks like spam', 'letter', 'did not take the mail'],
    ['content', '452 4.3.1 Disk full', 'later', 'did not take the mail'],
    ['sign-in', '535 5.7.8 Bad password', 'server', 'does not let us sign in'],
  ] as const)('of the %s with %s concerns the %s', async (step, answer, scope, says) => {
    server.refuse(step, answer)
    const sent = await send(mailer())
    expect(sent).toMatchObject({ kind: 'refused', scope, reason: expect.stringContaining(says) })
    expect(sent).toMatchObject({ reason: expect.stringContaining(answer.slice(4)) })
  })

  test('never repeats the password, in clear or encoded, whatever the server says', async () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const forms = [password, base64(password), base64(`\u0000bailiwick\u0000${password}`)]
    server.refuse('sign-in', `535 You said ${forms.join(' and ')}`)
    const said = JSON.stringify([await send(mailer()), await mailer().check()])
    for (const form of forms) expect(said).not.toContain(form)
    expect(said).toContain('You said *** and *** and ***')
  })

  test('names what is wrong with the way to the server', async () => {
    const nobody = await send(mailer({ port: 1 }))
    expect(nobody).toMatchObject({ kind: 'refused', scope: 'server', reason: expect.stringContaining('127.0.0.1:1') })
    expect(nobody).toMatchObject({ fix: expect.stringContaining('BAILIWICK_SMTP_PORT') })

    const open = await startMailServer()
    const unwilling = createSmtpMailer({
      host: '127.0.0.1',
      port: open.port,
      security: 'none',
      user: 'a',
      password,
      from: { name: 'B', address: 'b@example.com' },
      consoleUrl: 'http://127.0.0.1',
    })
    expect(await unwilling.check()).toMatchObject({ reason: expect.stringContaining('offers no sign-in') })
    await open.stop()
  })

  test('comes before the password where the server offers no STARTTLS', async () => {
    const sent = await send(mailer({ security: 'starttls' }))
    expect(sent).toMatchObject({ scope: 'server', fix: expect.stringContaining('BAILIWICK_SMTP_SECURITY') })
    expect(server.received).toEqual([])
  })
})

const openssl = process.env['OPENSSL'] ?? 'openssl'
const hasOpenssl = spawnSync(openssl, ['version']).status === 0
if (!hasOpenssl)
  process.stderr.write('skipped: mail over STARTTLS with a trusted certificate (openssl is not installed)\n')

describe('STARTTLS', () => {
  const secured = (port: number, trusted?: string): Mailer =>
    mailer({ host: 'localhost', port, security: 'starttls', trusted })

  test('with a certificate that is not trusted ends before the password is sent', async () => {
    const expired = await startMailServer({ user: 'bailiwick', password, startTls: 'expired' })
    const signedIn = vi.fn()
    void expired.holdAt('sign-in').reached.then(signedIn)
    const sent = await send(secured(expired.port))
    expect(sent).toMatchObject({ scope: 'server', fix: expect.stringContaining('NODE_EXTRA_CA_CERTS') })
    expect(signedIn).not.toHaveBeenCalled()
    await expired.stop()
  })

  test.skipIf(!hasOpenssl)('with a trusted one encrypts everything from the sign-in on', async () => {
    const certificate = certificateFor('localhost')
    const trusted = await startMailServer({ user: 'bailiwick', password, startTls: certificate })
    expect(await send(secured(trusted.port, certificate.cert))).toEqual({ kind: 'accepted' })
    expect(trusted.received.map(({ encrypted }) => encrypted)).toEqual([true])
    await trusted.stop()
  })
})

/** Valid for a day. */
function certificateFor(host: string): { key: string; cert: string } {
  const words = `req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=${host} -addext subjectAltName=DNS:${host} -keyout - -out -`
  const { stdout } = spawnSync(openssl, words.split(' '), { encoding: 'utf8' })
  const of = (kind: string): string =>
    new RegExp(`-----BEGIN ${kind}-----[^-]+-----END ${kind}-----\\n`).exec(stdout)?.[0] ?? ''
  return { key: of('PRIVATE KEY'), cert: of('CERTIFICATE') }
}

test('a check connects and signs in, and sends nothing', async () => {
  expect(await mailer().check()).toBeUndefined()
  expect([server.conversations(), server.received.length]).toEqual([1, 0])
})
