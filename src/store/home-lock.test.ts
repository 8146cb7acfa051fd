import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockHome } from './home-lock.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bailiwick-lock-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const now = '2026-05-03T10:00:00.000Z'

/** A process that takes the lock, says `locked` or the fault's code, and then waits to be killed. */
function contender() {
  const program = `
    import { lockHome } from ${JSON.stringify(new URL('./home-lock.ts', import.meta.url).href)}
    try {
      await lockHome(${JSON.stringify(home)}, ${JSON.stringify(now)})
      process.stdout.write('locked')
      setInterval(() => {}, 1000)
    } catch (error) {
      process.stdout.write(error.code + ' ' + error.details.pid)
    }`
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function says(process: ReturnType<typeof contender>): Promise<string> {
  const [chunk] = await once(process.stdout, 'data')
  return String(chunk)
}

async function kill(process: ReturnType<typeof contender>): Promise<void> {
  const ended = once(process, 'exit')
  process.kill('SIGKILL')
  await ended
}

test('a second process is refused and told who has the folder', async () => {
  const owner = contender()
  expect(await says(owner)).toBe('locked')
  expect(await says(contender())).toBe(`home_locked ${owner.pid}`)
  const refusal = await lockHome(home, now).catch((error: unknown) => error)
  expect(refusal).toMatchObject({
    code: 'home_locked',
    message: expect.stringContaining(`Process ${owner.pid}`),
    details: { pid: owner.pid, fix: expect.stringContaining(`Stop process ${owner.pid}`) },
  })
  await kill(owner)
})

test('the kernel releases the lock of a killed process at once, and no other is in the way', async () => {
  for (let round = 0; round < 3; round += 1) {
    const owner = contender()
    expect(await says(owner)).toBe('locked')
    await kill(owner)
  }
  const lock = await lockHome(home, now)
  expect(JSON.parse(await readFile(join(home, 'home.owner'), 'utf8'))).toMatchObject({ pid: process.pid, since: now })
  lock.release()
  expect(await readdir(home)).toEqual(['home.lock'])
})

test('of many that start at once exactly one gets it', async () => {
  const contenders = Array.from({ length: 6 }, contender)
  const said = await Promise.all(contenders.map(says))
  expect(said.filter((text) => text === 'locked')).toHaveLength(1)
  expect(said.filter((text) => text.startsWith('home_locked'))).toHaveLength(5)
  await Promise.all(contenders.filter((_, at) => said[at] === 'locked').map(kill))
})

test('a process does not lock a folder twice either', async () => {
  const lock = await lockHome(home, now)
  await expect(lockHome(home, now)).rejects.toMatchObject({ code: 'home_locked', details: { pid: process.pid } })
  lock.release()
  const again = await lockHome(home, now)
  again.release()
})
