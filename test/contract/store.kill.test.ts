/** `kill -9` at random moments: what was published is there, what was not is not, and nothing is in between. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { manualClock, memoryLog } from '../fakes/clock-and-log.ts'
import { prepareHome } from '../fakes/prepared-home.ts'

const program = join(import.meta.dirname, '../processes/publish-forever.ts')
const rounds = 6

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'bailiwick-kill-'))
  await prepareHome(home)
})
afterAll(() => rm(home, { recursive: true, force: true }))

interface Publisher {
  readonly process: ChildProcess
  /** The last generation it said it had published. */
  said(): number
}

async function publisher(generation: number): Promise<Publisher> {
  const child = spawn(process.execPath, [program, home, '111122223333', String(generation)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await once(child.stdout, 'data')
  return { process: child, said: () => Number([...said.matchAll(/published (\d+)\n/g)].at(-1)?.[1] ?? 0) }
}

test('nothing is lost and nothing is mixed', { timeout: 120_000 }, async () => {
  let generation = 0
  for (let round = 0; round < rounds; round += 1) {
    const { process: child, said } = await publisher(generation + 1)
    // The first round lets one generation through, so that there is something to lose.
    while (round === 0 && said() === 0) await sleep(20)
    await sleep(Math.random() * 700)
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended

    const store = await openStore({ home, clock: manualClock(), log: memoryLog() })
    const loaded = await store.inventory.load()
    const generations = new Set(loaded?.objects.map(({ body }) => /generation:(\d+)/.exec(JSON.stringify(body))?.[1]))
    expect(loaded?.objects).toHaveLength(160)
    expect(generations.size, `mixture of ${[...generations]}`).toBe(1)
    const [visible] = [...generations].map(Number)
    const promised = Math.max(generation, said())
    expect(visible).toBeGreaterThanOrEqual(promised)
    // At most the one publication whose word was still on its way.
    expect(visible).toBeLessThanOrEqual(promised + 1)
    for (const run of await store.syncRuns.unfinished()) {
      await store.inventory.dropStaging(run.id)
      await store.syncRuns.save({ ...run, state: 'failed', endedAt: new Date().toISOString() })
    }
    expect((await store.sql.executeSql('select count(*)::int as n from staging_object')).rows).toEqual([{ n: 0 }])
    await store.close()
    generation = visible ?? 0
  }
})
