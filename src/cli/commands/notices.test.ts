/** `notices`: what is asked of the API, and what people read. */
import { describe, expect, test } from 'vitest'
import { runCommand, runCommandAgainst } from '../../../test/fakes/command-line.ts'
import type { NoticePage, NoticeView } from '../../app/notices/list-notices.ts'
import type { Delivery } from '../../app/ports/notices.ts'

const at = '2026-05-03T10:00:00.000Z'

const delivery = (change: Partial<Delivery>): Delivery => ({
  to: 'ada@example.com',
  state: 'waiting',
  attempts: 0,
  nextAt: at,
  endedAt: null,
  reason: null,
  ...change,
})
const notice = (...mail: readonly Delivery[]): NoticeView => ({
  id: 'read.1',
  kind: 'integration_read',
  at,
  integration: null,
  title: '"AWS prod" is connected and read',
  paragraphs: [],
  facts: [],
  link: { label: 'Open', path: '/' },
  mail,
})
const page = (items: readonly NoticeView[], mail: NoticePage['mail'], total = items.length): NoticePage => ({
  items,
  total,
  page: 1,
  pageSize: 50,
  mail,
})
const server = { server: 'mail.example.com:587', from: 'Bailiwick <bailiwick@example.com>' }

describe('the list', () => {
  test('of one card is asked for by its name, page by page', async () => {
    const { requests, stdout, status } = await runCommand(['notices', '--integration', 'AWS prod', '--page', '2'], () =>
      page([], server),
    )
    const query = { integration: 'AWS prod', page: '2', pageSize: '50' }
    expect(requests).toMatchObject([{ method: 'GET', path: '/notices', query }])
    expect([status, stdout]).toEqual([0, 'Nobody was told anything yet.\n'])
  })

  test.each([
    [delivery({}), 'about to go to ada@example.com'],
    [delivery({ attempts: 2, reason: 'Not now.' }), `to ada@example.com again at ${at}: Not now.`],
    [delivery({ state: 'sending' }), 'on its way to ada@example.com'],
    [delivery({ state: 'handing_over' }), 'on its way to ada@example.com'],
    [delivery({ state: 'sent' }), 'sent to ada@example.com'],
    [delivery({ state: 'given_up', reason: 'No such user.' }), 'not sent to ada@example.com: No such user.'],
    [delivery({ state: 'uncertain', reason: 'No answer.' }), 'may have reached ada@example.com: No answer.'],
  ])('says of a mail that is %j: %s', async (mail, says) => {
    const { stdout } = await runCommand(['notices'], () => page([notice(mail)], server))
    expect(stdout).toContain(`"AWS prod" is connected and read  ${says}\n`)
    expect(stdout).not.toContain('not set up')
  })

  test('promises no mail where none will leave, and counts what it does not show', async () => {
    const { stdout } = await runCommand(['notices'], () => page([notice(delivery({}))], null, 51))
    expect(stdout).toContain('not sent to ada@example.com: mail is not set up')
    expect(stdout).toContain('1 of 51 notices.\nMail is not set up')
  })

  test('is one document for scripts', async () => {
    const answer = page([notice(delivery({}))], server)
    const { stdout } = await runCommand(['notices', '--json'], () => answer)
    expect(JSON.parse(stdout)).toEqual(answer)
  })
})

describe('a test mail', () => {
  test('is sent to one address', async () => {
    const sent = { to: 'ada@example.com', ...server }
    const { requests, stdout } = await runCommand(['notices', 'test', '--to', 'ada@example.com'], () => sent)
    expect(requests).toMatchObject([{ method: 'POST', path: '/notices/test', body: { to: 'ada@example.com' } }])
    expect(stdout).toContain('mail.example.com:587 has taken a mail to ada@example.com')
  })

  test('needs to know whom', async () => {
    expect(await runCommand(['notices', 'test'], () => ({}))).toMatchObject({ status: 2, requests: [] })
  })

  test.each([
    ['mail_not_set_up', 2],
    ['mail_refused', 1],
  ])('that ends with %s ends the command with %i', async (code, status) => {
    const refused = { code, detail: 'No.', fix: 'Mend it.' }
    const ended = await runCommandAgainst(['notices', 'test', '--to', 'a@example.com'], () => ({
      status: 502,
      body: refused,
    }))
    expect(ended).toMatchObject({ status, stderr: `bailiwick: No. (${code})\nMend it.\n` })
  })
})
