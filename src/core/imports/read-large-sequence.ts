/** Many documents in one file that is larger than memory, one after the other: resource policies by line, or answers of the AWS CLI. */
import type { AccountId } from '../ids.ts'
import type { EntryProblem } from '../inventory/authorization-details.ts'
import type { InventoryObject } from '../inventory/objects.ts'
import type { JsonDocument } from '../json.ts'
import { parseJsonSequence } from '../json.ts'
import type { JsonPiece } from '../json-cutter.ts'
import { createJsonCutter } from '../json-cutter.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { reportOfLines } from './import-file.ts'
import type { ImportError, ImportOptions } from './imported-file.ts'
import type { LargeFile, LargeFileSink, LargeReading } from './large-file.ts'
import { incompleteJson, maxPieceLength, placedIn, tooLong } from './large-file.ts'
import type { FileFacts } from './recognize-calls.ts'
import { callIn } from './recognize-file.ts'
import { isResourcePolicyLine, readResourcePolicyLines } from './resource-policy-lines.ts'

export async function readLargeSequence(
  read: LargeFile,
  options: ImportOptions,
  facts: FileFacts,
  sink: LargeFileSink,
): Promise<Result<LargeReading, ImportError>> {
  const cutter = createJsonCutter({ isLong: () => false, maxLength: maxPieceLength })
  const documents = createDocuments(options, facts, sink)
  const take = async (pieces: readonly JsonPiece[]): Promise<ImportError | undefined> => {
    for (const piece of pieces) {
      if (piece.kind === 'too_long') return tooLong(piece, options)
      const parsed = parseJsonSequence(piece.text)
      if (!parsed.ok) {
        const place = piece.kind === 'documents' ? piece.placeOf(parsed.error) : piece.place
        return incompleteJson({ ...parsed.error, ...place }, options)
      }
      for (const document of parsed.value)
        await documents.take(piece.kind === 'documents' ? placedIn(piece, document) : document)
    }
    await documents.handOn()
    return undefined
  }
  for await (const text of read()) {
    const wrong = await take(cutter.push(text))
    if (wrong) return err(wrong)
  }
  const wrong = await take(cutter.end())
  return wrong ? err(wrong) : documents.end()
}

/** What is no JSON is told first, wherever it stands: so a document that is not recognized waits for the end. */
function createDocuments(options: ImportOptions, facts: FileFacts, sink: LargeFileSink) {
  const lines = createLines(options)
  let first: { readonly document: JsonDocument; readonly isLine: boolean } | undefined
  let wrong: ImportError | undefined
  return {
    async take(document: JsonDocument): Promise<void> {
      const isLine = !facts.call && isResourcePolicyLine(document.value)
      first ??= { document, isLine }
      if (wrong) return
      if (first.isLine && isLine) return lines.take(document)
      // A file is of one kind: its first document is judged again, as the answer that it is not.
      const call = callIn(first.isLine ? first.document : document, facts, options)
      if (!call.ok) wrong = call.error
      else if (!first.isLine) await sink.calls([call.value])
    },
    async handOn(): Promise<void> {
      const objects = lines.objects()
      if (objects.length > 0) await sink.objects(objects)
    },
    end(): Result<LargeReading, ImportError> {
      if (wrong) return err(wrong)
      if (!first?.isLine) return ok({ kind: 'calls' })
      const report = lines.end()
      return report.ok ? ok({ kind: 'objects', file: report.value }) : report
    },
  }
}

function createLines(options: ImportOptions) {
  const owners = new Set<AccountId>()
  const problems: EntryProblem[] = []
  let waiting: InventoryObject[] = []
  let resources = 0
  let number = 0
  return {
    take({ value }: JsonDocument): void {
      const read = readResourcePolicyLines([value], options.account)
      problems.push(...read.problems.map(({ message }) => ({ path: `[${number}]`, message })))
      for (const object of read.objects) owners.add(object.accountId)
      waiting.push(...read.objects)
      resources += read.objects.length
      number += 1
    },
    objects(): readonly InventoryObject[] {
      const objects = waiting
      waiting = []
      return objects
    },
    end: () => reportOfLines({ owners, problems, resources }, options),
  }
}
