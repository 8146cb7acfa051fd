/**
 * A home in which the sample organization was read to its end, with its first administrator, as a copy: reading it takes twenty
 * seconds of a quiet machine, copying it less than one. Made at the first call of the day and kept under `node_modules/.cache`.
 */
import { createHash, randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from './bailiwick-process.ts'
import { prepareHome } from './prepared-home.ts'

export const administrator = {
  name: 'Priya Raman',
  email: 'priya@larkfield.example',
  password: 'a quiet garden wall',
} as const

const root = join(import.meta.dirname, '../..')
const cache = join(root, 'node_modules/.cache/bailiwick/samples')
/** Reading the sample on a busy machine (ms). */
const readingPatience = 180_000
const lookEveryMs = 250
const oneDay = 24 * 60 * 60_000
/** What a server keeps while it runs; a copy has no server. */
const ofProcess: ReadonlySet<string> = new Set(['home.lock', 'home.owner', 'server.json'])

let original: Promise<string> | undefined

/** Fills `home`, which may exist and be empty. A server on it shows the sample as it was read, and reads nothing by itself. */
export async function prepareSampleHome(home: string): Promise<void> {
  original ??= findOriginal()
  await cp(await original, home, { recursive: true, filter: (path) => !ofProcess.has(basename(path)) })
}

async function findOriginal(): Promise<string> {
  const finished = join(cache, await key())
  const turn = `${finished}.turn`
  await mkdir(cache, { recursive: true })
  // Two test files that begin at once share one reading: who cannot make the folder waits for who could.
  for (const end = Date.now() + readingPatience; !(await exists(finished)); await sleep(lookEveryMs)) {
    if (await made(turn)) {
      try {
        await makeOriginal(finished)
      } finally {
        await rm(turn, { recursive: true })
      }
    } else if (Date.now() > end) {
      await rm(turn, { recursive: true, force: true })
      throw new Error(`the sample that another test began to read has not come: ${turn}`)
    }
  }
  return finished
}

/** Whether it was made now; false where it stood. */
const made = (folder: string): Promise<boolean> =>
  mkdir(folder).then(
    () => true,
    (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EEXIST') return false
      throw fault
    },
  )

async function makeOriginal(finished: string): Promise<void> {
  if (await exists(finished)) return
  for (const name of await readdir(cache)) {
    const { mtimeMs } = await stat(join(cache, name))
    if (Date.now() - mtimeMs > oneDay) await rm(join(cache, name), { recursive: true })
  }
  const unfinished = join(cache, randomUUID())
  await prepareHome(unfinished)
  const server = await startServer({ home: unfinished }, ['--sample', '--port', '0'])
  try {
    await readToItsEnd(server.url, server.setupLink)
  } finally {
    await server.stop()
  }
  await rename(unfinished, finished)
}

async function readToItsEnd(url: string, setupLink: string | undefined): Promise<void> {
  const token = new URL(setupLink ?? '').searchParams.get('token')
  const answer = await fetch(new URL('/api/v1/setup', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ token, ...administrator }),
  })
  if (!answer.ok) throw new Error(`no first administrator: ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';', 1)[0])
  for (const end = Date.now() + readingPatience; ; await sleep(lookEveryMs)) {
    const listed = await fetch(new URL('/api/v1/integrations', url), { headers: { cookie: cookie.join('; ') } })
    const { items } = JSON.parse(await listed.text()) as { readonly items: readonly { readonly state: string }[] }
    if (items.length > 0 && items.every(({ state }) => state === 'active')) return
    if (Date.now() > end) throw new Error(`the sample is not read: ${JSON.stringify(items)}`)
  }
}

const isProgram = /(?<!\.test)\.(ts|sql|json)$/

/** The program that reads it, and the day: what it tells of its past is told from then. */
async function key(): Promise<string> {
  const files = await readdir(join(root, 'src'), { recursive: true })
  const hash = createHash('sha256').update(new Date().toISOString().slice(0, 10))
  for (const file of files.sort()) {
    if (isProgram.test(file)) hash.update(file).update(await readFile(join(root, 'src', file)))
  }
  return hash.digest('hex').slice(0, 16)
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
