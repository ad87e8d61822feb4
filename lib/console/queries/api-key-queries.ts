import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  createGatewayApiKey,
  deleteGatewayApiKey,
  listGatewayApiKeys,
  revokeGatewayApiKey,
} from '../../contracts/operations/api-keys.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { allPages, pollMs } from './paging.ts'

const apiKeyKeys = { list: (gatewayId: string) => ['api-keys', gatewayId] as const }

export const apiKeyListQuery = (gatewayId: string, call: Call = callApi) =>
  queryOptions({
    queryKey: apiKeyKeys.list(gatewayId),
    queryFn: ({ signal }) =>
      allPages(
        (nextToken) =>
          call(listGatewayApiKeys, { gatewayIdentifier: gatewayId, maxResults: 1000, nextToken }, { signal }),
        (page) => page.items,
      ),
    refetchInterval: pollMs.atRest,
  })

/** Asks anew for the list of the gateway that the change was about. */
function useKeyChange<Input extends { gatewayIdentifier: string }, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: (_, __, { gatewayIdentifier }) =>
      client.invalidateQueries({ queryKey: apiKeyKeys.list(gatewayIdentifier) }),
  })
}

/** The key is in the answer, which stands in no cache: it leaves with the page that asked. */
export const useCreateApiKey = () =>
  useKeyChange((input: z.input<typeof createGatewayApiKey.input>) => callApi(createGatewayApiKey, input))

export const useRevokeApiKey = () =>
  useKeyChange((input: z.input<typeof revokeGatewayApiKey.input>) => callApi(revokeGatewayApiKey, input))

export const useDeleteApiKey = () =>
  useKeyChange((input: z.input<typeof deleteGatewayApiKey.input>) => callApi(deleteGatewayApiKey, input))
