import {
  dehydrate,
  type FetchInfiniteQueryOptions,
  type FetchQueryOptions,
  HydrationBoundary,
  type QueryClient,
} from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { createQueryClient } from '../../lib/console/query-client.ts'

/**
 * Server component: asks the queries before the page is sent, so that it arrives with its data. One that fails is left to
 * the browser, whose component has the error state for it.
 */
export async function Prefetched<T extends readonly object[]>({
  queries,
  children,
}: {
  queries: T
  children: ReactNode
}) {
  const client = createQueryClient()
  await Promise.all(queries.map((query) => prefetch(client, query)))
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>
}

const prefetch = (client: QueryClient, query: object): Promise<void> =>
  'initialPageParam' in query
    ? client.prefetchInfiniteQuery({ ...(query as FetchInfiniteQueryOptions), retry: false })
    : client.prefetchQuery({ ...(query as FetchQueryOptions), retry: false })
