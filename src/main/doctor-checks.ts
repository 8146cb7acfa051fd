/** The self-checks of a running server: database, connections, credentials. */
import type { Clock, DoctorCheck, Store } from '../app/ports.ts'

interface Deps {
  readonly store: Store
  readonly clock: Clock
}

/** An access index over older data than this deserves a word. */
const staleAfterHours = 24

export function doctorChecks({ store, clock }: Deps): readonly DoctorCheck[] {
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
  ]
}
