import type { Json } from './objects.ts'

/** Canonical JSON: keys sorted by code unit, no spaces. Equal texts mean equal content; what is `undefined` is not there. */
export function contentKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(contentKey).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${contentKey(member)}`)
  return `{${members.join(',')}}`
}

/** Equal content, whatever the order of keys; the same object at once. */
export function isSameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, at) => isSameContent(one, b[at]))
    )
  // Without a list of members: hundreds of thousands of resources are compared while others are served, and what is made
  // meanwhile costs them more than the comparison.
  for (const key in a) {
    const value = memberOf(a, key)
    if (value !== undefined && !isSameContent(value, memberOf(b, key))) return false
  }
  for (const key in b) if (memberOf(b, key) !== undefined && memberOf(a, key) === undefined) return false
  return true
}

const memberOf = (value: object, key: string): unknown =>
  Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

/** 64 bits of FNV-1a as 16 hexadecimal digits: for short addresses, never for deciding that two things are equal. */
export function shortHash(text: string): string {
  let low = 0x811c9dc5
  let high = 0xcbf29ce4
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code ^ (low >>> 15), 0x85ebca6b)
  }
  return hex(high) + hex(low)
}

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0')

export const isJsonObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
