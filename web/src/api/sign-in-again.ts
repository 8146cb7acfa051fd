/**
 * A session that ends in the middle: requests wait until somebody has signed in again over the page that he was on, and then go out as
 * if nothing had been. So nothing that was typed is lost, and what was begun is carried out.
 */
import { useSyncExternalStore } from 'react'

interface Waiting {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

let waiting: Waiting | undefined
const listeners = new Set<() => void>()
const notify = () => {
  for (const listener of listeners) listener()
}

/** Undefined where no screen is there that could ask. */
export function signInAgain(): Promise<void> | undefined {
  if (waiting !== undefined) return waiting.promise
  if (listeners.size === 0) return undefined
  waiting = Promise.withResolvers<void>()
  notify()
  return waiting.promise
}

/** Ends the waiting: signed in, or with the error that every waiting request then shows. */
export function endWaiting(error?: unknown): void {
  const ended = waiting
  waiting = undefined
  if (error === undefined) ended?.resolve()
  else ended?.reject(error)
  notify()
}

export function onWaiting(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const isWaiting = (): boolean => waiting !== undefined
export const useIsWaiting = (): boolean => useSyncExternalStore(onWaiting, isWaiting)
