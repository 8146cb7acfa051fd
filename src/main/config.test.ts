import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ConfigFacts } from '../app/deps.ts'
import { loadConfig, printable } from './config.ts'
import { mailerOf } from './mailer.ts'

const nowhere = { home: join(tmpdir(), `bailiwick-no-home-${crypto.randomUUID()}`) }
const facts: ConfigFacts = {
  version: '0',
  publicUrl: null,
  servedAt: 'http://127.0.0.1:8420',
  operatorTokenDigest: null,
  trustPrincipalArn: null,
  historyDays: null,
}
const proxiesOf = (value: string) => loadConfig({ BAILIWICK_SERVER_PROXIES: value }, nowhere).server.proxies

describe('proxies', () => {
  test('nobody is believed unless named', () => {
    expect(loadConfig({}, nowhere).server.proxies).toEqual([])
    expect(loadConfig({ BAILIWICK_SERVER_PORT: '0' }, nowhere).server.proxies).toEqual([])
    expect(proxiesOf('')).toEqual([])
  })

  test('addresses and networks of both kinds', () => {
    expect(proxiesOf('10.0.0.7, 10.1.0.0/16,::1,fd00::/8')).toEqual(['10.0.0.7', '10.1.0.0/16', '::1', 'fd00::/8'])
  })

  test.each(['proxy.internal', '10.0.0', '10.0.0.7/33', '10.0.0.7/', '10.0.0.7/8/8', '0.0.0.0/0', '::/0', 'true', '1'])(
    '"%s" stops the start',
    (wrong) => expect(() => proxiesOf(`10.0.0.7,${wrong}`)).toThrow(`"${wrong}" is no address`),
  )
})

describe('mail', () => {
  const whole = {
    BAILIWICK_SMTP_HOST: 'mail.example.com',
    BAILIWICK_SMTP_FROM: 'Bailiwick <bailiwick@example.com>',
    BAILIWICK_SMTP_USER: 'bailiwick',
    BAILIWICK_SMTP_PASSWORD: 'hunter2-hunter2',
  }
  const smtpOf = (env: NodeJS.ProcessEnv) => loadConfig(env, nowhere).smtp

  test('is not set up unless a host is named', () => {
    expect(smtpOf({})).toEqual({ security: 'starttls' })
    expect(mailerOf(loadConfig({}, nowhere), facts)).toBeNull()
  })

  test.each([
    ['starttls', 'mail.example.com:587'],
    ['tls', 'mail.example.com:465'],
  ])('goes to the usual port of %s', (security, server) => {
    const config = loadConfig({ ...whole, BAILIWICK_SMTP_SECURITY: security }, nowhere)
    expect(mailerOf(config, facts)).toMatchObject({ server, from: 'Bailiwick <bailiwick@example.com>' })
  })

  test('needs a sender, both of user and password or neither, and no password in the clear', () => {
    const without = (...keys: (keyof typeof whole)[]): NodeJS.ProcessEnv =>
      Object.fromEntries(Object.entries(whole).filter(([key]) => !keys.some((one) => one === key)))
    expect(() => smtpOf(without('BAILIWICK_SMTP_FROM'))).toThrow('smtp.from: is missing')
    expect(() => smtpOf(without('BAILIWICK_SMTP_PASSWORD'))).toThrow('smtp.password: is missing')
    expect(() => smtpOf(without('BAILIWICK_SMTP_USER'))).toThrow('smtp.user: is missing')
    expect(() => smtpOf(without('BAILIWICK_SMTP_HOST'))).toThrow('smtp.host: is missing')
    expect(() => smtpOf({ ...whole, BAILIWICK_SMTP_SECURITY: 'none' })).toThrow('would send the password readable')
    const elsewhere = { ...whole, BAILIWICK_SMTP_HOST: '127.mail.example.com', BAILIWICK_SMTP_SECURITY: 'none' }
    expect(() => smtpOf(elsewhere)).toThrow('would send the password readable')
    const here = { ...whole, BAILIWICK_SMTP_HOST: '127.0.0.1', BAILIWICK_SMTP_SECURITY: 'none' }
    expect(smtpOf(here).security).toBe('none')
    expect(smtpOf(without('BAILIWICK_SMTP_PASSWORD', 'BAILIWICK_SMTP_USER')).host).toBe('mail.example.com')
  })

  test.each(['bailiwick', 'a@example.com, b@example.com', 'x\r\nBcc: y <a@example.com>', '<script>@example.com', ''])(
    'from %j stops the start',
    (from) => expect(() => smtpOf({ ...whole, BAILIWICK_SMTP_FROM: from })).toThrow('smtp.from'),
  )

  test('a misspelt key is not a silent one', () => {
    expect(() => smtpOf({ ...whole, BAILIWICK_SMTP_PASWORD: 'x' })).toThrow('Did you mean BAILIWICK_SMTP_PASSWORD?')
  })

  test('is printed without its password, which no refusal repeats either', () => {
    const printed = printable(loadConfig(whole, nowhere))
    expect(printed.smtp).toEqual({ ...smtpOf(whole), password: '***' })
    expect(JSON.stringify(printed)).not.toContain('hunter2')
    const refusals = [{ BAILIWICK_SMTP_SECURITY: 'none' }, { BAILIWICK_SMTP_FROM: '' }, { BAILIWICK_SMTP_PORT: 'x' }]
    for (const wrong of refusals) expect(() => smtpOf({ ...whole, ...wrong })).toThrow(/^(?!.*hunter2)smtp\./s)
  })
})
