import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterDelivery, type DeliveryEvent, deliveryStates, deliveryTransitions } from './delivery.ts'

const events: readonly DeliveryEvent[] = [
  'claimed',
  'handed_over',
  'accepted',
  'put_off',
  'refused',
  'unanswered',
  'abandoned',
]

test('no transition exists but those of the table, and each is the only one of its beginning', () => {
  fc.assert(
    fc.property(fc.constantFrom(...deliveryStates), fc.constantFrom(...events), (state, event) => {
      const rows = deliveryTransitions.filter(([from, on]) => from === state && on === event)
      expect(rows.length).toBeLessThanOrEqual(1)
      expect(afterDelivery(state, event)).toBe(rows[0]?.[2])
    }),
  )
})

test('whatever happens, no letter is handed over twice without the server having refused it between', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 60 }), (happened) => {
      let state: (typeof deliveryStates)[number] = 'waiting'
      // May the server deliver what it was given before?
      let mayArrive = false
      for (const event of happened) {
        const next = afterDelivery(state, event)
        if (next === undefined) continue
        if (event === 'handed_over') {
          expect(mayArrive).toBe(false)
          mayArrive = true
        }
        if (event === 'put_off' || event === 'refused') mayArrive = false
        state = next
      }
    }),
    { numRuns: 2_000 },
  )
})

test('what is over stays over, and from everything else there is a way out', () => {
  for (const over of ['sent', 'given_up', 'uncertain'] as const)
    expect(events.map((event) => afterDelivery(over, event))).toEqual(events.map(() => undefined))
  for (const open of ['waiting', 'sending', 'handing_over'] as const)
    expect(events.some((event) => afterDelivery(open, event) !== undefined)).toBe(true)
})
