import { describe, expect, test } from 'vitest'
import { callerOf, createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'

const ada = { email: 'Ada@Example.com', name: 'Ada', password: 'a long enough secret' }

async function withLink() {
  const harness = await createApiHarness()
  const link = await harness.app.setup.issueLink()
  return { ...harness, token: link?.token ?? '' }
}

describe('the setup link', () => {
  test('creates the first administrator once and signs him in', async () => {
    const { ask, token, store } = await withLink()
    expect((await ask('GET /setup')).body).toEqual({ needed: true })
    const answer = await ask('POST /setup', { body: { ...ada, token } })
    expect(answer).toMatchObject({
      status: 201,
      body: { user: { email: 'ada@example.com', name: 'Ada', roles: expect.arrayContaining(['administrator']) } },
    })
    expect(answer.headers['set-cookie']).toMatch(
      /^bw_session=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    expect(await ask('GET /status', { as: callerOf(answer) })).toMatchObject({ status: 200 })
    expect((await ask('GET /setup')).body).toEqual({ needed: false })
    expect(await ask('POST /setup', { body: { ...ada, token } })).toMatchObject({
      status: 409,
      body: { code: 'setup_done' },
    })
    expect(store.audited.map((entry) => entry.act)).toEqual(['user.created'])
  })

  test('of two at the same moment lets one through', async () => {
    const { ask, token } = await withLink()
    const bodies = ['ada@example.com', 'eve@example.com'].map((email) => ({ ...ada, email, token }))
    const answers = await Promise.all(bodies.map((body) => ask('POST /setup', { body })))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409])
  })

  test('is refused when it is another, too old, or replaced', async () => {
    const { ask, token, clock, app } = await withLink()
    const refused = { status: 403, body: { code: 'setup_link_invalid' } }
    expect(await ask('POST /setup', { body: { ...ada, token: 'guessed' } })).toMatchObject(refused)
    clock.advance(15 * 60_000)
    expect(await ask('POST /setup', { body: { ...ada, token } })).toMatchObject(refused)
    const newer = await app.setup.issueLink()
    expect(await ask('POST /setup', { body: { ...ada, token } })).toMatchObject(refused)
    expect(await ask('POST /setup', { body: { ...ada, token: newer?.token } })).toMatchObject({ status: 201 })
    expect(await app.setup.issueLink()).toBeUndefined()
  })

  test('names every wrong field at once and repeats no password', async () => {
    const { ask, token } = await withLink()
    const { status, body, text } = await ask('POST /setup', {
      body: { token, email: 'ada', name: ' ', password: 'short-secret' },
    })
    expect(status).toBe(400)
    expect((body['places'] as { path: string }[]).map((place) => place.path)).toEqual(['email', 'name'])
    expect(text).not.toContain('short-secret')
  })

  test('its token is nowhere but in the link', async () => {
    const { token, store, log } = await withLink()
    expect(JSON.stringify([[...store.stored.settings], log.lines, store.audited])).not.toContain(token)
  })
})

