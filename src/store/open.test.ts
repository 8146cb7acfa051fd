/** The home of the embedded database, when it is not as it should be. What a database must do is in `test/contract`. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manualClock, memoryLog } from '../../test/fakes/clock-and-log.ts'
import { prepareHome } from '../../test/fakes/prepared-home.ts'
import { openStore } from './open.ts'

const run = promisify(execFile)
const openHome = join(import.meta.dirname, '../../test/processes/open-home.ts')
const nobody = 65534

let folder: string
let home: string
const children: ChildProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiwick-open-'))
  home = join(folder, 'home')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const open = (path = home) => openStore({ home: path, clock: manualClock(), log: memoryLog() })

function openInProcess(path: string, mode: string, identity: { uid?: number; gid?: number } = {}): ChildProcess {
  const child = spawn(process.execPath, [openHome, path, mode], { stdio: ['ignore', 'pipe', 'inherit'], ...identity })
  children.push(child)
  return child
}

async function word(child: ChildProcess): Promise<unknown> {
  if (child.stdout === null) throw new Error('no output')
  const [chunk] = await once(child.stdout, 'data')
  return JSON.parse(String(chunk))
}

describe('a new home', () => {
  test('is made with its parents, for its owner alone, and opened again', async () => {
    const deep = join(home, 'a/b')
    const store = await open(deep)
    await store.settings.set('a', 'b')
    await store.close()
    expect((await stat(deep)).mode & 0o077).toBe(0)
    expect((await readdir(deep)).sort()).toEqual(['db', 'home.lock'])
    const again = await open(deep)
    expect(await again.settings.get('a')).toBe('b')
    await again.close()
    await again.close()
  })

  test('whose making was interrupted is made again', async () => {
    await mkdir(join(home, 'db.new/base'), { recursive: true })
    await writeFile(join(home, 'db.new/PG_VERSION'), '18\n')
    await mkdir(join(home, 'db'))
    const store = await open()
    expect(await store.users.count()).toBe(0)
    await store.close()
    expect((await readdir(home)).sort()).toEqual(['db', 'home.lock'])
  })
})

test('a commit is on the disk: the database runs with fsync', async () => {
  await prepareHome(home)
  const store = await open()
  const { rows } = await store.sql.executeSql(
    `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'wal_sync_method') order by name`,
  )
  expect(rows).toEqual([
    { name: 'fsync', setting: 'on' },
    { name: 'full_page_writes', setting: 'on' },
    { name: 'synchronous_commit', setting: 'on' },
    { name: 'wal_sync_method', setting: 'fsync' },
  ])
  await store.close()
})

test('a second process is refused while the first lives, and served when it was killed', async () => {
  await prepareHome(home)
  const owner = openInProcess(home, 'stay')
  expect(await word(owner)).toMatchObject({ opened: { engine: 'pglite' } })
  await expect(open()).rejects.toMatchObject({ code: 'home_locked', details: { pid: owner.pid } })
  const ended = once(owner, 'exit')
  owner.kill('SIGKILL')
  await ended
  const store = await open()
  await store.close()
})

describe('files that are no database of ours', () => {
  test.each([
    ['nothing known', 'notes.txt', 'x', 'database_unavailable'],
    ['an older engine', 'PG_VERSION', '17\n', 'database_unavailable'],
    ['a newer engine', 'PG_VERSION', '19\n', 'database_newer'],
  ] as const)('%s: refused and untouched', async (_name, file, text, code) => {
    await mkdir(join(home, 'db'), { recursive: true })
    await writeFile(join(home, 'db', file), text)
    await expect(open()).rejects.toMatchObject({ code, details: { fix: expect.any(String) } })
    expect(await readdir(join(home, 'db'))).toEqual([file])
    // The lock is free again.
    await rm(home, { recursive: true })
    await prepareHome(home)
    await (await open()).close()
  })
})

describe('a home that cannot be written', () => {
  test('because a part of its path is a file', async () => {
    await writeFile(home, 'x')
    const refusal = {
      code: 'home_unwritable',
      details: { home: join(home, 'x'), effect: expect.any(String), fix: expect.any(String) },
    }
    await expect(open(join(home, 'x'))).rejects.toMatchObject(refusal)
    await expect(open(home)).rejects.toMatchObject({ code: 'home_unwritable', details: { home } })
  })

  test.skipIf(process.platform === 'win32')('because it belongs to others', async () => {
    await mkdir(home)
    await chmod(folder, 0o755)
    await chmod(home, 0o555)
    // Root may write everywhere; its child may not.
    const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
    const fault = await word(openInProcess(home, 'close', identity))
    expect(fault).toMatchObject({ fault: 'home_unwritable', message: expect.stringContaining(home) })
    expect(fault).toMatchObject({ details: { effect: expect.any(String), fix: expect.stringContaining('chown') } })
    await chmod(home, 0o755)
  })
})

const canMount = await mountable()
if (!canMount) process.stderr.write('skipped: a full disk (no small file system can be mounted here)\n')

describe.skipIf(!canMount)('a full disk', () => {
  beforeEach(() => mkdir(home))
  afterEach(() => run('umount', [home]))

  test('refuses a new home before half of it is written', async () => {
    await mount('48m')
    await expect(open()).rejects.toMatchObject({
      code: 'home_unwritable',
      message: expect.stringContaining('the disk is full'),
      details: { fix: expect.stringContaining('space') },
    })
    expect(await readdir(home)).toEqual(['home.lock'])
  })

  test('that fills up in use loses nothing that was committed', async () => {
    await mount('96m')
    await prepareHome(home)
    const store = await open()
    const committed = await fillUp((key) => store.settings.set(key, incompressible(key)))
    expect(committed.error).toMatchObject({ code: 'home_unwritable' })
    expect(committed.keys.length).toBeGreaterThan(1)
    expect(await store.settings.get('0')).toBe(incompressible('0'))
    await store.close()
    await run('mount', ['-o', 'remount,size=256m', home])
    const again = await open()
    for (const key of committed.keys) expect(await again.settings.get(key)).toBe(incompressible(key))
    await again.close()
  })
})

async function fillUp(write: (key: string) => Promise<void>): Promise<{ keys: readonly string[]; error: unknown }> {
  const keys: string[] = []
  try {
    for (;;) {
      await write(String(keys.length))
      keys.push(String(keys.length))
    }
  } catch (error) {
    return { keys, error }
  }
}

/** A megabyte that PostgreSQL cannot compress, the same for the same key. */
const incompressible = (key: string): string =>
  Array.from({ length: 16_000 }, (_, at) => createHash('sha256').update(`${key}/${at}`).digest('hex')).join('')

const mount = (size: string) => run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', home])

async function mountable(): Promise<boolean> {
  const place = await mkdtemp(join(tmpdir(), 'bailiwick-mount-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place])
    await run('umount', [place])
    return true
  } catch {
    return false
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}
