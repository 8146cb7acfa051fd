import { QueryClient } from '@tanstack/react-query'
import { Problem } from './api/problem.ts'

/** Only an unreachable server is tried again by itself; what it answers is for a person to decide. */
const worthAnotherTry = (error: unknown): boolean => error instanceof Problem && error.status === 0

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && worthAnotherTry(error),
      refetchOnWindowFocus: true,
      // The server may be on this machine: whether the browser believes to be online says nothing about it.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
