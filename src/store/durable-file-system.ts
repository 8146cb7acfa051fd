/**
 * PGlite's folder on disk, with a `fsync` that syncs.
 *
 * Emscripten's NODEFS has no `fsync`, so the embedded database would report a commit that a power cut can take back, and
 * PGlite therefore starts PostgreSQL with `-F`. Here the missing operation is added, and the database runs with
 * `fsync = on`: PostgreSQL decides, as everywhere else, what must be on the disk before what. The one
 * setting it needs is `wal_sync_method = fsync`, because Emscripten's `fdatasync` answers without asking the file system.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type InitResult = Awaited<ReturnType<NodeFS['init']>>
type EmscriptenOptions = InitResult['emscriptenOpts']

/** The parts of Emscripten's file system that are used; Emscripten publishes no types for them. */
interface EmscriptenStream {
  /** The file descriptor in Node; absent for a folder. */
  readonly nfd?: number
  readonly node: unknown
}

interface EmscriptenNodeFs {
  readonly stream_ops: { fsync?: (stream: EmscriptenStream) => number }
  realPath(node: unknown): string
}

export class DurableFileSystem extends NodeFS {
  override async init(database: PGlite, options: EmscriptenOptions): Promise<InitResult> {
    const { emscriptenOpts } = await super.init(database, options)
    const preRun = [...(emscriptenOpts.preRun ?? []), addSync]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
}

function addSync(module: object): void {
  const { NODEFS } = module as { readonly NODEFS: EmscriptenNodeFs }
  NODEFS.stream_ops.fsync = (stream) => {
    if (stream.nfd === undefined) syncPath(NODEFS.realPath(stream.node))
    else fsyncSync(stream.nfd)
    return 0
  }
}

/** A folder must be synced after a file was made or renamed in it. Windows cannot open folders and needs no such call. */
export function syncPath(path: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
