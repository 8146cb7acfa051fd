/** The files of an import on their way in: to disk as they come, for they may be larger than memory. */
import { AppError } from '../../core/fault.ts'
import type { Extent, Scratch } from '../ports/scratch.ts'

export interface IncomingFile {
  /** With the folders above it, with slashes. */
  readonly name: string
  /** Where it is known beforehand. */
  readonly bytes?: number
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

export interface KeptFile extends Extent {
  readonly name: string
}

/** connection.md §12. */
const maxFileBytes = 2 * 1024 ** 3
/** Of all files of one import: four of the largest. They lie on the disk of the home twice until they are published. */
const maxImportBytes = 8 * 1024 ** 3

/** Faults `bad_input` without any, `limit_exceeded`, `home_unwritable`. */
export async function receiveFiles(
  scratch: Scratch,
  files: AsyncIterable<IncomingFile> | Iterable<IncomingFile>,
): Promise<readonly KeptFile[]> {
  const kept: KeptFile[] = []
  let total = 0
  for await (const { name, bytes = 0, content } of files) {
    if (bytes > maxFileBytes) throw tooLarge(`${name} is`, maxFileBytes, 'A file')
    let extent: Extent = { from: total, bytes: 0 }
    for await (const piece of content) {
      const { from } = await scratch.append(piece)
      extent = { from: extent.bytes === 0 ? from : extent.from, bytes: extent.bytes + piece.length }
      if (extent.bytes > maxFileBytes) throw tooLarge(`${name} is`, maxFileBytes, 'A file')
      if (total + extent.bytes > maxImportBytes) throw tooLarge('The files are', maxImportBytes, 'One import')
    }
    total += extent.bytes
    kept.push({ name, ...extent })
  }
  if (kept.length === 0 || total === 0) throw new AppError('bad_input', 'There is no file to import.')
  return kept
}

const tooLarge = (what: string, limit: number, whose: string): AppError =>
  new AppError('limit_exceeded', `${what} larger than ${limit / 1024 ** 3} GB.`, {
    effect: 'Nothing was imported.',
    fix: `${whose} may have ${limit / 1024 ** 3} GB. Import the accounts in several parts, each under a name of its own.`,
  })
