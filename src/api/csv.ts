import { pipeline, Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import { z } from 'zod'

export interface Column<Row> {
  readonly key: string
  readonly of: (row: Row) => string | undefined
}

/**
 * Streams rows as RFC 4180 text. A cell that a spreadsheet would take for a formula gets an apostrophe before it: names in AWS are
 * chosen by others (OWASP, "CSV Injection").
 */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Readable {
  const text = stringify({
    header: true,
    columns: columns.map(({ key }) => ({ key })),
    escape_formulas: true,
    record_delimiter: 'windows',
  })
  const lines = function* () {
    for (const row of rows) yield columns.map((column) => column.of(row) ?? '')
  }
  // Unlike `pipe`, it hands a fault of a row to the reader, and a reader that leaves to the rows. Its callback has nothing to add.
  return pipeline(Readable.from(lines()), text, () => undefined)
}

/** In the document it is text; what the handler gives is a stream of it, which no serializer touches. */
export const csvSchema = { schema: z.string() as unknown as z.ZodType<Readable> }

export const csvHeaders = (fileName: string): Record<string, string> => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="${fileName}"`,
})
