import type { Json } from './inventory/objects.ts'

/** A copy. A part of a text that was read keeps the whole text in memory for as long as the part is kept; a copy does not. */
export const detached = <T extends Json>(value: T): T => JSON.parse(JSON.stringify(value))
