import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import type { z } from 'zod'
import {
  endConnections,
  endMyConnection,
  listConnections,
  listMyConnections,
  startMyConnection,
} from '../../contracts/operations/connections.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { allPages, pollMs } from './paging.ts'

export type ConnectionFilter = Pick<
  z.input<typeof listConnections.input>,
  'person' | 'providerName' | 'gatewayId' | 'status'
>

const connectionKeys = { all: ['connections'] as const, mine: ['connections', 'mine'] as const }

/** One's own; looked at more often while a consent is under way elsewhere or a provider has not confirmed an end. */
export const myConnectionsQuery = (call: Call = callApi) =>
  queryOptions({
    queryKey: connectionKeys.mine,
    queryFn: ({ signal }) =>
      allPages(
        (nextToken) => call(listMyConnections, { maxResults: 1_000, nextToken }, { signal }),
        (page) => page.items,
      ),
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ status, revoking }) => status === 'pending' || revoking) ? pollMs.inMotion : pollMs.atRest,
  })

/** Everybody's, page by page. */
export const connectionsQuery = (filter: ConnectionFilter, call: Call = callApi) =>
  infiniteQueryOptions({
    queryKey: [...connectionKeys.all, 'everyones', filter] as const,
    queryFn: ({ pageParam, signal }) =>
      call(listConnections, { ...filter, maxResults: 100, nextToken: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextToken,
    placeholderData: keepPreviousData,
  })

/** Answers where the browser goes next. */
export const useStartConnection = () =>
  useMutation({ mutationFn: (connectionId: string) => callApi(startMyConnection, { connectionId }) })

function useEnding<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: connectionKeys.all }) })
}
export const useEndMyConnection = () => useEnding((connectionId: string) => callApi(endMyConnection, { connectionId }))
export const useEndConnections = () =>
  useEnding((connectionIds: string[]) => callApi(endConnections, { connectionIds }))
