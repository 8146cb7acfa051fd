/** Files of settings that people write: YAML, and so JSON too. */
import { type Document, parseDocument, visit } from 'yaml'
import { AppError } from '../core/fault.ts'
import type { CliDeps } from './context.ts'

/** An object of the file. Fault `bad_input` with the place of what is wrong. */
export async function readYamlObject(deps: Pick<CliDeps, 'readText'>, file: string): Promise<Record<string, unknown>> {
  const document = parseDocument(await deps.readText(file))
  const [error] = document.errors
  if (error) {
    const [start] = error.linePos ?? []
    const [message = error.code] = error.message.split('\n')
    throw new AppError('bad_input', `${file} is not valid YAML: ${message}`, {
      places: [{ file, message: error.code, ...(start && { line: start.line, column: start.col }) }],
    })
  }
  keepAccountNumbers(document)
  const value: unknown = document.toJS()
  if (isRecord(value)) return value
  throw new AppError('bad_input', `${file} must hold keys and values.`)
}

/** An account number without quotation marks is a number to YAML, and may begin with zeros. Nothing else here has twelve digits. */
function keepAccountNumbers(document: Document.Parsed): void {
  visit(document, {
    Scalar(_, scalar) {
      const { value, source } = scalar
      if (typeof value === 'number' && source !== undefined && /^\d{12}$/.test(source)) scalar.value = source
    },
  })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
