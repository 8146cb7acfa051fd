/** The answer that goes with the changes, a pause after the last of them; the one before stays until the next is here. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { whatIfQuery } from '../../../api/queries.ts'
import type { Change, DiffAnswer } from '../../../api/schema.ts'

/** Typing is asked about after a pause (ms). */
const typingPause = 400

export interface LiveAnswer {
  readonly answer: DiffAnswer | undefined
  readonly error: unknown
  /** What is shown belongs to the changes before. */
  readonly isStale: boolean
  readonly refetch: () => void
}

/** `isHeld`: something cannot be asked about as it stands, so the answer before stays. */
export function useLiveAnswer(changes: readonly Change[], limit: number | undefined, isHeld: boolean): LiveAnswer {
  const key = JSON.stringify(changes)
  const [settled, setSettled] = useState({ key, changes })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same changes are another array at each render
  useEffect(() => {
    if (isHeld) return undefined
    const timer = window.setTimeout(() => setSettled({ key, changes }), typingPause)
    return () => window.clearTimeout(timer)
  }, [key, isHeld])
  const asked = useQuery(whatIfQuery(settled.changes, limit))
  const { data, error, isFetching } = asked
  const [last, setLast] = useState<DiffAnswer | undefined>()
  useEffect(() => {
    if (data !== undefined) setLast(data)
  }, [data])
  const isSettled = settled.key === key
  return {
    answer: changes.length === 0 && !isHeld ? undefined : (data ?? last),
    error: isSettled && !isHeld ? (error ?? undefined) : undefined,
    isStale: isHeld || !isSettled || isFetching || data === undefined,
    refetch: () => void asked.refetch(),
  }
}
