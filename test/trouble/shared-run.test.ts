/** Two servers on one PostgreSQL share a run; one of them is killed in the middle, and the run ends as if nothing had been. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import { type TemporaryFolder, temporaryFolder } from '../fakes/bailiwick-process.ts'
import { awsEnvironment, installExternalId } from '../fakes/connected-sandbox.ts'
import { findPostgres, type PostgresCluster, startPostgres } from '../fakes/postgres-cluster.ts'

const binaries = findPostgres()
if (binaries === undefined) process.stderr.write('skipped: a run of two servers (initdb is not installed)\n')

const program = join(import.meta.dirname, '../../bin/bailiwick.js')
/** More than one worker takes at once, so that there is something for the other. */
const size = { accounts: 80, principals: 1_200, people: 6 }

interface Run {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly progress: { readonly accounts: number; readonly accountsDone: number; readonly cellsDone: number }
  readonly stages: readonly { readonly name: string; readonly state: string; readonly calls: number }[]
}

interface Server {
  readonly process: ChildProcess
  readonly said: () => string
  ask<T>(method: string, path: string, body?: object): Promise<T>
}

describe.skipIf(binaries === undefined)('two servers', () => {
  let folder: TemporaryFolder
  let cluster: PostgresCluster
  let sandbox: Sandbox
  const servers: Server[] = []

  beforeAll(async () => {
    folder = await temporaryFolder()
    cluster = await startPostgres(binaries ?? '')
    sandbox = await startSandbox({
      // All of it can be read, so that a run succeeds.
      world: world({ seed: 'shared', ...size, start: new Date(), gaps: false }),
      catalogue: loadCatalogue(),
      environment: {},
      // Slow enough that a stage outlasts the time between two looks of the server that does not conduct.
      latencyMs: 200,
    })
  }, 60_000)
  afterAll(async () => {
    for (const { process: child } of servers) if (child.exitCode === null) child.kill('SIGKILL')
    await sandbox?.stop()
    await cluster?.stop()
    await folder?.remove()
  })

  async function start(name: string, databaseUrl: string): Promise<Server> {
    const home = join(folder.path, name)
    await mkdir(home)
    const child = spawn(process.execPath, [program, 'start', '--home', home, '--port', '0'], {
      cwd: tmpdir(),
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: folder.path,
        AWS_EC2_METADATA_DISABLED: 'true',
        DATABASE_URL: databaseUrl,
        ...awsEnvironment(sandbox),
      },
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    const address = await untilThere(async () => JSON.parse(await readFile(join(home, 'server.json'), 'utf8')).address)
    const token = (await readFile(join(home, 'operator.token'), 'utf8')).trim()
    const server: Server = {
      process: child,
      said: () => said,
      async ask<T>(method: string, path: string, body?: object): Promise<T> {
        const response = await fetch(`${address}/api/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
          ...(body && { body: JSON.stringify(body) }),
        })
        if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
        return JSON.parse(await response.text())
      },
    }
    servers.push(server)
    return server
  }

  const untilEnded = (server: Server, id: string): Promise<Run> =>
    untilThere(async () => {
      const run = await server.ask<Run>('GET', `/sync-runs/${id}`)
      if (run.state === 'running' || run.state === 'queued') throw new Error(`still ${run.state}`)
      return run
    })

  /** In what was published last: the index follows a little later than the end of the run. */
  const principals = (server: Server): Promise<number> =>
    untilThere(async () => {
      const { snapshot } = await server.ask<{ readonly snapshot: { readonly id: string } | null }>('GET', '/status')
      const answer = await server.ask<{ readonly snapshot: string; readonly total: number }>(
        'GET',
        '/principals?pageSize=1',
      )
      if (answer.snapshot !== snapshot?.id) throw new Error(`still of ${answer.snapshot}`)
      return answer.total
    })

  test('share the units of a run, whichever of them is killed', { timeout: 300_000 }, async () => {
    const databaseUrl = await cluster.createDatabase('shared')
    const [one, two] = [await start('one', databaseUrl), await start('two', databaseUrl)]
    const management = sandbox.world.organization.managementAccountId
    const card = await one.ask<{ readonly id: string; readonly externalId: string }>('POST', '/integrations', {
      method: 'manual',
      owner: 'priya@larkfield.example',
      accounts: management,
      managementAccount: management,
      organization: true,
      identityCenter: false,
      regions: 'us-east-1',
    })
    installExternalId(sandbox, card.externalId)
    const scope = { stages: ['organization', 'iam'] }

    // One account of the world is suspended: nothing is to be read in it.
    const allAccounts = { accounts: size.accounts - 1, accountsDone: size.accounts - 1, accountsSkipped: 1 }
    const first = await one.ask<Run>('POST', `/integrations/${card.id}/sync`, scope)
    expect(await untilEnded(one, first.id)).toMatchObject({
      state: 'succeeded',
      progress: allAccounts,
    })
    const helped = servers.filter(({ said }) => said().includes('helping with a run'))
    expect(helped.length).toBe(1)
    const before = await principals(one)
    expect(before).toBeGreaterThan(size.principals)

    // The helper in the middle of its units.
    const [helper] = helped
    const other = helper === one ? two : one
    if (!helper) throw new Error('nobody helped')
    const second = await other.ask<Run>('POST', `/integrations/${card.id}/sync`, scope)
    await untilThere(async () => {
      const { progress } = await other.ask<Run>('GET', `/sync-runs/${second.id}`)
      if (progress.cellsDone < 4) throw new Error('not yet')
    }, 20)
    await sleep(300)
    const gone = once(helper.process, 'exit')
    helper.process.kill('SIGKILL')
    await gone
    const ended = await untilEnded(other, second.id)
    expect(ended).toMatchObject({
      state: 'succeeded',
      progress: allAccounts,
    })
    // Also of what the dead one had begun: the run tells as many calls as its ledger has.
    const { totals } = await other.ask<{ readonly totals: { readonly calls: number } }>(
      'GET',
      `/calls?run=${second.id}`,
    )
    expect(ended.stages.reduce((sum, { calls }) => sum + calls, 0)).toBe(totals.calls)
    expect(await principals(other)).toBe(before)
  })
})

async function untilThere<T>(look: () => Promise<T>, everyMs = 250): Promise<T> {
  for (let waited = 0; ; waited += everyMs) {
    try {
      return await look()
    } catch (error) {
      if (waited > 120_000) throw error
      await sleep(everyMs)
    }
  }
}
