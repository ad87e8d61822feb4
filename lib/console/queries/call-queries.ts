import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { listToolCalls } from '../../contracts/operations/tool-calls.ts'
import type { CallOutcome } from '../../contracts/tool-calls.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { pollMs } from './paging.ts'

/** Calls may be many millions, so they come page by page, newest first. */
export const callListQuery = (gatewayId: string, outcome?: CallOutcome, call: Call = callApi) =>
  infiniteQueryOptions({
    queryKey: ['calls', gatewayId, outcome ?? ''] as const,
    queryFn: ({ pageParam, signal }) =>
      call(listToolCalls, { gatewayIdentifier: gatewayId, outcome, maxResults: 20, nextToken: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextToken,
    placeholderData: keepPreviousData,
    refetchInterval: pollMs.atRest,
  })

/** The newest calls since a moment of the server's clock (ISO 8601): enough to see who has begun to call. */
export const callsSinceQuery = (gatewayId: string, since: string, isWaiting: boolean) =>
  queryOptions({
    queryKey: ['calls', gatewayId, 'since', since] as const,
    queryFn: async ({ signal }) => {
      const input = { gatewayIdentifier: gatewayId, startTime: since, maxResults: 200 }
      return (await callApi(listToolCalls, input, { signal })).calls
    },
    refetchInterval: isWaiting ? pollMs.inMotion : pollMs.atRest,
  })
