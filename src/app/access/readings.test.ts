import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import {
  deniedBuckets,
  lakeBucket,
  lakeForm,
  lakeScript,
  operator,
  wholeReading,
} from '../../../test/fakes/small-world.ts'

async function readOnce() {
  const harness = createHarness({ aws: lakeScript })
  const card = await harness.app.connections.create(operator, lakeForm)
  await harness.app.sync.request(operator, { integration: card.id })
  await harness.work()
  const first = harness.clock.now()
  harness.clock.advance(3_600_000)
  return { ...harness, card, first }
}

const question = { principal: 'bob', action: 's3:GetObject', resource: `${lakeBucket}/a`, context: [] } as const

test('after a reading that a part refused, the older moment of that part is told', async () => {
  const { app, aws, card, work, clock, first } = await readOnce()
  aws.script.cells = [...wholeReading.slice(0, 3), deniedBuckets]
  await app.sync.request(operator, { integration: card.id })
  await work()
  const { readings } = await app.access.can(operator, question)
  expect(readings).toMatchObject({
    oldest: first,
    newest: clock.now(),
    oldestIn: { accountName: 'lake', region: 'eu-west-1', service: 's3' },
  })
})

test('after a reading of identities alone, the older moment of the resource is told', async () => {
  const { app, card, work, clock, first } = await readOnce()
  await app.sync.request(operator, { integration: card.id, stages: ['iam'] })
  await work()
  const answer = await app.access.whoCan(operator, question)
  expect(answer.readings).toMatchObject({ oldest: first, newest: clock.now() })
  const all = await app.access.whoCan(operator, { action: 's3:ListAllMyBuckets', context: [] })
  expect(all.readings).toMatchObject({ oldest: first, oldestIn: { service: 'organization' } })
})

test('after a reading that found everything as it was, its moment is told', async () => {
  const { app, card, work, clock, first } = await readOnce()
  expect((await app.access.can(operator, question)).readings).toMatchObject({ oldest: first, newest: first })
  await app.sync.request(operator, { integration: card.id })
  await work()
  expect((await app.access.can(operator, question)).readings).toMatchObject({
    oldest: clock.now(),
    newest: clock.now(),
  })
})
