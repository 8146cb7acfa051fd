import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { bucket, lake, lakeForm, lakeScript, operator, userNamed } from '../../../test/fakes/small-world.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'

test('each account with what is in it, and how much of it was read', async () => {
  const denied = { accountId: lake, region: 'eu-west-1', type: 'sqs', stage: 'resources', state: 'denied' } as const
  const off = { ...denied, region: 'eu-south-1', state: 'region_disabled' } as const
  const harness = createHarness({ aws: { ...lakeScript, cells: [...lakeScript.cells, denied, off] } })
  expect(await harness.app.connections.organization(operator)).toEqual({ at: null, units: [], accounts: [] })
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
      becoming: 0,
      open: 0,
      worst: null,
    },
  ])
})

test('who can become administrator and what is open to anybody are counted, and the gravest is named', async () => {
  const mallory = userNamed('mallory', { Action: 'iam:PutUserPolicy', Resource: '*' })
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${bucket.arn}/*` }],
  }
  const open = { ...bucket, body: { ...bucket.body, policy: { state: 'read', document } } } as const
  const mapOf = async (buckets: readonly InventoryObject[]) => {
    const cells = lakeScript.cells.map((cell) => {
      if (cell.type === 'iam') return { ...cell, pages: [...(cell.pages ?? []), [mallory]] }
      return cell.type === 's3' ? { ...cell, pages: [buckets] } : cell
    })
    const harness = createHarness({ aws: { ...lakeScript, cells } })
    await harness.app.connections.create(operator, lakeForm)
    await harness.app.sync.request(operator, { integration: 'AWS' })
    await harness.work()
    return (await harness.app.connections.organization(operator)).accounts[0]
  }
  expect(await mapOf([bucket])).toMatchObject({
    administrators: 2,
    becoming: 1,
    open: 0,
    worst: { kind: 'becoming', arn: mallory.arn, name: 'mallory' },
  })
  expect(await mapOf([open])).toMatchObject({ becoming: 1, open: 1, worst: { kind: 'open', arn: bucket.arn } })
})
