/**
 * A home with an empty, migrated database, as a copy: making one takes `initdb` two seconds of a processor, copying it a tenth of one.
 * The original is made at the first call and kept under `node_modules/.cache` for the next run.
 */
import { createHash, randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore } from '../../src/store/open.ts'
import { manualClock, memoryLog } from './clock-and-log.ts'

const root = join(import.meta.dirname, '../..')
const cache = join(root, 'node_modules/.cache/bailiwick/homes')
/** What the content of a new home depends on. */
const sources = ['src/store/migrate.ts', 'src/store/pglite-worker.ts', 'node_modules/@electric-sql/pglite/package.json']

let original: Promise<string> | undefined

/** Fills `home`, which may exist and be empty. */
export async function prepareHome(home: string): Promise<void> {
  original ??= makeOriginal()
  await cp(await original, home, { recursive: true })
}

async function makeOriginal(): Promise<string> {
  const finished = join(cache, await key())
  if (await exists(finished)) return finished
  const unfinished = join(cache, randomUUID())
  await mkdir(unfinished, { recursive: true })
  const store = await openStore({ home: unfinished, clock: manualClock(), log: memoryLog() })
  await store.close()
  // Of two test files that made one at once the second keeps the first one's.
  await rename(unfinished, finished).catch(() => rm(unfinished, { recursive: true }))
  return finished
}

async function key(): Promise<string> {
  const migrations = 'src/store/migrations'
  const files = [...sources, ...(await readdir(join(root, migrations))).map((file) => join(migrations, file))]
  const hash = createHash('sha256')
  for (const file of files.sort()) hash.update(await readFile(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
