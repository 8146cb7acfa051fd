/** What a file is that somebody brings: an account dump, resource policies, a credential report, answers of the AWS CLI. */
import type { JsonDocument } from '../json.ts'
import { parseJsonSequence } from '../json.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { isFileOfObjects, readDocuments } from './import-file.ts'
import type { ImportError, ImportedFile, ImportOptions } from './imported-file.ts'
import { nameOf } from './imported-file.ts'
import type { FileFacts } from './recognize-calls.ts'
import { accountInReport, expectedOutputs, factsOfFile, recognizeCall } from './recognize-calls.ts'
import type { RecordedCall } from './recorded-calls.ts'
import { operationKey } from './recorded-calls.ts'

export type RecognizedFile =
  | { readonly kind: 'objects'; readonly file: ImportedFile }
  | { readonly kind: 'calls'; readonly calls: readonly RecordedCall[] }

/** `fileName` may have folders before it: an account or a Region among them is where the calls were made. */
export function recognizeFile(text: string, options: ImportOptions = {}): Result<RecognizedFile, ImportError> {
  const fileName = nameOf(options)
  if (isCredentialReport(text)) return readCredentialReport(text, options)
  const parsed = parseJsonSequence(text)
  if (!parsed.ok) {
    const { line, column, message } = parsed.error
    return err({ code: 'bad_input', message: `${fileName} is no complete JSON: ${message}`, line, column })
  }
  const documents = parsed.value
  const facts = factsOfFile(fileName)
  if (!facts.call && isFileOfObjects(documents)) {
    const account = options.account ?? facts.accountId ?? undefined
    const read = readDocuments(documents, { ...options, ...(account && { account }) })
    return read.ok ? ok({ kind: 'objects', file: read.value }) : read
  }
  const calls: RecordedCall[] = []
  for (const document of documents) {
    const call = callIn(document, facts, options)
    if (!call.ok) return call
    calls.push(call.value)
  }
  return ok({ kind: 'calls', calls })
}

/** The document as an answer of the AWS CLI. */
export function callIn(
  document: JsonDocument,
  facts: FileFacts,
  options: ImportOptions,
): Result<RecordedCall, ImportError> {
  const fileName = nameOf(options)
  // JSON parsers disagree about which of two equal keys counts: such an answer could mean two things.
  const [twice] = document.duplicateKeys
  if (twice) {
    const { line, column, path } = twice
    const message = `${fileName} holds the key ${path.at(-1)} twice in one object`
    return err({ code: 'bad_input', message, line, column })
  }
  const call = recognizeCall(document.value, facts, fileName)
  if (!call) return err({ ...notRecognized(options), ...document.locate([]) })
  return call.ok ? call : err({ code: 'bad_input', message: `${fileName} ${call.error}`, ...document.locate([]) })
}

const notRecognized = (options: ImportOptions) =>
  ({
    code: 'not_recognized',
    message: `${nameOf(options)}: Not recognized: expected the output of one of ${expectedOutputs.join(', ')}, resource policies as {"arn", "policy"} lines, or a credential report`,
  }) as const

/** IAM User Guide, "Getting credential reports": the first columns, in this order. */
const reportHead = /^\uFEFF?"?user"?,"?arn"?,"?user_creation_time"?/
export const isCredentialReport = (text: string): boolean => reportHead.test(text.slice(0, 200))

/** The report as AWS gives it, in the form in which the CLI prints it. */
export function readCredentialReport(text: string, { account, fileName = 'The file' }: ImportOptions) {
  const accountId = account ?? accountInReport(text)
  if (!accountId)
    return err({ code: 'bad_input', message: `${fileName} names no account`, line: 1, column: 1 } as const)
  const operation = operationKey('GetCredentialReport')
  const output = { Content: base64Of(text), ReportFormat: 'text/csv' }
  const call = { accountId, region: null, service: 'iam', operation, arguments: {}, file: fileName }
  return ok({ kind: 'calls', calls: [{ ...call, answer: { kind: 'output', output } }] } as const)
}

/** Bytes at a time, because `btoa` takes them as characters and an argument list is not endless. */
const bytesAtOnce = 8_192

function base64Of(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let binary = ''
  for (let from = 0; from < bytes.length; from += bytesAtOnce)
    binary += String.fromCharCode(...bytes.subarray(from, from + bytesAtOnce))
  return btoa(binary)
}
