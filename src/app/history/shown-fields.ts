import type { FieldChange } from '../../core/inventory/changed-fields.ts'

/** Somebody who looks at a change wants to see what it is about; the whole bodies are there for programs. */
const mostFields = 100

export const shownFields = (
  changes: readonly FieldChange[],
): { readonly fields: readonly FieldChange[]; readonly more: number } => ({
  fields: changes.slice(0, mostFields),
  more: Math.max(0, changes.length - mostFields),
})
