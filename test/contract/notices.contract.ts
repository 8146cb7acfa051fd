/** What every database must do for notices: told once, delivered once, whoever does it and whoever vanishes. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Integration } from '../../src/app/ports/connections.ts'
import type { ClaimedDelivery, NewNotice } from '../../src/app/ports/notices.ts'
import { toIntegrationId } from '../../src/core/ids.ts'
import type { OpenedStore } from '../../src/store/open.ts'
import { manualClock } from '../fakes/clock-and-log.ts'
import type { StoreUnderTest } from './store.contract.ts'
import { newConnection } from './store-fixtures.ts'

const at = '2026-05-01T08:00:00.000Z'
const later = '2026-05-01T09:00:00.000Z'

export function noticesContract(make: () => Promise<StoreUnderTest>): void {
  const clock = manualClock()
  let database: StoreUnderTest
  let store: OpenedStore

  beforeAll(async () => {
    database = await make()
    store = await database.open(clock)
  })
  afterAll(async () => {
    await store?.close()
    await database?.remove()
  })

  async function card(): Promise<Integration['id']> {
    const { id } = await newConnection(store)
    const found = (await store.connections.integrations()).find(({ connectionId }) => connectionId === id)
    if (!found) throw new Error('a connection without a card')
    return found.id
  }
  const notice = (integrationId: Integration['id'], other: Partial<NewNotice> = {}): NewNotice => ({
    id: `read.${integrationId}`,
    kind: 'integration_read',
    at,
    integrationId,
    words: { title: 'Read', paragraphs: ['Whole.'], facts: [], link: { label: 'Open', path: '/' } },
    mailTo: ['ada@example.com'],
    ...other,
  })
  const tell = (of: NewNotice, change = {}): Promise<void> =>
    store.connections.updateIntegration(of.integrationId ?? toIntegrationId('none'), { state: 'active', ...change }, of)
  const of = async (integrationId: Integration['id']) =>
    (await store.notices.list({ integrationId, offset: 0, limit: 10 })).items
  /** Deliveries of other tests that are still due are put off for good. */
  async function claimOf(id: Integration['id'], when = later): Promise<ClaimedDelivery> {
    for (;;) {
      const claimed = await store.notices.claim(crypto.randomUUID(), when)
      if (!claimed) throw new Error('nothing is due')
      if (claimed.id.includes(id)) return claimed
      await store.notices.end(claimed, { event: 'refused', at: when, reason: 'of another test' })
    }
  }

  test('a change and its notice are written together, and what happened is told once', async () => {
    const id = await card()
    await Promise.all([tell(notice(id)), tell(notice(id))])
    await tell(notice(id, { at: later, mailTo: ['eve@example.com'] }))
    expect((await store.connections.integration(id))?.state).toBe('active')
    const { mailTo: _, ...told } = notice(id)
    const waiting = { state: 'waiting', attempts: 0, nextAt: at, endedAt: null, reason: null }
    expect(await of(id)).toEqual([{ ...told, deliveries: [{ to: 'ada@example.com', ...waiting }] }])
  })

  test('a change that fails tells nothing, and a card that is gone neither', async () => {
    const [id, other] = [await card(), await card()]
    const taken = (await store.connections.integration(other))?.name
    await expect(tell(notice(id), { name: taken })).rejects.toMatchObject({ code: 'name_taken' })
    expect(await of(id)).toEqual([])
    const gone = toIntegrationId(crypto.randomUUID())
    await tell(notice(gone))
    expect(await of(gone)).toEqual([])
  })

  test('it goes with its card', async () => {
    const id = await card()
    await tell(notice(id))
    const connectionId = (await store.connections.integration(id))?.connectionId
    if (!connectionId) throw new Error('no such card')
    await store.connections.erase(connectionId)
    expect(await of(id)).toEqual([])
  })

  test('the newest first, page by page', async () => {
    const id = await card()
    for (const hour of [1, 3, 2]) await tell(notice(id, { id: `n${hour}.${id}`, at: `2026-05-0${hour}T00:00:00.000Z` }))
    const { items, total } = await store.notices.list({ integrationId: id, offset: 1, limit: 1 })
    expect([items.map((one) => one.id), total]).toEqual([[`n2.${id}`], 3])
    expect((await store.notices.list({ offset: 0, limit: 1 })).total).toBeGreaterThan(3)
  })

  test('one delivery is had by one, however many ask', async () => {
    const id = await card()
    const recipients = Array.from({ length: 5 }, (_, n) => `p${n}@example.com`)
    await tell(notice(id, { mailTo: [...recipients, ...recipients] }))
    const claims = await Promise.all(Array.from({ length: 12 }, () => store.notices.claim(crypto.randomUUID(), later)))
    const own = claims.flatMap((claimed) => (claimed?.id.includes(id) ? [claimed.to] : []))
    expect(own.sort()).toEqual(recipients)
  })

  test('nothing is due before its time, and the way to the end is the way of the table', async () => {
    const id = await card()
    await tell(notice(id, { at: '2026-06-01T00:00:00.000Z' }))
    const early = await store.notices.claim('early', '2026-05-31T23:59:59.999Z')
    expect(early?.id.includes(id) ?? false).toBe(false)

    const due = '2026-06-01T00:00:00.000Z'
    const first = await claimOf(id, due)
    expect(first).toMatchObject({ to: 'ada@example.com', attempts: 1, at: due, words: { title: 'Read' } })
    const nextAt = '2026-06-01T00:02:00.000Z'
    await store.notices.end(first, { event: 'put_off', nextAt, reason: 'Not now.' })
    const put = { state: 'waiting', attempts: 1, nextAt, endedAt: null, reason: 'Not now.' }
    expect((await of(id))[0]?.deliveries).toMatchObject([put])

    const second = await claimOf(id, nextAt)
    // What the first attempt says now comes too late.
    expect(await store.notices.handOver(first)).toBe(false)
    await store.notices.end(first, { event: 'refused', at: nextAt, reason: 'late' })
    // Sent is only what was handed over.
    await store.notices.end(second, { event: 'accepted', at: nextAt })
    expect((await of(id))[0]?.deliveries).toMatchObject([{ state: 'sending', attempts: 2 }])
    expect(await store.notices.handOver(second)).toBe(true)
    expect(await store.notices.handOver(second)).toBe(false)
    await store.notices.end(second, { event: 'accepted', at: nextAt })
    const sent = { state: 'sent', attempts: 2, nextAt: null, endedAt: nextAt, reason: null }
    expect((await of(id))[0]?.deliveries).toMatchObject([sent])
  })

  test('whoever vanishes before the handing over is followed by another, whoever vanishes in it by a doubt', async () => {
    const [before, within] = [await card(), await card()]
    await store.notices.abandon(0, later)
    await tell(notice(before))
    const lost = await claimOf(before)
    await tell(notice(within))
    const handed = await claimOf(within)
    expect(await store.notices.handOver(handed)).toBe(true)

    expect(await store.notices.abandon(60_000, later)).toBe(0)
    expect(await store.notices.abandon(0, later)).toBe(2)
    expect(await store.notices.handOver(lost)).toBe(false)
    expect((await of(within))[0]?.deliveries).toMatchObject([{ state: 'uncertain', nextAt: null, endedAt: later }])
    expect(await store.notices.undelivered(later)).toBeGreaterThanOrEqual(1)
    expect(await claimOf(before)).toMatchObject({ attempts: 2 })
  })

  test('words come back as they were given', async () => {
    const id = await card()
    let number = 0
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        // PostgreSQL stores no NUL, and JSON escapes half a surrogate pair that no text of ours has.
        const given = text.replaceAll('\u0000', '').toWellFormed()
        number += 1
        const words = { title: given, paragraphs: [given], facts: [], link: { label: given, path: '/' } }
        await tell(notice(id, { id: `w${number}.${id}`, at: later, words, mailTo: [] }))
        const { items } = await store.notices.list({ integrationId: id, offset: 0, limit: 500 })
        expect(items.find((one) => one.id === `w${number}.${id}`)?.words).toEqual(words)
      }),
      { numRuns: 25 },
    )
  })
}
