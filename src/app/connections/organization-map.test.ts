import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { lake, lakeForm, lakeScript, operator } from '../../../test/fakes/small-world.ts'

test('each account with what is in it, and how much of it was read', async () => {
  const denied = { accountId: lake, region: 'eu-west-1', type: 'sqs', stage: 'resources', state: 'denied' } as const
  const off = { ...denied, region: 'eu-south-1', state: 'region_disabled' } as const
  const harness = createHarness({ aws: { ...lakeScript, cells: [...lakeScript.cells, denied, off] } })
  expect(await harness.app.connections.organization(operator)).toEqual({ units: [], accounts: [] })
  await harness.app.connections.create(operator, lakeForm)
  await harness.app.sync.request(operator, { integration: 'AWS' })
  await harness.work()
  const { accounts } = await harness.app.connections.organization(operator)
  // The cell of the role itself is a means, not something read.
  const total = lakeScript.cells.length + 2 - 1
  expect(accounts).toEqual([
    {
      accountId: lake,
      name: 'lake',
      unitId: null,
      status: 'ACTIVE',
      integration: 'AWS',
      coverage: { ok: total - 2, missing: 1, total },
      // The root, alice, bob and the one with the odd name.
      principals: 4,
      resources: 1,
      // The root and alice.
      administrators: 2,
    },
  ])
})
