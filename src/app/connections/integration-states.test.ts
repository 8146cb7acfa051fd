import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IntegrationState } from '../ports/connections.ts'
import type { IntegrationEvent } from './integration-states.ts'
import { next, transitions } from './integration-states.ts'

const events = [...new Set(transitions.map(([, event]) => event))]

test('one state and event lead to one state', () => {
  const keys = transitions.map(([from, event]) => `${from} ${event}`)
  expect(new Set(keys).size).toBe(keys.length)
  expect(keys.length).toBeGreaterThan(20)
})

/** The arrows of connection.md §6, written down from there. */
const arrows: Readonly<Record<string, readonly IntegrationState[]>> = {
  draft: ['verifying', 'fetching', 'paused'],
  awaiting_trust: ['verifying', 'fetching', 'paused'],
  verifying: ['awaiting_trust', 'fetching', 'degraded', 'error', 'paused'],
  fetching: ['active', 'degraded', 'error', 'awaiting_trust', 'paused'],
  active: ['fetching', 'degraded', 'error', 'paused'],
  degraded: ['fetching', 'error', 'paused'],
  error: ['verifying', 'fetching', 'paused'],
  paused: ['verifying'],
}

test('whatever happens in whatever order, only these steps are taken, and a pause ends by resuming alone', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<IntegrationEvent>(...events)), (happened) => {
      let state: IntegrationState = 'draft'
      for (const event of happened) {
        const after = next(state, event)
        if (after !== state) expect(arrows[state]).toContain(after)
        if (state === 'paused' && after !== 'paused') expect(event).toBe('resume')
        state = after
      }
    }),
  )
})

test('a card that is being erased does not come back', () => {
  for (const event of events) expect([next('deleting', event), next('deleted', event)]).toEqual(['deleting', 'deleted'])
})
