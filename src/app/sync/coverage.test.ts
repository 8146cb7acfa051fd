import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { deniedBuckets, lake, lakeForm, lakeScript, operator, wholeReading } from '../../../test/fakes/small-world.ts'

async function read() {
  const cells = [...wholeReading.slice(0, 3), deniedBuckets]
  const harness = createHarness({ aws: { ...lakeScript, cells } })
  await harness.app.connections.create(operator, lakeForm)
  await harness.app.sync.request(operator, { integration: 'AWS' })
  await harness.work()
  return harness.app
}

test('page after page the same cells, each once', async () => {
  const app = await read()
  const whole = await app.sync.coverage(operator, { integration: 'AWS' })
  expect(whole).toMatchObject({ counts: { ok: 3, denied: 1 }, nextCursor: null })
  expect(whole.items).toHaveLength(4)
  const pages = []
  let cursor: string | undefined
  do {
    const page = await app.sync.coverage(operator, { limit: 3, cursor })
    expect(page.counts).toEqual(whole.counts)
    pages.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(pages).toEqual(whole.items)
  await expect(app.sync.coverage(operator, { cursor: 'elsewhere' })).rejects.toMatchObject({ code: 'bad_input' })
})

test('by type, account and state, and as a grid of accounts', async () => {
  const app = await read()
  const denied = await app.sync.coverage(operator, { state: 'denied' })
  expect(denied.items.map(({ type }) => type)).toEqual(['s3'])
  expect(denied.counts).toMatchObject({ ok: 0, denied: 1 })
  expect((await app.sync.coverage(operator, { type: 'iam', account: lake })).items).toHaveLength(1)
  expect(await app.sync.coverage(operator, { view: 'accounts' })).toMatchObject({
    items: [],
    byAccount: [
      {
        integration: 'AWS',
        accountId: lake,
        name: 'lake',
        ok: 2,
        missing: 1,
        states: { role: 'ok', iam: 'ok', organization: 'ok', s3: 'denied' },
      },
    ],
  })
})
