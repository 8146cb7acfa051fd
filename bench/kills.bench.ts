/**
 * `kill -9` at random moments of a sync, fifty times (`BENCH_KILLS`): each time the server is started again, and after the last one the
 * run must end, with everything that an undisturbed server finds. Told: how long a start takes to go on, and how many calls were made
 * more than once.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadCatalogue } from '../src/catalog/read.ts'
import { startSandbox } from '../src/sandbox/server.ts'
import { world } from '../src/sandbox/world/generate.ts'
import { installExternalId } from '../test/fakes/connected-sandbox.ts'
import { report } from './report.ts'

const kills = Number(process.env['BENCH_KILLS'] ?? 50)
/** Between a start that is ready and its kill: shorter than the sync, long enough to come further sometimes. */
const mostAliveMs = 2_500

const folder = mkdtempSync(join(tmpdir(), 'bailiwick-kills-'))
const program = join(import.meta.dirname, '../bin/bailiwick.js')
const sandbox = await startSandbox({
  world: world({ seed: 'kills', accounts: 12, principals: 400, people: 6, start: new Date(), gaps: false }),
  catalogue: loadCatalogue(),
  environment: {},
  latencyMs: 20,
})

interface Run {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly coverage: Readonly<Record<string, number>>
}

async function start(home: string) {
  const child = spawn(process.execPath, [program, 'start', '--home', home, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      AWS_EC2_METADATA_DISABLED: 'true',
      BAILIWICK_LOG_LEVEL: 'error',
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
    },
  })
  const begun = performance.now()
  for (;;) {
    const server = readServer(home)
    if (server?.pid === child.pid && server) {
      const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
        const token = readFileSync(join(home, 'operator.token'), 'utf8').trim()
        const response = await fetch(`${server.address}/api/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
          ...(body && { body: JSON.stringify(body) }),
        })
        return response.json() as Promise<T>
      }
      const kill = async (): Promise<void> => {
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      }
      return { ask, kill, readyMs: performance.now() - begun }
    }
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    await sleep(20)
  }
}

function readServer(home: string): { readonly pid: number; readonly address: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(home, 'server.json'), 'utf8'))
  } catch {
    return undefined
  }
}

type Server = Awaited<ReturnType<typeof start>>

async function connect(server: Server): Promise<Run> {
  const management = sandbox.world.organization.managementAccountId
  const card = await server.ask<{ readonly id: string; readonly externalId: string }>('POST', '/integrations', {
    method: 'manual',
    owner: 'priya@larkfield.example',
    accounts: management,
    managementAccount: management,
    organization: true,
    identityCenter: false,
    regions: 'us-east-1, eu-west-1',
  })
  installExternalId(sandbox, card.externalId)
  return server.ask('POST', `/integrations/${card.id}/sync`, {})
}

async function ended(server: Server, id: string): Promise<Run> {
  for (;;) {
    const run = await server.ask<Run>('GET', `/sync-runs/${id}`)
    if (run.state !== 'queued' && run.state !== 'running') return run
    await sleep(200)
  }
}

const arnsOf = async (server: Server): Promise<readonly string[]> => {
  const arns: string[] = []
  for (let page = 1; ; page += 1) {
    const { items } = await server.ask<{ readonly items: readonly { readonly arn: string }[] }>(
      'GET',
      `/principals?page=${page}&pageSize=100`,
    )
    if (items.length === 0) return arns.toSorted()
    arns.push(...items.map(({ arn }) => arn))
  }
}

const callsNow = (): number => [...sandbox.counts.calls.values()].reduce((sum, count) => sum + count, 0)

try {
  const calm = await start(join(folder, 'calm'))
  const whole = await ended(calm, (await connect(calm)).id)
  const expected = await arnsOf(calm)
  const callsCalm = callsNow()
  await calm.kill()

  sandbox.counts.calls.clear()
  const home = join(folder, 'killed')
  let server = await start(home)
  const run = await connect(server)
  let killed = 0
  let readyMs = 0
  while (killed < kills) {
    await sleep(Math.random() * mostAliveMs)
    const { state } = await server.ask<Run>('GET', `/sync-runs/${run.id}`)
    if (state !== 'queued' && state !== 'running') break
    await server.kill()
    killed += 1
    server = await start(home)
    readyMs = Math.max(readyMs, server.readyMs)
  }
  const after = await ended(server, run.id)
  const found = await arnsOf(server)
  await server.kill()

  const lost = expected.filter((arn) => !found.includes(arn))
  process.stdout.write(
    `        ${killed} kills; the run ${after.state}${after.reason ? ` (${after.reason})` : ''}; ${found.length} principals\n`,
  )
  report({ name: 'kills.lost principals', value: lost.length, unit: 'principals', budget: 0 })
  report({ name: 'kills.unfinished', value: after.state === whole.state ? 0 : 1, unit: 'runs', budget: 0 })
  report({ name: 'kills.slowest start', value: readyMs / 1_000, unit: 's' })
  report({ name: 'kills.calls', value: callsNow(), unit: 'calls' })
  report({ name: 'kills.calls undisturbed', value: callsCalm, unit: 'calls' })
  if (lost.length > 0 || after.state !== whole.state) process.exitCode = 1
} finally {
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit()
