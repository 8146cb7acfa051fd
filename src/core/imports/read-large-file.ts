/** A file that is larger than memory. Says of it what `recognizeFile` says of a text; a test holds them against each other. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { ImportError, ImportOptions } from './imported-file.ts'
import { nameOf } from './imported-file.ts'
import type { LargeFile, LargeFileSink, LargeReading } from './large-file.ts'
import { maxPieceLength, tooLong } from './large-file.ts'
import { readLargeDump } from './read-large-dump.ts'
import { readLargeSequence } from './read-large-sequence.ts'
import { factsOfFile } from './recognize-calls.ts'
import { isCredentialReport, readCredentialReport } from './recognize-file.ts'

/** Objects and calls that came before an error was found are of no use. */
export async function readLargeFile(
  read: LargeFile,
  options: ImportOptions,
  sink: LargeFileSink,
): Promise<Result<LargeReading, ImportError>> {
  if (isCredentialReport(await headOf(read))) return readReport(read, options, sink)
  const facts = factsOfFile(nameOf(options))
  const account = options.account ?? facts.accountId ?? undefined
  const ofAccount = { ...options, ...(account && { account }) }
  const dump = facts.call ? undefined : await readLargeDump(read, ofAccount, sink)
  if (dump === undefined) return readLargeSequence(read, ofAccount, facts, sink)
  return dump.ok ? ok({ kind: 'objects', file: dump.value }) : dump
}

async function headOf(read: LargeFile): Promise<string> {
  for await (const text of read()) return text
  return ''
}

/** One a line for each user: that of an account is never large, but it may be called so. */
async function readReport(
  read: LargeFile,
  options: ImportOptions,
  sink: LargeFileSink,
): Promise<Result<LargeReading, ImportError>> {
  const parts: string[] = []
  let length = 0
  for await (const part of read()) {
    parts.push(part)
    length += part.length
    if (length > maxPieceLength) return err(tooLong({ path: [], place: { line: 1, column: 1 } }, options))
  }
  const report = readCredentialReport(parts.join(''), options)
  if (!report.ok) return report
  await sink.calls(report.value.calls)
  return ok({ kind: 'calls' })
}
