import { QueryClient, type QueryCache } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'

/** Only what may pass by itself is asked again: no answer, and the server's own faults. */
const mayPass = (error: Error): boolean => !(error instanceof ApiError) || error.status === 0 || error.status >= 500

export const createQueryClient = (queryCache?: QueryCache): QueryClient =>
  new QueryClient({
    queryCache,
    defaultOptions: {
      queries: { staleTime: 5_000, retry: (failures, error) => failures < 2 && mayPass(error) },
      mutations: { retry: false },
    },
  })
