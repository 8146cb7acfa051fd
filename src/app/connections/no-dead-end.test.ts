import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Harness } from '../../../test/fakes/app-harness.ts'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { deniedBuckets, lake, lakeForm, lakeScript, operator, wholeReading } from '../../../test/fakes/small-world.ts'
import { AppError, isAppError } from '../../core/fault.ts'
import type { IntegrationState } from '../ports/connections.ts'
import { transitions } from './integration-states.ts'

/** States of something that goes on. A card may be in one only as long as it does. */
const passing: readonly IntegrationState[] = ['verifying', 'fetching', 'deleting']

const management = accountOf('999988887777')
const name = { integration: 'AWS' }
const target = { accountId: lake, name: 'lake', reason: null, probes: [] } as const

const acts = {
  reachable: async ({ aws }) => void Object.assign(aws.script, { targets: [{ ...target, state: 'ready' }] }),
  unreachable: async ({ aws }) => void Object.assign(aws.script, { targets: [{ ...target, state: 'role_missing' }] }),
  'no network': async ({ aws }) =>
    void Object.assign(aws.script, { targets: new AppError('aws_unreachable', 'No network.') }),
  'all can be read': async ({ aws }) => void Object.assign(aws.script, { cells: wholeReading }),
  'some can be read': async ({ aws }) =>
    void Object.assign(aws.script, { cells: [...wholeReading.slice(0, 3), deniedBuckets] }),
  'nothing can be read': async ({ aws }) => void Object.assign(aws.script, { cells: [] }),
  verify: ({ app }) => app.connections.verify(operator, name),
  sync: ({ app }) => app.sync.request(operator, name),
  pause: ({ app }) => app.connections.pause(operator, name),
  resume: ({ app }) => app.connections.resume(operator, name),
  async cancel({ app, store }) {
    for (const run of await store.syncRuns.unfinished()) await app.sync.cancel(operator, { run: run.id })
  },
  work: ({ work }) => work(),
  /** The process is killed while it verifies; the next one starts. */
  async 'killed while verifying'({ app, store }) {
    for (const card of await store.connections.integrations()) {
      const isProbed = card.state === 'awaiting_trust' || card.state === 'error'
      if (isProbed) await store.connections.updateIntegration(card.id, { state: 'verifying' })
    }
    await app.sync.resumeUnfinished()
  },
} satisfies Record<string, (harness: Harness) => Promise<unknown>>

const actNames = fc.constantFrom<keyof typeof acts>('verify', 'sync', 'work', ...keysOf(acts))

test('whatever happens in whatever order, no card waits for what nobody does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(actNames, { maxLength: 16 }), async (happened) => {
      const harness = createHarness({ aws: lakeScript })
      await harness.app.connections.create(operator, {
        ...lakeForm,
        accounts: `${lake} ${management}`,
        managementAccount: management,
      })
      for (const act of happened) await unlessRefused(() => acts[act](harness))
      await harness.work()
      const cards = await harness.store.connections.integrations()
      expect(cards).toHaveLength(2)
      for (const { state, reason } of cards) {
        expect(passing, happened.join(', ')).not.toContain(state)
        if (state === 'active') expect(reason).toBeNull()
        else expect(reason, state).not.toBeNull()
      }
    }),
    { numRuns: 300 },
  )
})

test('from every state in which a card may rest, a person can lead it to a reading', () => {
  const resting: readonly IntegrationState[] = ['draft', 'awaiting_trust', 'active', 'degraded', 'error', 'paused']
  const byPerson = new Set(['probing', 'reading', 'resume'])
  for (const state of resting) {
    expect(
      transitions.some(([from, event]) => from === state && byPerson.has(event)),
      state,
    ).toBe(true)
  }
})

function keysOf<Name extends string>(of: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(of).filter((key): key is Name => key in of)
}

/** What is refused (syncing while paused, credentials that do not work) is an answer; anything else is a fault. */
async function unlessRefused(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (fault) {
    if (!isAppError(fault) || fault.code === 'internal') throw fault
  }
}
