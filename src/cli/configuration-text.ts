/** Changes of the configuration in words: of one thing, and between two moments. */
import type { ConfigurationAnswer, ConfigurationChange } from '../app/history/configuration-changes.ts'
import type { FieldChange } from '../core/inventory/changed-fields.ts'
import type { Json } from '../core/inventory/objects.ts'
import { count, type Output } from './output.ts'

export type { ConfigurationAnswer }

export function printConfiguration(out: Output, { changes, more, sentence }: ConfigurationAnswer): void {
  out.line(sentence)
  for (const change of changes) {
    out.line()
    out.line(`${mark(out, change)} ${kindText(change)} ${change.name} in ${change.accountId}${betweenText(change)}`)
    if (change.doubt !== undefined) out.line(out.colours.dim(`  ${change.doubt}`))
    printFields(out, change.fields, change.moreFields)
  }
  if (more > 0) {
    out.line()
    out.line(out.colours.dim(`${count(more, 'further change')}; --limit shows more.`))
  }
}

export function printFields(out: Output, fields: readonly FieldChange[], more: number): void {
  for (const { path, before, after } of fields) {
    if (before === undefined) out.line(`  ${path}: ${out.colours.green('+')} ${valueText(after)}`)
    else if (after === undefined) out.line(`  ${path}: ${out.colours.red('-')} ${valueText(before)}`)
    else out.line(`  ${path}: ${valueText(before)} → ${valueText(after)}`)
  }
  if (more > 0) out.line(out.colours.dim(`  ${count(more, 'further field')}; --json has them all.`))
}

const mark = ({ colours }: Output, { change }: ConfigurationChange): string =>
  ({ added: colours.green('+'), removed: colours.red('-'), changed: colours.yellow('~') })[change]

/** `organizationPolicy` → `organization policy`; a resource by its type. */
export const kindText = ({ kind, type }: { readonly kind: string; readonly type?: string }): string =>
  type ?? kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

function betweenText({ between }: ConfigurationChange): string {
  if (!between) return ''
  return between.after === null ? `, by ${between.until}` : `, between ${between.after} and ${between.until}`
}

/** A line is read across; the whole is in `--json`. */
const mostLetters = 120

function valueText(value: Json | undefined): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > mostLetters ? `${text.slice(0, mostLetters)}…` : text
}
