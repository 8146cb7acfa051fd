import { beforeEach, describe, expect, test } from 'vitest'
import type { ApiHarness } from '../../../test/fakes/api-harness.ts'
import { createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'
import { createFakeMailer, type FakeMailer, refusedFor } from '../../../test/fakes/fake-mailer.ts'
import { lakeForm, lakeScript, operator } from '../../../test/fakes/small-world.ts'

let mailer: FakeMailer
let harness: ApiHarness
let card: { readonly id: string; readonly name: string }

beforeEach(async () => {
  mailer = createFakeMailer()
  harness = await createApiHarness({ aws: lakeScript, mailer })
  card = await harness.app.connections.create(operator, lakeForm)
})

const ask = (what: string, body?: unknown) =>
  harness.ask(what, { as: theOperator, ...(body !== undefined && { body }) })

async function read(): Promise<void> {
  await harness.app.sync.request(operator, { integration: card.id })
  await harness.work()
}

describe('notices', () => {
  test('are listed with what became of the mail, of all cards or of one', async () => {
    expect((await ask('GET /notices')).body).toEqual({
      items: [],
      total: 0,
      page: 1,
      pageSize: 50,
      mail: { server: 'mail.example.com:587', from: 'Bailiwick <bailiwick@example.com>' },
    })
    await read()
    await harness.app.notices.deliver(new AbortController().signal)
    const mail = [expect.objectContaining({ to: lakeForm.owner, state: 'sent', attempts: 1, nextAt: null })]
    const listed = { total: 1, items: [expect.objectContaining({ integration: card.id, mail })] }
    expect((await ask('GET /notices')).body).toMatchObject(listed)
    expect((await ask(`GET /notices?integration=${card.name}`)).body).toMatchObject(listed)
    expect((await ask('GET /notices?page=2')).body).toMatchObject({ total: 1, items: [] })
    expect((await ask('GET /notices?integration=nothing')).body).toMatchObject({ code: 'unknown_integration' })
    expect((await ask('GET /notices?pageSize=501')).status).toBe(400)
  })

  test('leave as CSV, names of others disarmed', async () => {
    await read()
    const { headers, text } = await ask('GET /notices?format=csv')
    expect(headers['content-disposition']).toContain('notices.csv')
    const [head, row] = text.split('\r\n')
    expect(head).toBe('at,kind,title,text,integration,to,mail,reason')
    expect(row).toContain(`integration_read,"""AWS"" is connected and read"`)
    expect(row).toContain(`,${lakeForm.owner},waiting,`)
  })

  test('are there without a mail server, which is said', async () => {
    harness = await createApiHarness({ aws: lakeScript })
    card = await harness.app.connections.create(operator, lakeForm)
    await read()
    expect((await ask('GET /notices')).body).toMatchObject({ total: 1, mail: null })
    expect((await ask('GET /status')).body).toMatchObject({ mail: false })
    expect((await ask('POST /notices/test', { to: 'ada@example.com' })).body).toMatchObject({
      status: 409,
      code: 'mail_not_set_up',
      fix: expect.stringContaining('BAILIWICK_SMTP_HOST'),
    })
  })
})

describe('a test mail', () => {
  test('goes out at once and is audited, and is no notice', async () => {
    expect((await ask('GET /status')).body).toMatchObject({ mail: true })
    expect((await ask('POST /notices/test', { to: ' Ada@Example.com ' })).body).toEqual({
      to: 'ada@example.com',
      server: 'mail.example.com:587',
      from: 'Bailiwick <bailiwick@example.com>',
    })
    expect(mailer.sent).toMatchObject([{ to: 'ada@example.com', words: { title: 'Bailiwick can write to you' } }])
    expect(harness.store.audited.at(-1)).toMatchObject({
      act: 'notice.test_sent',
      details: { to: 'ada@example.com', result: 'accepted' },
    })
    expect((await ask('GET /notices')).body).toMatchObject({ total: 0 })
  })

  test('that the server refuses says why and what to do', async () => {
    mailer.next = [refusedFor('server'), { kind: 'unanswered', reason: 'It may have arrived.' }]
    const refused = { status: 502, code: 'mail_refused' }
    expect((await ask('POST /notices/test', { to: 'ada@example.com' })).body).toMatchObject({
      ...refused,
      detail: 'Not now.',
      fix: 'Wait.',
    })
    expect((await ask('POST /notices/test', { to: 'ada@example.com' })).body).toMatchObject({
      ...refused,
      detail: 'It may have arrived.',
    })
  })

  test.each(['ada', 'ada@example.com, eve@example.com', 'ada@example.com\r\nBcc: eve@example.com', ''])(
    'to %j is refused before anybody is asked',
    async (to) => {
      expect((await ask('POST /notices/test', { to })).status).toBe(400)
      expect(mailer.attempts).toEqual([])
    },
  )

  test('cannot be sent by the dozen', async () => {
    for (let sent = 0; sent < 10; sent++)
      expect((await ask('POST /notices/test', { to: 'ada@example.com' })).status).toBe(200)
    expect((await ask('POST /notices/test', { to: 'ada@example.com' })).body).toMatchObject({
      code: 'too_many_requests',
    })
    expect(mailer.sent).toHaveLength(10)
  })
})