describe('signing in', () => {
  async function withAda() {
    const harness = await withLink()
    await harness.ask('POST /setup', { body: { ...ada, token: harness.token } })
    return harness
  }

  test('opens a session that says who one is, until one signs out', async () => {
    const { ask, store } = await withAda()
    const answer = await ask('POST /session', { body: { email: ' ada@example.com', password: ada.password } })
    const as = callerOf(answer)
    expect(await ask('GET /session', { as })).toMatchObject({
      status: 200,
      body: { csrfToken: as.headers['x-csrf-token'] },
    })
    expect(JSON.stringify(store.stored.sessions)).not.toContain(as.headers['cookie']?.split('=')[1])
    const out = await ask('DELETE /session', { as })
    expect(out).toMatchObject({ status: 204, text: '' })
    expect(out.headers['set-cookie']).toContain('bw_session=;')
    expect(await ask('GET /session', { as })).toMatchObject({ status: 401 })
  })

  test('answers an unknown person and a wrong password alike', async () => {
    const { ask } = await withAda()
    const wrong = await ask('POST /session', { body: { email: 'ada@example.com', password: 'wrong-but-typed' } })
    const unknown = await ask('POST /session', { body: { email: 'eve@example.com', password: 'wrong-but-typed' } })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'not_signed_in' } })
    expect(unknown.body).toEqual(wrong.body)
    expect(wrong.text).not.toContain('wrong-but-typed')
  })

  test('is limited for one address and account, and others are not held up', async () => {
    const { ask } = await withAda()
    const attempt = (email: string) => ask('POST /session', { body: { email, password: 'no' } })
    for (let tries = 0; tries < 5; tries++) expect(await attempt('ada@example.com')).toMatchObject({ status: 401 })
    const held = await attempt('ADA@example.com ')
    expect(held).toMatchObject({ status: 429, body: { code: 'too_many_requests' } })
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0)
    expect(await attempt('eve@example.com')).toMatchObject({ status: 401 })
  })

  test('is limited for one address whatever accounts it tries, before anything is computed', async () => {
    const harness = await withAda()
    let verified = 0
    const { verify } = harness.deps.passwords
    Object.assign(harness.deps.passwords, {
      verify: (hash: string, password: string) => {
        verified++
        return verify(hash, password)
      },
    })
    const tries = Array.from({ length: 40 }, (_, index) => `eve${index}@example.com`)
    const statuses: number[] = []
    for (const email of tries) {
      statuses.push((await harness.ask('POST /session', { body: { email, password: 'no' } })).status)
    }
    expect(statuses).toEqual(tries.map((_, index) => (index < 30 ? 401 : 429)))
    expect(verified).toBe(30)
    const held = await harness.ask('POST /session', { body: { email: ada.email, password: ada.password } })
    expect(held).toMatchObject({ status: 429, body: { code: 'too_many_requests' } })
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('is limited for each client of a proxy that was named, and for a stranger whatever he says', async () => {
    const { api } = await createApiHarness({ api: { proxies: ['10.0.0.7'] } })
    let tries = 0
    const attempt = async (from: string, client: string): Promise<number> => {
      const { statusCode } = await api.inject({
        method: 'POST',
        url: '/api/v1/session',
        remoteAddress: from,
        headers: { 'x-forwarded-for': client },
        payload: { email: `eve${tries++}@example.com`, password: 'no' },
      })
      return statusCode
    }
    for (let count = 0; count < 30; count++) expect(await attempt('10.0.0.7', '203.0.113.5')).toBe(401)
    expect(await attempt('10.0.0.7', '203.0.113.5')).toBe(429)
    expect(await attempt('10.0.0.7', '203.0.113.6')).toBe(401)
    for (let count = 0; count < 30; count++) expect(await attempt('10.0.0.8', `203.0.113.${count}`)).toBe(401)
    expect(await attempt('10.0.0.8', '203.0.113.99')).toBe(429)
  })

  test('of many in one moment verifies two at a time', async () => {
    const harness = await withAda()
    let [now, most] = [0, 0]
    Object.assign(harness.deps.passwords, {
      async verify() {
        most = Math.max(most, ++now)
        await new Promise((resolve) => setImmediate(resolve))
        now--
        return false
      },
    })
    const emails = Array.from({ length: 20 }, (_, index) => `eve${index}@example.com`)
    const answers = await Promise.all(
      emails.map((email) => harness.ask('POST /session', { body: { email, password: 'no' } })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
    expect(most).toBe(2)
  })

  test('ends by itself: idle after 15 minutes, whatever happens after 8 hours', async () => {
    const { ask, clock } = await withAda()
    const as = callerOf(await ask('POST /session', { body: { email: ada.email, password: ada.password } }))
    for (let minutes = 0; minutes < 8 * 60 - 10; minutes += 10) {
      clock.advance(10 * 60_000)
      expect(await ask('GET /session', { as }), `${minutes}`).toMatchObject({ status: 200 })
    }
    clock.advance(10 * 60_000)
    expect(await ask('GET /session', { as })).toMatchObject({ status: 401 })

    const idle = callerOf(await ask('POST /session', { body: { email: ada.email, password: ada.password } }))
    clock.advance(15 * 60_000)
    expect(await ask('GET /session', { as: idle })).toMatchObject({ status: 401 })
  })

  test('uses a Secure cookie where the address is https', async () => {
    const { ask, app } = await createApiHarness({ facts: { publicUrl: 'https://bailiwick.example.com' } })
    const link = await app.setup.issueLink()
    const { headers } = await ask('POST /setup', { body: { ...ada, token: link?.token } })
    expect(headers['set-cookie']).toContain('; Secure')
  })

  test('the operator has rights and no session', async () => {
    const { ask } = await createApiHarness()
    expect(await ask('GET /session', { as: theOperator })).toMatchObject({ status: 401 })
    expect(await ask('GET /status', { as: theOperator })).toMatchObject({ status: 200 })
  })
})
