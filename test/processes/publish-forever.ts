/**
 * Publishes generation after generation until it is killed. Every generation is whole: each of its objects carries the
 * generation's number, so a reader can tell a mixture. Says `published N` on standard output after each.
 */
import { parseAccountId, toConnectionId, toSyncRunId } from '../../src/core/ids.ts'
import { openStore } from '../../src/store/open.ts'
import { aCard, aConnection, aRole, iamCell } from '../contract/store-fixtures.ts'
import { manualClock, memoryLog } from '../fakes/clock-and-log.ts'

const [home, account, firstGeneration] = process.argv.slice(2)
if (home === undefined || account === undefined) throw new Error('usage: publish-forever HOME ACCOUNT GENERATION')

const clock = manualClock(new Date().toISOString())
const store = await openStore({ home, clock, log: memoryLog() })
const id = toConnectionId('crash')
const connection = aConnection({ id, externalId: 'crash-external-id' })
if ((await store.connections.connection(id)) === undefined)
  await store.connections.create(connection, [aCard(connection)])
process.stdout.write('opened\n')

const cells = [1, 2, 3, 4].flatMap((digit) => {
  const accountId = parseAccountId(`${digit}${account.slice(1)}`)
  return accountId === undefined ? [] : [iamCell(accountId)]
})
for (let generation = Number(firstGeneration); ; generation += 1) {
  clock.advance(1000)
  const run = await store.syncRuns.open(connection.id, toSyncRunId(`${process.pid}-${generation}`), clock.now())
  await store.inventory.dropStaging(run.id)
  for (const cell of cells) {
    const objects = Array.from({ length: 40 }, (_, index) =>
      aRole(cell.accountId, `r${index}`, `generation:${generation}`),
    )
    await store.inventory.stageObjects(run.id, cell, objects)
    await store.inventory.stageCell(run.id, { ...cell, state: 'ok', checkedAt: clock.now() })
  }
  const { id: snapshotId } = await store.inventory.publish(run.id, connection.id, clock.now())
  process.stdout.write(`published ${generation}\n`)
  await store.syncRuns.save({ ...run, state: 'succeeded', endedAt: clock.now(), snapshotId })
}
