/**
 * The simulated organization in a thread of its own, so that serving it takes no time from the thread that reads it. Takes
 * `SampleRequest` as worker data and posts one `SampleListening`.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { loadCatalogue } from '../catalog/read.ts'
import type { AccountId } from '../core/ids.ts'
import { startSandbox } from './server.ts'
import { type WorldOptions, world } from './world/generate.ts'
import { workRegions } from './world/guardrails.ts'

export interface SampleRequest extends WorldOptions {
  /** 0 or absent: any free port. */
  readonly port?: number
  readonly latencyMs?: number
  /** It goes on living by itself. */
  readonly life?: boolean
}

export interface SampleListening {
  readonly url: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly homeArn: string
  readonly roleName: string
  readonly externalId: string
  readonly managementAccountId: AccountId
  readonly identityCenterRegion: string
  readonly regions: readonly string[]
  readonly accounts: readonly { readonly id: AccountId; readonly name: string; readonly status: string }[]
}

async function listen(request: SampleRequest): Promise<SampleListening> {
  // The past is told from now: a client that reads the sample compares its dates with its own clock.
  const made = world({ start: new Date(), ...request })
  const sandbox = await startSandbox({
    world: made,
    catalogue: loadCatalogue(),
    ...(request.port !== undefined && { port: request.port }),
    ...(request.latencyMs !== undefined && { latencyMs: request.latencyMs }),
    ...(request.life !== undefined && { life: request.life }),
    // The thread shares the environment of a product that may well read real accounts too; none of it is used here.
    environment: {},
  })
  const { home, organization, identityCenter } = made
  return {
    url: sandbox.url,
    credentials: sandbox.credentials,
    homeArn: home.arn,
    roleName: home.roleName,
    externalId: home.externalId,
    managementAccountId: organization.managementAccountId,
    identityCenterRegion: identityCenter.region,
    regions: workRegions,
    accounts: [...organization.members.values()].map(({ id, name, status }) => ({ id, name, status })),
  }
}

if (!isMainThread) parentPort?.postMessage(await listen(workerData as SampleRequest))
