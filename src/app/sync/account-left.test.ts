import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import type { ScriptedCell } from '../../../test/fakes/fake-aws-reader.ts'
import { account, role } from '../../../test/fakes/inventory.ts'
import { lake, lakeForm, operator } from '../../../test/fakes/small-world.ts'
import { parseAccountId } from '../../core/ids.ts'

const gone = parseAccountId('222233334444') ?? lake

const readOf = (id: typeof lake, name: string): readonly ScriptedCell[] => [
  { accountId: id, region: 'global', stage: 'iam', type: 'role', state: 'ok' },
  { accountId: id, region: 'global', stage: 'iam', type: 'iam', state: 'ok', pages: [[role(id, name)]] },
]

const organizationOf = (...members: readonly (typeof lake)[]): ScriptedCell => ({
  accountId: lake,
  region: 'global',
  stage: 'organization',
  type: 'organization',
  state: 'ok',
  pages: [members.map((id) => account(id, id, 'r-test'))],
})

test('an account that the organization no longer lists has left: its target says so and its principals are gone', async () => {
  const both = [organizationOf(lake, gone), ...readOf(lake, 'stays'), ...readOf(gone, 'leaves')]
  const accounts = [lake, gone].map((accountId) => ({ accountId, name: null }))
  const { app, aws, work, clock, deps } = createHarness({ aws: { accounts, cells: both } })
  const card = await app.connections.create(operator, { ...lakeForm, organization: true, managementAccount: lake })
  const sync = async () => {
    clock.advance(60_000)
    await app.sync.request(operator, { integration: card.id })
    await work()
    return app.connections.show(operator, { integration: card.id })
  }
  const statesOf = ({ accounts: targets }: Awaited<ReturnType<typeof sync>>) =>
    targets.map(({ accountId, state }) => [accountId, state])
  expect(statesOf(await sync())).toEqual([
    [lake, 'ready'],
    [gone, 'ready'],
  ])

  aws.script.accounts = accounts.slice(0, 1)
  aws.script.cells = [organizationOf(lake), ...readOf(lake, 'stays')]
  const after = await sync()
  expect(statesOf(after)).toEqual([
    [lake, 'ready'],
    [gone, 'account_left'],
  ])
  expect(after.accounts[1]?.reason).toBe('The account left the organization on 2026-05-03.')
  expect(after).toMatchObject({ state: 'active', strip: [{ accountId: lake, state: 'read' }] })
  expect((await deps.store.inventory.load())?.objects.map(({ arn }) => arn)).not.toContain(role(gone, 'leaves').arn)
  const { items } = await app.sync.coverage(operator, {})
  expect(items.filter(({ accountId }) => accountId === gone)).toMatchObject([
    { type: 'iam', state: 'excluded' },
    { type: 'role', state: 'excluded' },
  ])

  aws.script.accounts = accounts
  aws.script.cells = both
  expect(statesOf(await sync())).toEqual([
    [lake, 'ready'],
    [gone, 'ready'],
  ])
})
