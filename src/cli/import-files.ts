/** Files on their way to the server, and what becomes of them there: both may take minutes, and both are shown. */
import { AppError } from '../core/fault.ts'
import type { CommandContext, FoundFile } from './context.ts'
import type { Progress } from './progress.ts'
import { startProgress } from './progress.ts'
import type { Transport } from './transport.ts'
import { call } from './transport.ts'

export interface Skipped {
  readonly path: string
  readonly reason: string
}

export interface ImportResult {
  readonly integration: string
  readonly account: string
  readonly accounts?: readonly string[]
  readonly counts: Readonly<Record<'users' | 'groups' | 'roles' | 'policies' | 'resources', number>>
  readonly skipped: readonly Skipped[]
  readonly snapshot: string
}

type ImportState =
  | { readonly state: 'running'; readonly phase: Phase; readonly done: number; readonly total: number }
  | { readonly state: 'succeeded'; readonly result: ImportResult }

type Phase = 'waiting' | 'reading' | 'accounts' | 'writing' | 'publishing'

interface AskedImport {
  readonly name?: string
  readonly account?: string
  readonly asOf?: string
}

type Deps = CommandContext['deps']

/** connection.md §12; the server refuses more, but only when it has come. */
const maxFileBytes = 2 * 1024 ** 3
const maxImportBytes = 8 * 1024 ** 3

/** Faults: `limit_exceeded` before anything is sent, and those of the import. */
export async function sendFiles(
  deps: Deps,
  transport: Transport,
  files: readonly FoundFile[],
  { name, account, asOf }: AskedImport,
): Promise<ImportResult> {
  refuseTooLarge(files)
  const progress = startProgress(deps, deps.elapsed)
  try {
    const { id } = await call<{ readonly id: string }>(transport, {
      method: 'POST',
      path: '/imports/begin',
      query: { name, account, asOf },
      content: contentOf(deps, files, progress),
      contentType: 'application/vnd.bailiwick.files',
    })
    return await followImport(deps, transport, id, progress)
  } finally {
    progress.end()
  }
}

function refuseTooLarge(files: readonly FoundFile[]): void {
  const large = files.find(({ bytes }) => bytes > maxFileBytes)
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  if (!large && total <= maxImportBytes) return
  const message = large
    ? `${large.path} holds ${megabytes(large.bytes)} MB; a file may have ${megabytes(maxFileBytes)} MB.`
    : `The files hold ${megabytes(total)} MB; one import takes ${megabytes(maxImportBytes)} MB.`
  throw new AppError('limit_exceeded', message, {
    effect: 'Nothing was imported.',
    fix: 'Import the accounts one after the other, each under a name of its own (--name).',
  })
}

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)

/** Before each file a line with its name and its bytes (src/api/files-in-body.ts). */
async function* contentOf(deps: Deps, files: readonly FoundFile[], progress: Progress): AsyncIterable<Uint8Array> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let sent = 0
  for (const file of files) {
    const { bytes, content } =
      file.path === '-' ? await held(deps.readBytes('-')) : { ...file, content: deps.readBytes(file.path) }
    yield new TextEncoder().encode(`${JSON.stringify({ name: file.name, bytes })}\n`)
    let own = 0
    for await (const piece of content) {
      own += piece.length
      if (own > bytes) throw changed(file)
      yield piece
      sent += piece.length
      progress.at(megabytes(sent), megabytes(total), 'MB sent')
    }
    if (own < bytes) throw changed(file)
  }
}

/** Nobody knows the length of standard input before its end. */
async function held(content: AsyncIterable<Uint8Array>) {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of content) {
    pieces.push(piece)
    bytes += piece.length
  }
  return { bytes, content: pieces }
}

const changed = ({ path }: FoundFile): AppError =>
  new AppError('bad_input', `${path} changed while it was read.`, { effect: 'Nothing was imported.' })

const phases: Readonly<Record<Phase, { readonly says: string; readonly shown: (value: number) => number }>> = {
  waiting: { says: 'Waiting for another import', shown: (value) => value },
  reading: { says: 'MB read', shown: megabytes },
  accounts: { says: 'Accounts read', shown: (value) => value },
  writing: { says: 'Objects written', shown: (value) => value },
  publishing: { says: 'Publishing', shown: (value) => value },
}

/** Small imports are done at the first look; a large one need not be asked after ten times a second. */
const firstLookMs = 25
const lastLookMs = 1_000

async function followImport(deps: Deps, transport: Transport, id: string, progress: Progress): Promise<ImportResult> {
  for (let pause = firstLookMs; ; pause = Math.min(pause * 2, lastLookMs)) {
    const state = await call<ImportState>(transport, { method: 'GET', path: `/imports/${id}` })
    if (state.state === 'succeeded') return state.result
    const { says, shown } = phases[state.phase]
    progress.at(shown(state.done), shown(state.total), says)
    await deps.sleep(pause)
  }
}
