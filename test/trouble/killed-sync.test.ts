/** `kill -9` in the middle of a reading: what was known before is there, whole, and the next start reads again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { PrincipalSummary } from '../../src/core/access/answers.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { plantUser } from '../../src/sandbox/testing.ts'
import {
  bailiwick,
  type Ended,
  type RunningServer,
  type Surroundings,
  startServer,
  type TemporaryFolder,
  temporaryFolder,
} from '../fakes/bailiwick-process.ts'
import {
  awsEnvironment,
  connectOrganization,
  installExternalId,
  memberAccounts,
  startSmallSandbox,
} from '../fakes/connected-sandbox.ts'
import { prepareHome } from '../fakes/prepared-home.ts'

/** Whole processes, perhaps on a machine that does other things too. */
vi.setConfig({ testTimeout: 180_000 })

interface Card {
  readonly externalId: string
  readonly state: string
  readonly run: { readonly state: string }
}

/** Slow enough to be caught half way. */
const latencyMs = 5

let folder: TemporaryFolder
let sandbox: Sandbox
let surroundings: Surroundings
let server: RunningServer | undefined

beforeAll(async () => {
  folder = await temporaryFolder()
  await prepareHome(folder.path)
  sandbox = await startSmallSandbox({ latencyMs })
  surroundings = { home: folder.path, env: awsEnvironment(sandbox) }
})

afterAll(async () => {
  await server?.stop()
  await sandbox?.stop()
  await folder?.remove()
})

const run = (...args: readonly string[]): Promise<Ended> => bailiwick(args, surroundings)
const principals = async (): Promise<readonly PrincipalSummary[]> => (await run('principals', '--json')).json()
const card = async (): Promise<Card> => (await run('integrations', 'show', 'AWS', '--json')).json()

const callsOf = (service: string): number =>
  [...sandbox.counts.calls].reduce((sum, [call, count]) => (call.startsWith(`${service}:`) ? sum + count : sum), 0)

async function untilCalled(service: string, times: number): Promise<void> {
  const wanted = callsOf(service) + times
  while (callsOf(service) < wanted) await sleep(2)
}

test('the snapshot stays whole, and the reading is repeated', { timeout: 90_000 }, async () => {
  server = await startServer(surroundings)
  installExternalId(sandbox, (await connectOrganization(sandbox, surroundings)).json<Card>().externalId)
  expect((await run('sync', '--wait', '--strict', '--json')).status).toBe(0)
  const known = await principals()

  const [member] = memberAccounts(sandbox)
  if (member === undefined) throw new Error('the small organization has one account only')
  const inMiddle: readonly [service: string, calls: number][] = [
    ['iam', 2],
    ['kms', 3],
  ]
  for (const [at, [service, calls]] of inMiddle.entries()) {
    const newcomer = `newcomer-${at}`
    plantUser(sandbox, member, newcomer, [])
    const half = untilCalled(service, calls)
    expect((await run('sync', '--json')).status).toBe(0)
    await half
    await server.kill()

    // Without a server the command opens the folder itself: the lock is free, and everything known is there.
    const left = await principals()
    const names = new Set(left.map(({ arn }) => arn))
    expect(known.filter(({ arn }) => !names.has(arn))).toEqual([])

    server = await startServer(surroundings)
    expect((await run('sync', '--wait', '--strict', '--json')).json()).toMatchObject({ state: 'succeeded' })
    expect(await card()).toMatchObject({ state: 'active', run: { state: 'succeeded' } })
    expect((await principals()).map(({ name }) => name)).toContain(newcomer)
  }
})
