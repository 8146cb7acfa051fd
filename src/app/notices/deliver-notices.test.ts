import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { createFakeMailer, refusedFor, Vanished } from '../../../test/fakes/fake-mailer.ts'
import { lakeForm, lakeScript, operator } from '../../../test/fakes/small-world.ts'
import { createApp } from '../app.ts'
import type { NewNotice } from '../ports/notices.ts'
import { pauseAfter } from './deliver-notices.ts'

const running = new AbortController().signal
const minute = 60_000
const hour = 60 * minute

async function world(mailTo: readonly string[] = ['ada@example.com']) {
  const mailer = createFakeMailer()
  const harness = createHarness({ aws: lakeScript, mailer })
  const card = await harness.app.connections.create(operator, lakeForm)
  const notice: NewNotice = {
    id: `read.${card.id}`,
    kind: 'integration_read',
    at: harness.clock.now(),
    integrationId: (await harness.store.connections.integrations())[0]?.id ?? null,
    words: { title: 'Read', paragraphs: [], facts: [], link: { label: 'Open', path: '/' } },
    mailTo,
  }
  if (notice.integrationId) await harness.store.connections.updateIntegration(notice.integrationId, {}, notice)
  const deliveries = async () =>
    (await harness.app.notices.list(operator, {}, { page: 1, pageSize: 9 })).items[0]?.mail ?? []
  return { ...harness, mailer, deliveries, deliver: () => harness.app.notices.deliver(running) }
}

test('each address gets one letter, however often one looks', async () => {
  const { mailer, deliver, deliveries } = await world(['ada@example.com', 'bob@example.com'])
  await Promise.all([deliver(), deliver(), deliver()])
  await deliver()
  expect(mailer.sent.map(({ to }) => to)).toEqual(['ada@example.com', 'bob@example.com'])
  expect(await deliveries()).toMatchObject([{ state: 'sent' }, { state: 'sent' }])
})

test('a server that is out of reach is left alone, tried again later and later, and not for ever', async () => {
  const { mailer, deliver, deliveries, clock } = await world(['ada@example.com', 'bob@example.com'])
  mailer.next = Array.from({ length: 999 }, () => refusedFor('server'))
  await deliver()
  expect(mailer.attempts).toEqual(['ada@example.com'])
  expect(await deliveries()).toMatchObject([
    { state: 'waiting', attempts: 1, nextAt: '2026-05-03T10:01:00.000Z', reason: 'Not now.' },
    { state: 'waiting', attempts: 0 },
  ])
  for (let passed = 0; passed < 25 * hour; passed += minute / 2) {
    clock.advance(minute / 2)
    await deliver()
  }
  expect(await deliveries()).toMatchObject([
    { state: 'given_up', nextAt: null, reason: 'It could not be sent within 24 hours.' },
    { state: 'given_up' },
  ])
  expect(mailer.sent).toEqual([])
  // 1, 2, 4, … 128, 240 minutes: fifteen attempts at most fit into a day, for each of the two.
  expect(mailer.attempts.length).toBeLessThanOrEqual(30)
})

test('the pauses grow, and stay within four hours', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), (attempts) => {
      expect(pauseAfter(attempts)).toBeGreaterThanOrEqual(minute)
      expect(pauseAfter(attempts + 1)).toBeGreaterThanOrEqual(pauseAfter(attempts))
      expect(pauseAfter(attempts)).toBeLessThanOrEqual(4 * hour)
    }),
  )
})

test('a letter refused for good is given up, and the next one goes its way', async () => {
  const { mailer, deliver, deliveries } = await world(['ada@example.com', 'bob@example.com'])
  mailer.next = [refusedFor('letter')]
  await deliver()
  expect(await deliveries()).toMatchObject([{ state: 'given_up', reason: 'Not now.' }, { state: 'sent' }])
})

test('one that greylists gets it a minute later', async () => {
  const { mailer, deliver, deliveries, clock } = await world()
  mailer.next = [refusedFor('later')]
  await deliver()
  await deliver()
  expect(mailer.sent).toEqual([])
  clock.advance(minute)
  await deliver()
  expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 2 }])
})

test('no answer after the last line is a doubt that is shown, and not a second letter', async () => {
  const { mailer, deliver, deliveries, clock, log } = await world()
  mailer.next = [{ kind: 'unanswered', reason: 'It may have arrived.' }]
  await deliver()
  clock.advance(25 * hour)
  await deliver()
  expect(mailer.sent).toHaveLength(1)
  expect(await deliveries()).toMatchObject([{ state: 'uncertain', reason: 'It may have arrived.' }])
  expect(log.lines.join('\n')).not.toContain('ada@example.com')
})

test.each([
  ['before the handing over', 'vanish-before', 1, 'sent'],
  ['within it', 'vanish-within', 1, 'uncertain'],
] as const)(
  'a process that ends %s leaves neither a second letter nor a lost one',
  async (_, where, letters, state) => {
    const { mailer, deliver, deliveries, deps } = await world()
    mailer.next = [where]
    await expect(deliver()).rejects.toBeInstanceOf(Vanished)
    const next = createApp(deps)
    await next.notices.deliver(running)
    await next.notices.deliver(running)
    expect(mailer.sent).toHaveLength(letters)
    expect(await deliveries()).toMatchObject([{ state }])
  },
)

test('what another server has in hand is left to it, until it has been silent for long', async () => {
  const { mailer, deliver, deliveries, clock, store } = await world()
  mailer.next = [refusedFor('later')]
  await deliver()
  clock.advance(minute)
  expect(await store.notices.claim('of another server', clock.now())).toMatchObject({ attempts: 2 })
  clock.advance(9 * minute)
  await deliver()
  expect(await deliveries()).toMatchObject([{ state: 'sending', attempts: 2 }])
  clock.advance(minute)
  await deliver()
  expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 3 }])
})

test('without a mail server nothing is touched, and a mail server that comes later gets it', async () => {
  const { mailer, deliveries, deps } = await world()
  await createApp({ ...deps, mailer: null }).notices.deliver(running)
  expect(await deliveries()).toMatchObject([{ state: 'waiting', attempts: 0 }])
  await createApp(deps).notices.deliver(running)
  expect(mailer.sent).toHaveLength(1)
})

test("a stop in the middle is nobody's refusal: the next start goes on at once", async () => {
  const { app, mailer, deliveries, deps } = await world()
  const stopping = new AbortController()
  mailer.next = [refusedFor('letter')]
  const { send } = mailer
  const stopped = (...asked: Parameters<typeof send>) => {
    stopping.abort()
    return send(...asked)
  }
  await createApp({ ...deps, mailer: { ...mailer, send: stopped } }).notices.deliver(stopping.signal)
  expect(await deliveries()).toMatchObject([{ state: 'waiting', reason: 'Bailiwick was stopping.' }])
  await app.notices.deliver(running)
  expect(await deliveries()).toMatchObject([{ state: 'sent' }])
})

test('a stop begins no other letter', async () => {
  const { app, mailer } = await world(['ada@example.com', 'bob@example.com'])
  const stopping = new AbortController()
  const { send } = mailer
  Object.assign(mailer, {
    send: (...asked: Parameters<typeof send>) => {
      stopping.abort()
      return send(...asked)
    },
  })
  await app.notices.deliver(stopping.signal)
  expect(mailer.sent).toHaveLength(1)
})
