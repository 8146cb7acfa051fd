/** The states of a card as data (connection.md §6): from, event, to. What does not stand here does not happen. */
import type { IntegrationState } from '../ports/connections.ts'

export type IntegrationEvent =
  | 'probing'
  | 'no_trust'
  /** Read before, and now no account lets us in. */
  | 'out_of_reach'
  /** The session of the credentials is over; what was read before stands. */
  | 'session_over'
  /** A check found something missing in what is read otherwise. */
  | 'lacking'
  /** The reading was refused for this card alone; the other one goes on. */
  | 'refused'
  | 'reading'
  | 'read_whole'
  | 'read_partly'
  | 'read_nothing'
  /** The reading was given up; what was known before stands. */
  | 'stopped'
  | 'pause'
  | 'resume'

type Transition = readonly [from: IntegrationState, event: IntegrationEvent, to: IntegrationState]

export const transitions: readonly Transition[] = [
  ['draft', 'probing', 'verifying'],
  ['awaiting_trust', 'probing', 'verifying'],
  ['error', 'probing', 'verifying'],
  ['verifying', 'no_trust', 'awaiting_trust'],
  ['verifying', 'out_of_reach', 'error'],
  ['active', 'out_of_reach', 'error'],
  ['degraded', 'out_of_reach', 'error'],
  ['active', 'lacking', 'degraded'],
  ['active', 'session_over', 'degraded'],
  ['verifying', 'session_over', 'degraded'],
  ['draft', 'reading', 'fetching'],
  ['awaiting_trust', 'reading', 'fetching'],
  ['verifying', 'reading', 'fetching'],
  ['active', 'reading', 'fetching'],
  ['degraded', 'reading', 'fetching'],
  ['error', 'reading', 'fetching'],
  ['fetching', 'read_whole', 'active'],
  ['fetching', 'read_partly', 'degraded'],
  ['fetching', 'read_nothing', 'error'],
  ['fetching', 'refused', 'awaiting_trust'],
  ['fetching', 'stopped', 'awaiting_trust'],
  ['draft', 'pause', 'paused'],
  ['awaiting_trust', 'pause', 'paused'],
  ['verifying', 'pause', 'paused'],
  ['fetching', 'pause', 'paused'],
  ['active', 'pause', 'paused'],
  ['degraded', 'pause', 'paused'],
  ['error', 'pause', 'paused'],
  ['paused', 'resume', 'verifying'],
]

/** The next state, or the same when the event means nothing in it: an event may arrive late, after a pause. */
export const next = (state: IntegrationState, event: IntegrationEvent): IntegrationState =>
  transitions.find(([from, on]) => from === state && on === event)?.[2] ?? state
