/**
 * The states of one delivery of a notice as data: from, event, to. What does not stand here does not happen.
 *
 * A mail server that has the last line of a letter may deliver it, whether or not its answer still finds us. So `handing_over` is
 * written down before that line is sent, and whoever vanishes in it leaves `uncertain` behind: nobody is written to twice.
 */
export const deliveryStates = ['waiting', 'sending', 'handing_over', 'sent', 'given_up', 'uncertain'] as const

export type DeliveryState = (typeof deliveryStates)[number]

export type DeliveryEvent =
  | 'claimed'
  /** The last line is about to be sent. */
  | 'handed_over'
  | 'accepted'
  /** Refused or unreachable for now; another attempt follows. */
  | 'put_off'
  /** Refused for good, or tried for too long. */
  | 'refused'
  /** The connection broke after the last line. */
  | 'unanswered'
  /** The process that had it is no longer there. */
  | 'abandoned'

type Transition = readonly [from: DeliveryState, event: DeliveryEvent, to: DeliveryState]

export const deliveryTransitions: readonly Transition[] = [
  ['waiting', 'claimed', 'sending'],
  ['sending', 'handed_over', 'handing_over'],
  ['sending', 'put_off', 'waiting'],
  ['sending', 'refused', 'given_up'],
  ['sending', 'abandoned', 'waiting'],
  ['handing_over', 'accepted', 'sent'],
  ['handing_over', 'put_off', 'waiting'],
  ['handing_over', 'refused', 'given_up'],
  ['handing_over', 'unanswered', 'uncertain'],
  ['handing_over', 'abandoned', 'uncertain'],
]

/** Undefined: the event means nothing in that state. */
export const afterDelivery = (state: DeliveryState, event: DeliveryEvent): DeliveryState | undefined =>
  deliveryTransitions.find(([from, on]) => from === state && on === event)?.[2]
