import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { createMemory } from '../service.ts'
import { assumeTrustRole, clientConfig, startTestSandbox } from '../testing.ts'
import { world } from '../world/generate.ts'
import type { TrailEvent } from './event.ts'
import { eventsBetween } from './log.ts'
import { createRecorder, type Recorder } from './recorder.ts'

test.each([
  { recordedCalls: 0, asked: 0 },
  { recordedCalls: 10, asked: 1 },
])(
  'of $recordedCalls recorded calls it is asked $asked times whether an operation only reads',
  async ({ recordedCalls, asked }) => {
    const catalogue = loadCatalogue()
    const names: string[] = []
    const actionId = (action: string) => {
      names.push(action)
      return catalogue.actionId(action)
    }
    const sandbox = await startTestSandbox({ catalogue: { ...catalogue, actionId }, recordedCalls })
    try {
      const reader = await assumeTrustRole(sandbox, sandbox.world.organization.managementAccountId)
      const lambda = new LambdaClient(clientConfig(sandbox, reader))
      for (const _ of [1, 2, 3]) await lambda.send(new ListFunctionsCommand({}))
      // The engine asks in small letters.
      expect(names.filter((name) => name === 'lambda:ListFunctions')).toHaveLength(asked)
    } finally {
      await sandbox.stop()
    }
  },
)

const start = new Date('2026-05-12T10:32:00Z')
const made = world({ seed: 'test', size: 'tiny', start })
const [one, other] = [...made.accounts.ids()]
if (one === undefined || other === undefined) throw new Error('not two accounts')

const eventOf = (id: string, at: number, accountId = one, region = 'us-east-1'): TrailEvent => ({
  id,
  at,
  accountId,
  region,
  source: 'iam.amazonaws.com',
  name: 'ListUsers',
  readOnly: true,
  identity: { type: 'Root' },
  requestId: id,
  sourceIp: '127.0.0.1',
  userAgent: '',
  parameters: () => undefined,
  response: () => undefined,
  resources: [],
})
const ids = (events: Iterable<TrailEvent>) => [...events].map(({ id }) => id)

test('of each account and Region the last calls are found, oldest first, and those that the ring has lost are not', () => {
  const recorder = createRecorder(4)
  for (const id of ['a', 'b']) recorder.note(eventOf(id, 1))
  recorder.note(eventOf('c', 2, other))
  recorder.note(eventOf('d', 3, one, 'eu-west-1'))
  expect(ids(recorder.of(one, 'us-east-1'))).toEqual(['a', 'b'])
  expect(recorder.lostUntil).toBe(0)
  for (const id of ['e', 'f', 'g']) recorder.note(eventOf(id, 4))
  expect(ids(recorder.of(one, 'us-east-1'))).toEqual(['e', 'f', 'g'])
  expect(ids(recorder.of(one, 'eu-west-1'))).toEqual(['d'])
  expect(ids(recorder.of(other, 'us-east-1'))).toEqual([])
  expect(recorder.lostUntil).toBe(2)
})

test('who looks for the calls of one account looks at no others', () => {
  const recorder = createRecorder(100)
  let looks = 0
  recorder.note(
    Object.defineProperty({ ...eventOf('a', 1) }, 'accountId', {
      get() {
        looks += 1
        return one
      },
    }),
  )
  const noted = looks
  expect(ids(recorder.of(other, 'us-east-1'))).toEqual([])
  expect(looks).toBe(noted)
})

test('of the time before the world was left the recorder is not asked', () => {
  let asked = 0
  const recorder: Recorder = {
    ...createRecorder(1),
    of: () => {
      asked += 1
      return [eventOf('called', start.getTime())]
    },
  }
  const between = (from: number, to: number) =>
    ids(eventsBetween({ world: made, memory: createMemory(), recorder }, one, 'us-east-1', from, to))
  expect(between(start.getTime() - 86_400_000, start.getTime())).not.toContain('called')
  expect(asked).toBe(0)
  expect(between(start.getTime(), start.getTime() + 1)).toContain('called')
})
