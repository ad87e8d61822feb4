import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { listCatalogue } from '../../contracts/operations/console.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { pollMs } from './paging.ts'

export interface CatalogueFilter {
  query?: string
  gatewayId?: string
  review?: 'needed'
}

/** Tools may be many thousands, so this list, unlike the others, comes page by page. */
export const catalogueQuery = (filter: CatalogueFilter, call: Call = callApi) =>
  infiniteQueryOptions({
    queryKey: ['catalogue', filter.query ?? '', filter.gatewayId ?? '', filter.review ?? ''] as const,
    queryFn: ({ pageParam, signal }) =>
      call(listCatalogue, { ...filter, maxResults: 100, nextToken: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextToken,
    placeholderData: keepPreviousData,
    refetchInterval: pollMs.atRest,
  })
