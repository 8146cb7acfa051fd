import { expect, test } from 'vitest'
import { manualClock } from '../../test/fakes/clock-and-log.ts'
import { createFakeMailer } from '../../test/fakes/fake-mailer.ts'
import { createMemoryStore } from '../../test/fakes/memory-store.ts'
import type { Mailer } from '../app/ports/notices.ts'
import { doctorChecks } from './doctor-checks.ts'

const clock = manualClock()

async function mailCheck(mailer: Mailer | null, publicUrl: string | null, undelivered = 0) {
  const store = createMemoryStore(clock)
  const since: string[] = []
  store.notices.undelivered = async (from) => {
    since.push(from)
    return undelivered
  }
  const checks = doctorChecks({ store, clock, historyDays: null, mailer, publicUrl })
  const found = await checks.find(({ name }) => name === 'mail')?.run()
  return { ...found, since }
}

const url = 'https://bailiwick.example.com'

test('mail that is not set up is said, with what would set it up', async () => {
  expect(await mailCheck(null, url)).toMatchObject({
    state: 'warn',
    says: expect.stringContaining('not set up'),
    fix: expect.stringContaining('BAILIWICK_SMTP_HOST'),
  })
})

test('a server that refuses is quoted, with what to do', async () => {
  const refusing = { ...createFakeMailer(), check: async () => ({ reason: 'It said no.', fix: 'Ask again.' }) }
  expect(await mailCheck(refusing, url)).toMatchObject({ state: 'warn', says: 'It said no.', fix: 'Ask again.' })
})

test('what did not surely arrive within a week is counted', async () => {
  const found = await mailCheck(createFakeMailer(), url, 3)
  expect(found).toMatchObject({ state: 'warn', says: expect.stringContaining('3 of the last week') })
  expect(found.since).toEqual(['2026-04-26T10:00:00.000Z'])
})

test('links that lead nowhere are said, and otherwise all is well', async () => {
  expect(await mailCheck(createFakeMailer(), null)).toMatchObject({
    state: 'warn',
    fix: expect.stringContaining('BAILIWICK_PUBLIC_URL'),
  })
  expect(await mailCheck(createFakeMailer(), url)).toMatchObject({
    state: 'ok',
    says: 'mail.example.com:587 takes our mail, from Bailiwick <bailiwick@example.com>.',
  })
})
