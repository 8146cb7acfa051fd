import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { role, trust } from '../../../test/fakes/inventory.ts'
import { lake, lakeForm, lakeScript, operator } from '../../../test/fakes/small-world.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'

const github: InventoryObject = {
  kind: 'oidcProvider',
  nativeId: `arn:aws:iam::${lake}:oidc-provider/token.actions.githubusercontent.com`,
  arn: `arn:aws:iam::${lake}:oidc-provider/token.actions.githubusercontent.com`,
  accountId: lake,
  region: 'global',
  cell: 'iam',
  body: { url: 'token.actions.githubusercontent.com', clientIds: ['sts.amazonaws.com'] },
}
const deploy = role(lake, 'deploy', { trust: trust({ Federated: github.arn }) })
const other = role(lake, 'other', { trust: trust({ Service: 'ec2.amazonaws.com' }) })

async function read() {
  const cells = lakeScript.cells.map((cell) =>
    cell.type === 'iam' ? { ...cell, pages: [...(cell.pages ?? []), [github, deploy, other]] } : cell,
  )
  const harness = createHarness({ aws: { ...lakeScript, cells } })
  await harness.app.connections.create(operator, lakeForm)
  await harness.app.sync.request(operator, { integration: 'AWS' })
  await harness.work()
  return harness
}

test('recommended, added as a card, shown with its roles, removed, dismissed', async () => {
  const { app, store } = await read()
  const [recommended, ...others] = await app.recommended.list(operator)
  expect(recommended).toMatchObject({ kind: 'oidc', name: 'GitHub Actions', vendor: 'GitHub Actions', state: 'new' })
  expect(recommended?.evidence).toEqual([expect.objectContaining({ accountId: lake, arn: github.arn })])
  expect(others).toEqual([])

  const card = await app.recommended.add(operator, { id: recommended?.id ?? '' })
  expect(await app.recommended.add(operator, { id: 'github actions' })).toEqual(card)
  expect((await app.recommended.list(operator))[0]?.state).toBe('added')
  const listed = (await app.connections.list(operator)).find(({ kind }) => kind === 'discovered')
  expect(listed).toMatchObject({
    id: card.id,
    name: 'GitHub Actions',
    state: 'active',
    method: 'discovered',
    counts: { accounts: 1, principals: 1 },
    discovered: { vendor: 'GitHub Actions', roles: [{ accountId: lake, arn: deploy.arn }] },
  })
  expect(await app.connections.show(operator, { integration: 'github actions' })).toEqual(listed)
  await expect(app.sync.request(operator, { integration: 'GitHub Actions' })).rejects.toThrow(
    '"GitHub Actions" was discovered; it has no connection of its own.',
  )

  await app.connections.remove(operator, { integration: 'GitHub Actions' })
  expect((await app.connections.list(operator)).map(({ kind }) => kind)).toEqual(['aws'])
  expect((await app.recommended.list(operator))[0]?.state).toBe('new')
  expect(await store.connections.connections()).toHaveLength(1)

  await app.recommended.dismiss(operator, { id: card.appId })
  expect((await app.recommended.list(operator))[0]?.state).toBe('dismissed')
})

test('an app that nobody recommends is named with those that are', async () => {
  const { app } = await read()
  await expect(app.recommended.add(operator, { id: 'Okta' })).rejects.toMatchObject({
    code: 'not_found',
    details: { suggestions: ['GitHub Actions'] },
  })
})
