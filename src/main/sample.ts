/** The simulated organization in a thread of its own, connected as AWS is: nothing beyond this file knows that it is there. */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { AppError } from '../core/fault.ts'
import type { AccountId } from '../core/ids.ts'
import type { Bailiwick } from './compose.ts'

/** What `src/sandbox/worker.ts` posts when it listens. */
interface Listening {
  readonly url: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly managementAccountId: AccountId
  readonly homeArn: string
  readonly identityCenterRegion: string
  readonly regions: readonly string[]
}

export interface RunningSample {
  stop(): Promise<void>
}

/** The same organization at every start, so that what was read before is found again. */
const seed = 'larkfield'

/** As many as the largest world has: 100,000 in 1,000 accounts. */
const principalsPerAccount = 100

/** The sample lives in 60 MB; without a limit the garbage of three thousand answers stays beside it. */
const heapOfSample = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 8 } as const

/** Starts it, makes its card at the first time, and has it read. */
export async function startSample(bailiwick: Bailiwick, accounts: number | undefined): Promise<RunningSample> {
  const { externalId, since } = await bailiwick.app.connections.sampleIdentity()
  const worker = new Worker(workerFile(), {
    workerData: request(accounts, externalId, since),
    resourceLimits: accounts === undefined ? heapOfSample : {},
  })
  try {
    const listening = await firstMessage(worker)
    await connect(bailiwick, listening, externalId)
  } catch (fault) {
    await worker.terminate()
    throw fault
  }
  worker.on('error', (fault: Error) =>
    bailiwick.log.error('the simulated organization has stopped', { fault: fault.message }),
  )
  return {
    stop: async () => {
      await worker.terminate()
    },
  }
}

const firstMessage = (worker: Worker): Promise<Listening> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (status) => reject(new Error(`the simulated organization ended with ${status}`)))
  })

async function connect({ app, sampleCredentials }: Bailiwick, listening: Listening, externalId: string): Promise<void> {
  sampleCredentials.set(listening.url, listening.credentials)
  const { card } = await app.connections.connectSample({
    endpoint: listening.url,
    externalId,
    managementAccountId: listening.managementAccountId,
    trustPrincipalArn: listening.homeArn,
    identityCenterRegion: listening.identityCenterRegion,
    regions: listening.regions,
  })
  await app.sync.request({ kind: 'system' }, { integration: card.id })
}

/** Worker data as `SampleRequest` of src/sandbox/worker.ts; what is undefined keeps its default there. */
const request = (accounts: number | undefined, externalId: string, since: string): object => ({
  seed,
  externalId,
  start: new Date(since),
  // Somebody's first minute should end with everything read; holes in coverage are for the tests.
  gaps: false,
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

function workerFile(): URL {
  const source = new URL('../sandbox/worker.ts', import.meta.url)
  return existsSync(source) ? source : new URL('./sandbox-worker.js', import.meta.url)
}
