/** The simulated organization in a thread of its own, connected as AWS is: nothing beyond this file knows that it is there. */
import type { Worker } from 'node:worker_threads'
import type { App } from '../app/app.ts'
import type { SampleIdentity } from '../app/connections/connect-sample.ts'
import type { Integration } from '../app/ports/connections.ts'
import type { Log, SampleWorld } from '../app/ports/host.ts'
import { AppError, isAppError } from '../core/fault.ts'
import type { AccountId, IntegrationId } from '../core/ids.ts'
import type { SampleCredentials } from './sample-credentials.ts'
import { startSandboxThread } from './threads.ts'

/** What `src/sandbox/worker.ts` posts when it listens. */
interface Listening {
  readonly url: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly managementAccountId: AccountId
  readonly homeArn: string
  readonly identityCenterRegion: string
  readonly regions: readonly string[]
}

/** Beside a server; `accounts` as `parseSampleSize` gives it. */
export interface RunnableSample extends SampleWorld {
  start(accounts?: number): Promise<void>
  stop(): Promise<void>
}

/** What it is connected to, as soon as that exists. */
interface Beside {
  readonly app: App
  readonly credentials: SampleCredentials
  readonly log: Log
}

/** The same organization at every start, so that what was read before is found again. */
const seed = 'larkfield'

/** Of the first-run organization. One that was larger stays as large. */
const accountsAtFirst = 12

/** As many as the largest world has: 100,000 in 1,000 accounts. */
const principalsPerAccount = 100

/** The sample lives in 60 MB; without a limit the garbage of three thousand answers stays beside it. */
const heapOfSample = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 8 } as const

/** What happens in it during its first half hour (src/sandbox/world/life.ts) is seen soon; afterwards it is read by its schedule. */
const livelyMs = 33 * 60_000
const readAgainEveryMs = 3 * 60_000

interface Running {
  readonly worker: Worker
  /** No further readings are asked for. */
  readonly leave: () => void
  /** What its roles ask for. Of a connection that was deleted since, nobody knows it any more. */
  readonly externalId: string
}

export function createSample(beside: () => Beside): RunnableSample {
  let running: Promise<Running> | undefined
  let hasStarted = false
  const stop = async (): Promise<void> => {
    const stopped = running
    running = undefined
    hasStarted = false
    const one = await stopped?.catch(() => undefined)
    one?.leave()
    await one?.worker.terminate()
  }
  const begun = (identity: SampleIdentity, accounts: number | undefined): Promise<Running> => {
    const own = started(beside(), identity, accounts, () => {
      // It fell: the next who asks for it starts it again.
      if (running !== own) return
      running = undefined
      hasStarted = false
    })
    own.catch(() => {
      if (running === own) running = undefined
    })
    return own
  }
  return {
    isRunning: () => hasStarted,
    async start(accounts) {
      const identity = await beside().app.connections.sampleIdentity()
      if (hasStarted && (await running)?.externalId !== identity.externalId) await stop()
      running ??= begun(identity, accounts)
      await running
      // Unless it was stopped meanwhile, or fell.
      hasStarted = running !== undefined
    },
    stop,
  }
}

/** Starts it, makes its card at the first time, and has it read. */
async function started(
  beside: Beside,
  { externalId, since, accounts: known }: SampleIdentity,
  asked: number | undefined,
  ended: () => void,
): Promise<Running> {
  const accounts = asked ?? (known > accountsAtFirst ? known : undefined)
  // Whoever names a size measures, or compares with what was: that one stands still.
  const isLively = asked === undefined
  const worker = startSandboxThread({
    workerData: request(accounts, externalId, since, isLively),
    resourceLimits: accounts === undefined ? heapOfSample : {},
  })
  let card: Integration
  try {
    card = await connect(beside, await firstMessage(worker), { externalId, since })
  } catch (fault) {
    await worker.terminate()
    throw fault
  }
  worker.on('error', (fault: Error) =>
    beside.log.error('the simulated organization has stopped', { fault: fault.message }),
  )
  const leave = isLively ? readAgain(beside, card.id, Date.parse(since)) : () => undefined
  worker.once('exit', () => {
    leave()
    ended()
  })
  return { worker, externalId, leave }
}

const firstMessage = (worker: Worker): Promise<Listening> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (status) => reject(new Error(`the simulated organization ended with ${status}`)))
  })

/** Until it is old enough, or the returned function is called. */
function readAgain({ app, log }: Beside, integration: IntegrationId, since: number): () => void {
  let timer: NodeJS.Timeout | undefined
  const later = (): void => {
    if (Date.now() - since > livelyMs) return
    timer = setTimeout(() => {
      app.sync
        .request({ kind: 'system' }, { integration })
        // Paused, or deleted: whoever did that knows what he wants.
        .catch((fault: unknown) => log.debug('sample not read again', { code: isAppError(fault) ? fault.code : null }))
        .finally(later)
    }, readAgainEveryMs)
    timer.unref()
  }
  later()
  return () => clearTimeout(timer)
}

type Known = Pick<SampleIdentity, 'externalId' | 'since'>

async function connect(
  { app, credentials }: Beside,
  listening: Listening,
  { externalId, since }: Known,
): Promise<Integration> {
  credentials.set(listening.url, listening.credentials)
  const { card } = await app.connections.connectSample({
    endpoint: listening.url,
    externalId,
    since,
    managementAccountId: listening.managementAccountId,
    trustPrincipalArn: listening.homeArn,
    identityCenterRegion: listening.identityCenterRegion,
    regions: listening.regions,
  })
  await app.sync.request({ kind: 'system' }, { integration: card.id })
  return card
}

/** Worker data as `SampleRequest` of src/sandbox/worker.ts; what is undefined keeps its default there. */
const request = (accounts: number | undefined, externalId: string, since: string, life: boolean): object => ({
  seed,
  externalId,
  start: new Date(since),
  // Somebody's first minute should end with everything read; holes in coverage are for the tests.
  gaps: false,
  life,
  ...(accounts !== undefined && { accounts, principals: accounts * principalsPerAccount }),
})

/** `--sample` alone is the first-run organization of 12 accounts: undefined. */
export function parseSampleSize(size: string | boolean): number | undefined {
  if (typeof size === 'boolean') return undefined
  const accounts = Number(size)
  if (Number.isInteger(accounts) && accounts >= 3 && accounts <= 1000) return accounts
  throw new AppError('bad_input', `"${size}" is not a size of the simulated organization.`, {
    fix: 'Give a number of accounts from 3 to 1,000, or nothing for 12.',
  })
}
