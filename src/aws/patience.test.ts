import { expect, test } from 'vitest'
import { createPatience } from './patience.ts'
import { sdkErrorFacts, Unrepeated } from './sdk-error.ts'

const fault = (status: number, name = 'InternalFailure') =>
  Object.assign(new Error('down'), { name, $fault: 'server', $metadata: { httpStatusCode: status } })

const action = 'glue:GetResourcePolicies'

test('a fault is repeated as often as the SDK likes, until a call has failed through all attempts', () => {
  const patience = createPatience(8)
  for (let attempt = 1; attempt < 8; attempt++) {
    const error = fault(500)
    expect(patience.after(action, attempt, error)).toBe(error)
  }
  expect(patience.after(action, 8, fault(500))).toBeInstanceOf(Unrepeated)
  const first = fault(500)
  expect(patience.after(action, 1, first)).toBe(first)
  expect(patience.after(action, 2, fault(500))).toBeInstanceOf(Unrepeated)
})

test('what is not repeated tells the same as the fault itself', () => {
  const patience = createPatience(1)
  expect(sdkErrorFacts(patience.after(action, 1, fault(503)))).toMatchObject({ name: 'InternalFailure', status: 503 })
})

test('another action, an answer, a refusal and a throttle have all attempts', () => {
  const patience = createPatience(3)
  patience.after(action, 3, fault(500))
  const other = fault(500)
  expect(patience.after('glue:GetResourcePolicy', 2, other)).toBe(other)
  for (const error of [fault(400, 'ThrottlingException'), fault(503, 'SlowDown'), fault(403, 'AccessDenied')]) {
    expect(patience.after(action, 2, error)).toBe(error)
  }
  patience.answered(action)
  const again = fault(500)
  expect(patience.after(action, 2, again)).toBe(again)
})
