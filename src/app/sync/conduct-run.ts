/** Takes a run through its stages: each is planned, read by whoever takes its units, and published by this process alone. */
import type { StageName } from '../../core/inventory/coverage.ts'
import { accountStages, stageNames, stageOfCell } from '../../core/inventory/coverage.ts'
import { readsAsOf } from '../connections/direct-credentials.ts'
import type { AppDeps } from '../deps.ts'
import type { AwsReading } from '../ports/aws.ts'
import type { Connection } from '../ports/connections.ts'
import type { SnapshotRef } from '../ports/inventory.ts'
import type { SyncRun } from '../ports/sync.ts'
import type { CallLimit } from './call-limit.ts'
import { pause } from './pause.ts'
import type { PlanFacts } from './plan-run.ts'
import { identityCenterAtOnce, organizationFacts, organizationUnits, unitsAfterOrganization } from './plan-run.ts'
import type { UnitWorker } from './unit-worker.ts'
import { createUnitWorker, silentMs } from './unit-worker.ts'

export interface Conducted extends Pick<AppDeps, 'store' | 'aws' | 'clock' | 'ids' | 'log'> {
  readonly run: SyncRun
  readonly connection: Connection
  readonly signal: AbortSignal
  readonly limit: CallLimit
  readonly onPublished: (snapshot: SnapshotRef) => Promise<void>
  readonly restMs?: number
}

/** How often the units are looked at that other processes may have ended, or left behind. */
const lookEveryMs = 500
const releaseEveryMs = 5_000

export async function conduct(given: Conducted): Promise<void> {
  const { store, run, connection, limit } = given
  // A lane that fails ends the other one, and the worker.
  const broken = new AbortController()
  const signal = AbortSignal.any([given.signal, broken.signal])
  signal.throwIfAborted()
  await givenUp(given)
  const reading = await given.aws.open(connection, {
    signal,
    runId: run.id,
    known: (cell, kinds) => store.inventory.objectsOf(connection.id, cell, kinds),
    allow: limit.allow,
  })
  try {
    if (connection.method === 'direct' && reading.caller) {
      await store.connections.updateConnection(connection.id, { readsAs: readsAsOf(reading.caller) })
    }
    const worker = createUnitWorker(given, {
      run,
      reading,
      signal,
      organization: async () => organizationFacts(connection, await planFacts(given, reading)),
    })
    let isOver = false
    const broke = (cause: unknown): never => {
      broken.abort(cause)
      throw cause
    }
    const conducted = stages({ ...given, signal }, reading, worker)
      .catch(broke)
      .finally(() => {
        isOver = true
        worker.wake()
      })
    await Promise.all([conducted, worker.run(() => isOver).catch(broke)].map(settled)).then(firstFault)
  } finally {
    reading.close()
  }
}

type Outcome = { readonly cause?: unknown; readonly failed: boolean }
const settled = (work: Promise<void>): Promise<Outcome> =>
  work.then(
    () => ({ failed: false }),
    (cause: unknown) => ({ failed: true, cause }),
  )

/** The first that failed, once nothing goes on any more. */
function firstFault(outcomes: readonly Outcome[]): void {
  const failed = outcomes.find((outcome) => outcome.failed)
  if (failed) throw failed.cause
}

/** The embedded database belongs to one process: whoever had begun a unit before is gone. Elsewhere silence tells. */
async function givenUp({ store, run, log }: Conducted): Promise<void> {
  const { engine } = await store.describe()
  const released = await store.syncUnits.release(run.id, { silentMs: engine === 'pglite' ? 0 : silentMs })
  if (released > 0) log.info('units are read again', { run: run.id, units: released })
}

async function planFacts({ store, aws, connection, run }: Conducted, reading: AwsReading): Promise<PlanFacts> {
  return {
    scope: run.scope,
    known: await store.inventory.organization(connection.id),
    ownAccountId: reading.ownAccountId,
    cellTypes: aws.readings.map(({ type }) => type),
  }
}

async function stages(given: Conducted, reading: AwsReading, worker: UnitWorker): Promise<void> {
  const { store, run, connection } = given
  const before = await planFacts(given, reading)
  await store.syncUnits.plan(run.id, [
    ...organizationUnits(connection, before),
    ...identityCenterAtOnce(connection, before),
  ])
  const organization = (async () => {
    await through(given, worker, 'organization')
    // What is published of the organization tells which accounts there are, also when it could not be read this time.
    await store.syncUnits.plan(run.id, unitsAfterOrganization(connection, await planFacts(given, reading)))
  })()
  await Promise.all([
    // The rate of Identity Center is the floor of a large run: what can begin at once does.
    (async () => {
      await through(given, worker, 'identity_center')
      await organization
      await through(given, worker, 'identity_center')
    })(),
    (async () => {
      await organization
      for (const stage of accountStages) await through(given, worker, stage)
    })(),
  ])
  await secondLook(given, worker)
}

async function through(given: Conducted, worker: UnitWorker, stage: StageName): Promise<void> {
  given.signal.throwIfAborted()
  await given.store.syncUnits.ready(given.run.id, stage)
  worker.wake()
  await untilRead(given, worker, stage)
  await publishStages(given, [stage])
}

async function untilRead(
  { store, run, signal, clock, log }: Conducted,
  worker: UnitWorker,
  stage: StageName,
): Promise<void> {
  let releasedAt = clock.elapsed()
  while ((await store.syncUnits.left(run.id, stage)) > 0) {
    signal.throwIfAborted()
    await worker.ended(lookEveryMs)
    if (clock.elapsed() - releasedAt < releaseEveryMs) continue
    releasedAt = clock.elapsed()
    const released = await store.syncUnits.release(run.id, { silentMs, not: worker.id })
    if (released > 0) log.warn('a worker is gone; its units are read again', { run: run.id, units: released })
    worker.wake()
  }
  signal.throwIfAborted()
}

/** For AWS to fill its buckets again, which are small: EC2's are full after five seconds. */
const usualRestMs = 10_000

/** connection.md §9, §10.3: what was throttled or lost too much is read once more, when everything else has been read. */
async function secondLook(given: Conducted, worker: UnitWorker): Promise<void> {
  const { store, run, connection, log } = given
  const looks = await store.coverage.doubtful(connection.id, run.startedAt ?? run.createdAt)
  const again = await store.syncUnits.again(run.id, looks)
  if (again === 0) return
  log.info('cells are read a second time', { run: run.id, cells: looks.length, units: again })
  if (looks.some(({ counted }) => counted === 'throttled')) await pause(given.restMs ?? usualRestMs, given.signal)
  given.signal.throwIfAborted()
  worker.wake()
  const doubted = new Set(looks.map(({ cell }) => stageOfCell(cell.type)))
  for (const stage of stageNames) if (doubted.has(stage)) await through(given, worker, stage)
}

/** Of what has ended of these stages. */
export async function publishStages(given: Conducted, names: readonly StageName[]): Promise<void> {
  const { store, run, connection, clock } = given
  if (!(await store.inventory.isStaged(run.id, names))) return
  const snapshot = await store.inventory.publishStages(run.id, connection.id, clock.now(), names)
  if (snapshot) await given.onPublished(snapshot)
}
