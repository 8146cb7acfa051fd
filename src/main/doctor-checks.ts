/** The self-checks of a running server: database, connections, credentials. */
import { forgottenAtKey } from '../app/history/forget-old.ts'
import type { Clock, DoctorCheck, DoctorFinding } from '../app/ports/host.ts'
import type { Mailer } from '../app/ports/notices.ts'
import type { Store } from '../app/ports/store.ts'

interface Deps {
  readonly store: Store
  readonly clock: Clock
  /** `history.days`; null: everything is kept. */
  readonly historyDays: number | null
  /** Null: mail is not set up. */
  readonly mailer: Mailer | null
  readonly publicUrl: string | null
}

/** An access index over older data than this deserves a word. */
const staleAfterHours = 24

export function doctorChecks(deps: Deps): readonly DoctorCheck[] {
  const { store, clock } = deps
  return [
    {
      name: 'schema',
      run: async () => {
        const { engine, version, migration } = await store.describe()
        return {
          state: 'ok',
          says: `${engine === 'pglite' ? 'Embedded PostgreSQL' : 'PostgreSQL'} ${version}, migration ${migration}.`,
        }
      },
    },
    {
      name: 'integrations',
      run: async () => {
        const cards = await store.connections.integrations()
        const broken = cards.filter(({ state }) => state === 'error' || state === 'degraded')
        if (cards.length === 0)
          return {
            state: 'warn',
            says: 'Nothing is connected.',
            fix: 'bailiwick connect aws --direct, or npm start -- --sample',
          }
        if (broken.length === 0) return { state: 'ok', says: `${cards.length} connected.` }
        return {
          state: 'warn',
          says: broken.map(({ name, state, reason }) => `${name} is ${state}${reason ? `: ${reason}` : ''}`).join(' '),
          fix: 'bailiwick integrations show NAME, bailiwick coverage',
        }
      },
    },
    {
      name: 'snapshot',
      run: async () => {
        const snapshot = await store.inventory.currentSnapshot()
        if (!snapshot) return { state: 'warn', says: 'Nothing has been read yet.', fix: 'bailiwick sync --wait' }
        const hours = (Date.parse(clock.now()) - Date.parse(snapshot.publishedAt)) / 3_600_000
        return hours > staleAfterHours
          ? {
              state: 'warn',
              says: `The newest snapshot is ${Math.floor(hours)} hours old.`,
              fix: 'bailiwick sync --wait',
            }
          : { state: 'ok', says: `Published ${snapshot.publishedAt}.` }
      },
    },
    { name: 'history', run: () => checkHistory(deps) },
    { name: 'mail', run: () => checkMail(deps) },
  ]
}

/** A day may be missed while nothing runs. */
const forgottenAgainAfterDays = 3

async function checkHistory({ store, clock, historyDays }: Deps): Promise<Omit<DoctorFinding, 'name'>> {
  const since = await store.inventory.since()
  const begins = since === undefined ? 'It has not begun.' : `It begins at ${since}.`
  if (historyDays === null) return { state: 'ok', says: `${begins} Everything is kept (history.days is not set).` }
  const says = `${begins} Kept for ${historyDays} days.`
  const last = await store.settings.get(forgottenAtKey)
  const age = last === undefined ? undefined : (Date.parse(clock.now()) - Date.parse(last)) / 86_400_000
  if (age !== undefined && age > forgottenAgainAfterDays) {
    return {
      state: 'warn',
      says: `${says} It was last shortened at ${last}.`,
      fix: 'A running server shortens it once a day; its log says why it could not.',
    }
  }
  return { state: 'ok', says }
}

const lookedBackMs = 7 * 24 * 60 * 60_000

async function checkMail({ store, clock, mailer, publicUrl }: Deps): Promise<Omit<DoctorFinding, 'name'>> {
  if (mailer === null) {
    return {
      state: 'warn',
      says: 'Mail is not set up: notices stand in the console only.',
      fix: 'Set BAILIWICK_SMTP_HOST and BAILIWICK_SMTP_FROM, then start the server again.',
    }
  }
  const trouble = await mailer.check()
  if (trouble) return { state: 'warn', says: trouble.reason, fix: trouble.fix }
  const lost = await store.notices.undelivered(new Date(Date.parse(clock.now()) - lookedBackMs).toISOString())
  if (lost > 0) {
    const says = `${mailer.server} takes our mail; ${lost} of the last week did not surely arrive.`
    return { state: 'warn', says, fix: 'bailiwick notices' }
  }
  if (publicUrl === null) {
    return {
      state: 'warn',
      says: `${mailer.server} takes our mail, but its links lead to this machine only.`,
      fix: 'Set BAILIWICK_PUBLIC_URL to the address people use.',
    }
  }
  return { state: 'ok', says: `${mailer.server} takes our mail, from ${mailer.from}.` }
}
