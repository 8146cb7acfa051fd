/** What differs between two bodies, field by field, as a person reads a change: `tags.owner`, `inlinePolicies[AppRead].document…`. */
import { contentKey, isJsonObject, isSameContent } from './content-key.ts'
import type { Json } from './objects.ts'

export interface FieldChange {
  /** Dots lead into objects, brackets into lists: to the entry of that name where entries have names, else to that position. */
  readonly path: string
  /** Absent: it was not there. */
  readonly before?: Json
  /** Absent: it is there no longer. */
  readonly after?: Json
}

/** In the order of the fields. Linear in the sizes of both but for the sorting of keys. */
export function changedFields(before: Json, after: Json): readonly FieldChange[] {
  const changes: FieldChange[] = []
  compare('', before, after, changes)
  return changes
}

function compare(path: string, before: Json | undefined, after: Json | undefined, changes: FieldChange[]): void {
  if (isSameContent(before, after)) return
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(path === '' ? key : `${path}.${key}`, memberOf(before, key), memberOf(after, key), changes)
    }
  } else if (isList(before) && isList(after)) compareLists(path, before, after, changes)
  else changes.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) })
}

const memberOf = (object: { readonly [key: string]: Json }, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/**
 * Entries with names are compared by name. Of the others, those that both lists hold are as they were, wherever they stand; what
 * is left is compared in its order: a statement put in front does not make all statements new. Lists that differ in their order
 * only are told whole.
 */
function compareLists(path: string, before: readonly Json[], after: readonly Json[], changes: FieldChange[]): void {
  const name = nameOfEntries(before, after)
  if (name !== undefined) {
    const [old, now] = [byName(before, name), byName(after, name)]
    for (const key of new Set([...old.keys(), ...now.keys()]))
      compare(`${path}[${key}]`, old.get(key), now.get(key), changes)
    return
  }
  const [gone, come] = [without(before, after), without(after, before)]
  if (gone.length + come.length === 0) changes.push({ path, before, after })
  const areWords = [...gone, ...come].every(({ entry }) => typeof entry !== 'object' || entry === null)
  for (let place = 0; place < Math.max(gone.length, come.length); place += 1) {
    const [old, now] = [gone[place], come[place]]
    if (areWords) {
      if (old) changes.push({ path: `${path}[]`, before: old.entry })
      if (now) changes.push({ path: `${path}[]`, after: now.entry })
    } else compare(`${path}[${(now ?? old)?.index}]`, old?.entry, now?.entry, changes)
  }
}

/** Fields by which AWS and we tell entries of one list apart, best first. */
const names = ['name', 'Sid', 'id', 'arn', 'version', 'key'] as const

/** The first field that all entries of both lists have, each with another text. */
function nameOfEntries(before: readonly Json[], after: readonly Json[]): string | undefined {
  if (before.length + after.length === 0) return undefined
  return names.find((name) => [before, after].every((list) => byName(list, name).size === list.length))
}

function byName(list: readonly Json[], name: string): ReadonlyMap<string, Json> {
  return new Map(
    list.flatMap((entry): [string, Json][] => {
      const value = isJsonObject(entry) ? memberOf(entry, name) : undefined
      return typeof value === 'string' ? [[value, entry]] : []
    }),
  )
}

interface Placed {
  readonly entry: Json
  readonly index: number
}

/** Entries of the first list that the second lacks, each counted as often as it stands there. */
function without(list: readonly Json[], other: readonly Json[]): readonly Placed[] {
  const left = new Map<string, number>()
  for (const entry of other) {
    const key = contentKey(entry)
    left.set(key, (left.get(key) ?? 0) + 1)
  }
  return list.flatMap((entry, index) => {
    const key = contentKey(entry)
    const rest = left.get(key) ?? 0
    if (rest === 0) return [{ entry, index }]
    left.set(key, rest - 1)
    return []
  })
}
