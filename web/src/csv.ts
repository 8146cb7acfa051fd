/** A leading `=`, `+`, `-` or `@` would be run as a formula by a spreadsheet; names in AWS may begin so. */
const harmless = (value: string): string => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value)
const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
const line = (values: readonly string[]): string => values.map((value) => quoted(harmless(value))).join(',')

/** RFC 4180, with the head as its first row. */
export const csvOf = (rows: readonly (readonly string[])[]): string => `${rows.map(line).join('\r\n')}\r\n`
