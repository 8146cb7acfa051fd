import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Extent, OpenScratch } from '../app/ports/scratch.ts'
import { unwritableHome } from '../store/faults.ts'

const pieceBytes = 256 * 1024

/** Files of the folder that have no name: whoever reads the folder finds none, and the operating system takes them back from a dead process. */
export const scratchIn =
  (folder: string): OpenScratch =>
  async () => {
    const unwritable = (cause: unknown): never => {
      throw unwritableHome(folder, cause)
    }
    const file = await nameless(folder).catch(unwritable)
    let end = 0
    return {
      async append(bytes) {
        const extent = { from: end, bytes: bytes.length }
        end += bytes.length
        await writeAt(file, bytes, extent.from).catch(unwritable)
        return extent
      },
      read: (extent) => piecesOf(file, extent),
      async digest(extent) {
        const hash = createHash('sha256')
        for await (const piece of piecesOf(file, extent)) hash.update(piece)
        return hash.digest('hex')
      },
      close: () => file.close(),
    }
  }

async function nameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `scratch-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}

/** One call may write less than it is given. */
async function writeAt(file: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written, from + written)).bytesWritten
  }
}

async function* piecesOf(file: FileHandle, { from, bytes }: Extent): AsyncIterable<Uint8Array> {
  const end = from + bytes
  for (let at = from; at < end; ) {
    const piece = new Uint8Array(Math.min(pieceBytes, end - at))
    const { bytesRead } = await file.read(piece, 0, piece.length, at)
    if (bytesRead === 0) throw new RangeError(`nothing is kept at ${at}`)
    at += bytesRead
    yield piece.subarray(0, bytesRead)
  }
}
