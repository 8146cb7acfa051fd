/** Kept files → what they say together. All of them are read and found good before anything is written to the database. */
import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import type { ImportError } from '../../core/imports/imported-file.ts'
import { readLargeFile } from '../../core/imports/read-large-file.ts'
import type { RecognizedFile } from '../../core/imports/recognize-file.ts'
import { recognizeFile } from '../../core/imports/recognize-file.ts'
import type { Result } from '../../core/result.ts'
import type { AppDeps } from '../deps.ts'
import type { Scratch } from '../ports/scratch.ts'
import type { CallSpool } from './call-spool.ts'
import { createCallSpool } from './call-spool.ts'
import { textPieces, wholeText } from './decode.ts'
import type { Gathering, ImportedInventory } from './gather.ts'
import { createGathering } from './gather.ts'
import type { TellProgress } from './import-progress.ts'
import { createObjectSpool } from './object-spool.ts'
import { readCalls } from './read-calls.ts'
import type { KeptFile } from './receive-files.ts'

/** A file of this size is read at once, in up to twenty times its size; a larger one entry by entry. */
const mostReadAtOnce = 8 * 2 ** 20

export interface ReadingOptions {
  /** Of files that do not say. */
  readonly account: AccountId | undefined
  readonly tell: TellProgress
}

/** Faults `bad_input`, `not_recognized` and `limit_exceeded`, with the place in the file. */
export async function readFiles(
  deps: Pick<AppDeps, 'readRecording' | 'pause'>,
  scratch: Scratch,
  files: readonly KeptFile[],
  { account, tell }: ReadingOptions,
): Promise<ImportedInventory> {
  const gathering = createGathering(createObjectSpool(scratch))
  const calls = createCallSpool(scratch)
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const file of files) {
    tell({ phase: 'reading', done, total })
    const at = (bytes: number): void => tell({ phase: 'reading', done: done + bytes, total })
    await readOne(scratch, file, account, { gathering, calls, at })
    done += file.bytes
    await deps.pause()
  }
  const spooled = calls.byAccount(account, ownerless)
  if (spooled) {
    const sink = {
      objects: gathering.objects,
      cell: gathering.cell,
      account: (read: number, of: number) => tell({ phase: 'accounts', done: read, total: of }),
    }
    gathering.file(await readCalls(deps, spooled, sink))
  }
  return gathering.inventory()
}

interface Into {
  readonly gathering: Gathering
  readonly calls: CallSpool
  at(bytes: number): void
}

async function readOne(scratch: Scratch, file: KeptFile, account: AccountId | undefined, into: Into): Promise<void> {
  const options = { fileName: file.name, ...(account && { account }) }
  if (file.bytes <= mostReadAtOnce) {
    return keep(recognizeFile(await wholeText(scratch, file, file.name), options), file, into)
  }
  const sink = { objects: into.gathering.objects, calls: into.calls.add }
  const read = await readLargeFile(watchedBy(scratch, file, into.at), options, sink)
  if (!read.ok) throw unreadable(file.name, read.error)
  if (read.value.kind === 'calls') return
  for (const cell of read.value.file.cells) into.gathering.cell(cell)
  into.gathering.file(read.value.file)
}

/** A large file is looked into, then read twice: once for what it is, and once for what is in it. */
function watchedBy(scratch: Scratch, file: KeptFile, at: Into['at']): () => AsyncIterable<string> {
  let passes = 0
  return async function* () {
    passes += 1
    const share = passes <= 2 ? 0 : file.bytes / 2
    let characters = 0
    for await (const text of textPieces(scratch, file, file.name)) {
      characters += text.length
      at(Math.floor(share + Math.min(characters, file.bytes) / 2))
      yield text
    }
  }
}

async function keep(read: Result<RecognizedFile, ImportError>, { name }: KeptFile, into: Into): Promise<void> {
  if (!read.ok) throw unreadable(name, read.error)
  if (read.value.kind === 'calls') return into.calls.add(read.value.calls)
  const { objects, cells, ...report } = read.value.file
  for (const cell of cells) into.gathering.cell(cell)
  await into.gathering.objects(objects)
  into.gathering.file(report)
}

function unreadable(file: string, error: ImportError): AppError {
  const { code, message, ...place } = error
  return new AppError(code, `${message}.`.replace(/\.\.$/, '.'), {
    effect: 'Nothing was imported.',
    places: [{ file, ...place, message }],
  })
}

function ownerless(file: string): AppError {
  const message = `${file} does not say which account was asked.`
  return new AppError('bad_input', message, {
    effect: 'Nothing was imported.',
    fix: 'Name it with --account, or put the file into a folder with the number of the account.',
    places: [{ file, message }],
  })
}
