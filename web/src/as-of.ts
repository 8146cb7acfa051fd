/**
 * The moment that the whole console looks at. It stands in the address of every screen behind the door (`at`), so that a link
 * shows what its sender saw; the API client asks every question that knows a moment about it.
 */
import { useSyncExternalStore } from 'react'
import { shortMoment } from './parts/moment.tsx'

type Raw = Readonly<Record<string, unknown>>

/** A time (ISO 8601) or the id of a snapshot, as the server takes it. */
export function parseAsOf(raw: Raw): { readonly at?: string | undefined } {
  const { at } = raw
  if (typeof at === 'number' && Number.isInteger(at)) return { at: String(at) }
  return typeof at === 'string' && at !== '' && at !== 'now' ? { at } : {}
}

const listeners = new Set<() => void>()
let current: string | undefined

/** Undefined: now. */
export const asOf = (): string | undefined => current

/** Answers whether it is another moment than before. */
export function lookAt(at: string | undefined): boolean {
  if (at === current) return false
  current = at
  for (const notify of listeners) notify()
  return true
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The moment that is looked at; undefined: now. */
export const useAsOf = (): string | undefined => useSyncExternalStore(subscribe, asOf)

/** `3 May, 09:00`, or `snapshot 17`. */
export const momentName = (at: string): string =>
  Number.isNaN(Date.parse(at)) || /^\d+$/.test(at) ? `snapshot ${at}` : shortMoment(at)

/** Why what acts is off; undefined while the console looks at now. */
export function useWhyOff(): string | undefined {
  const at = useAsOf()
  return at === undefined ? undefined : `You are looking at ${momentName(at)}. Go back to now to change anything.`
}
