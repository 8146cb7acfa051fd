import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { bucket, lake, lakeForm, operator, people } from '../../../test/fakes/small-world.ts'
import { toSyncRunId } from '../../core/ids.ts'
import { createRunProgress } from './run-progress.ts'
import { createStagingSink } from './staging-sink.ts'

const iam = { accountId: lake, region: 'global', type: 'iam' } as const
const s3 = { accountId: lake, region: 'eu-west-1', type: 's3' } as const

async function started() {
  const { app, store, deps, clock } = createHarness()
  await app.connections.create(operator, lakeForm)
  const [connection] = await store.connections.connections()
  if (!connection) throw new Error('nothing was connected')
  const run = await store.syncRuns.open(connection.id, toSyncRunId('run'), clock.now())
  const published: number[] = []
  const { sink, finish } = createStagingSink(deps, run, createRunProgress(clock), {
    touched: () => undefined,
    published: async () => void published.push((await store.inventory.load())?.objects.length ?? 0),
  })
  return { sink, finish, store, published }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('a publication waits for the cell that is half read, and a new cell waits for the publication', async () => {
  const { sink, finish, store } = await started()
  await sink.objects(s3, [bucket])
  await sink.objects(iam, people)
  await sink.cell({ ...iam, state: 'ok' })
  await sink.stage('iam', 'done')
  await settle()
  expect(await store.inventory.load()).toBeUndefined()

  const order: string[] = []
  const late = sink.objects({ ...s3, region: 'us-east-1' }, []).then(() => order.push('late cell'))
  await settle()
  expect(order).toEqual([])
  await sink.cell({ ...s3, state: 'ok' })
  await late
  expect((await store.inventory.load())?.objects).toHaveLength(4)
  await sink.cell({ ...s3, region: 'us-east-1', state: 'ok' })
  expect(await finish()).toMatchObject({ id: '2' })
})

test('a cell whose page could not be kept holds nobody up', async () => {
  const { sink, store } = await started()
  const { stageObjects } = store.inventory
  await sink.objects(iam, people)
  await sink.cell({ ...iam, state: 'ok' })
  store.inventory.stageObjects = async () => {
    throw new Error('disk full')
  }
  await sink.stage('iam', 'running')
  await expect(sink.objects(s3, [bucket])).rejects.toThrow('disk full')
  store.inventory.stageObjects = stageObjects
  await sink.stage('iam', 'done')
  await settle()
  expect((await store.inventory.load())?.objects).toHaveLength(3)
})

test('a publication that fails is told by the end of the run', async () => {
  const { sink, finish, store } = await started()
  await sink.objects(iam, people)
  await sink.cell({ ...iam, state: 'ok' })
  store.inventory.publish = async () => {
    throw new Error('disk full')
  }
  await expect(finish()).rejects.toThrow('disk full')
  expect(await store.inventory.load()).toBeUndefined()
})

test('a stage that brought nothing publishes nothing', async () => {
  const { sink, finish, store } = await started()
  await sink.stage('organization', 'running')
  await sink.stage('organization', 'done')
  expect(await finish()).toBeUndefined()
  expect(await store.inventory.currentSnapshot()).toBeUndefined()
})
