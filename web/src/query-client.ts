import { QueryClient } from '@tanstack/react-query'
import { Problem } from './api/problem.ts'

/** Only what may work a moment later is tried again by itself; everything else is a person's decision. */
const worthAnotherTry = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 0 || error.status >= 502)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && worthAnotherTry(error),
      refetchOnWindowFocus: true,
    },
  },
})
