import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { listCatalogueItems } from '../../contracts/operations/console.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { pollMs } from './paging.ts'

export interface ItemFilter {
  kind: 'prompts' | 'resources'
  query?: string
  gatewayId?: string
  review?: 'needed'
}

/** Page by page, as tools are. */
export const catalogueItemsQuery = (filter: ItemFilter, call: Call = callApi) =>
  infiniteQueryOptions({
    queryKey: [
      'catalogue-items',
      filter.kind,
      filter.query ?? '',
      filter.gatewayId ?? '',
      filter.review ?? '',
    ] as const,
    queryFn: ({ pageParam, signal }) =>
      call(listCatalogueItems, { ...filter, maxResults: 100, nextToken: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextToken,
    placeholderData: keepPreviousData,
    refetchInterval: pollMs.atRest,
  })
