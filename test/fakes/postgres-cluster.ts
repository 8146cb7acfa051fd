/** A PostgreSQL of the machine's own, thrown away after the tests: no server is set up, none that runs is touched. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** PostgreSQL refuses to run as root; `nobody` has this number on Linux. */
const nobody = 65534
const debianFolder = '/usr/lib/postgresql'
const startPatienceMs = 20_000

export interface PostgresCluster {
  /** A new, empty database; the URL holds `password`. */
  createDatabase(name: string): Promise<string>
  readonly password: string
  readonly port: number
  stop(): Promise<void>
}

/** Folder of `initdb` and `postgres`, the newest release first; undefined when the machine has none. */
export function findPostgres(): string | undefined {
  const debian = existsSync(debianFolder)
    ? readdirSync(debianFolder)
        .sort((a, b) => Number(b) - Number(a))
        .map((release) => join(debianFolder, release, 'bin'))
    : []
  const path = (process.env['PATH'] ?? '').split(delimiter)
  return [...debian, ...path].find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  )
}

export async function startPostgres(binaries: string): Promise<PostgresCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-postgres-'))
  const isRoot = process.getuid?.() === 0
  const user = isRoot ? { uid: nobody, gid: nobody } : {}
  const password = `planted-${crypto.randomUUID()}`
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password)
  if (isRoot) for (const path of [folder, passwordFile]) await chown(path, nobody, nobody)

  const data = join(folder, 'data')
  const port = await freePort()
  await run(
    join(binaries, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'bailiwick',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ],
    { ...user, cwd: folder },
  )
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'fsync=off', '-c', 'max_connections=60'],
    { ...user, cwd: folder, stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const url = (database: string): string => `postgres://bailiwick:${password}@127.0.0.1:${port}/${database}`
  await answers(url('postgres'))
  return {
    password,
    port,
    createDatabase: async (name) => {
      await query(url('postgres'), `create database ${pg.escapeIdentifier(name)}`)
      return url(name)
    },
    stop: async () => {
      // Fast shutdown: PostgreSQL ends open sessions instead of waiting for them.
      server.kill('SIGINT')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<void> {
  for (let waited = 0; ; waited += 100) {
    try {
      return await query(url, 'select 1')
    } catch (error) {
      if (waited >= startPatienceMs) throw error
      await sleep(100)
    }
  }
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
