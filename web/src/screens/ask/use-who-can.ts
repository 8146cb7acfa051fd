/** Who can, part by part: the first parts say what most people want to know, and of a large organization the whole is megabytes. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type WhoCanQuestion, whoCanPartsQuery, whoCanQuery } from '../../api/queries.ts'
import type { WhoCanAnswer } from '../../api/schema.ts'
import { outsideFirst } from './outside-holder.tsx'

export interface MoreHolders {
  readonly load: () => void
  readonly isLoading: boolean
}

interface FoundHolders {
  readonly error: Error | null
  readonly retry: () => void
  readonly answer: WhoCanAnswer | undefined
  /** Undefined where nobody is left to load. */
  readonly more: MoreHolders | undefined
  /** What was asked for may stand in a part that is not here yet; all of them are on their way. */
  readonly isLookingOn: boolean
}

/** A filter looks through everybody, and whoever is chosen may stand far down: then the whole answer is asked for. */
export function useWhoCan(
  question: WhoCanQuestion,
  looksFor: { readonly filter?: string | undefined; readonly chosen?: string | undefined },
): FoundHolders {
  const parts = useInfiniteQuery(whoCanPartsQuery(question))
  const loaded = useMemo(() => parts.data && joined(parts.data.pages), [parts.data])
  const needsAll = loaded?.next !== undefined && (isFiltering(looksFor.filter) || !holds(loaded, looksFor.chosen))
  const whole = useQuery({ ...whoCanQuery(question), enabled: needsAll })
  const all = useMemo(() => (needsAll && whole.data ? outsideFirst(whole.data) : undefined), [needsAll, whole.data])
  const failed = parts.error !== null ? parts : needsAll && whole.error !== null ? whole : undefined
  return {
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    answer: all ?? loaded,
    more:
      all === undefined && parts.hasNextPage
        ? { load: () => void parts.fetchNextPage(), isLoading: parts.isFetchingNextPage }
        : undefined,
    isLookingOn: needsAll && all === undefined,
  }
}

const isFiltering = (filter: string | undefined): boolean => filter !== undefined && filter !== ''

const holds = ({ principals, denied }: WhoCanAnswer, chosen: string | undefined): boolean =>
  chosen === undefined || principals.some(({ arn }) => arn === chosen) || denied.some(({ arn }) => arn === chosen)

/** `next` is that of the last part. */
export function joined(parts: readonly WhoCanAnswer[]): WhoCanAnswer | undefined {
  const [first] = parts
  const last = parts.at(-1)
  if (first === undefined || last === undefined) return undefined
  const { next: _, ...facts } = first
  return outsideFirst({
    ...facts,
    principals: parts.flatMap(({ principals }) => principals),
    denied: parts.flatMap(({ denied }) => denied),
    ...(last.next !== undefined && { next: last.next }),
  })
}
