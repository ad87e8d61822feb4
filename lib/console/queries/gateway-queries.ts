import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Gateway, GatewayStatus } from '../../contracts/gateways.ts'
import {
  createGateway,
  deleteGateway,
  getGateway,
  listGateways,
  updateGateway,
} from '../../contracts/operations/gateways.ts'
import { testIssuer } from '../../contracts/operations/issuers.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { allPages, pollMs } from './paging.ts'

export const gatewayKeys = {
  all: ['gateways'] as const,
  list: () => [...gatewayKeys.all, 'list'] as const,
  detail: (gatewayId: string) => [...gatewayKeys.all, 'detail', gatewayId] as const,
}

const moves = (status: GatewayStatus): boolean => ['CREATING', 'UPDATING', 'DELETING'].includes(status)
const pace = (gateways: readonly { status: GatewayStatus }[] | undefined): number =>
  gateways?.some((gateway) => moves(gateway.status)) ? pollMs.inMotion : pollMs.atRest

export const gatewayListQuery = (call: Call = callApi) =>
  queryOptions({
    queryKey: gatewayKeys.list(),
    queryFn: ({ signal }) =>
      allPages(
        (nextToken) => call(listGateways, { maxResults: 1000, nextToken }, { signal }),
        (page) => page.items,
      ),
    refetchInterval: (query) => pace(query.state.data),
  })

export const gatewayQuery = (gatewayId: string, call: Call = callApi) =>
  queryOptions({
    queryKey: gatewayKeys.detail(gatewayId),
    queryFn: ({ signal }): Promise<Gateway> => call(getGateway, { gatewayIdentifier: gatewayId }, { signal }),
    refetchInterval: (query) => pace(query.state.data && [query.state.data]),
  })

export function useCreateGateway() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: z.input<typeof createGateway.input>) => callApi(createGateway, input),
    onSettled: () => client.invalidateQueries({ queryKey: gatewayKeys.all }),
  })
}

export function useUpdateGateway() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: z.input<typeof updateGateway.input>) => callApi(updateGateway, input),
    onSettled: () => client.invalidateQueries({ queryKey: gatewayKeys.all }),
  })
}

/** Asks now, so it is a deed of the person and not a query that is kept. */
export const useTestIssuer = () =>
  useMutation({ mutationFn: (discoveryUrl: string) => callApi(testIssuer, { discoveryUrl }) })

/** The gateway's own page is left before its queries hear of it: asking again for what is gone would be an error. */
export function useDeleteGateway() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (gatewayId: string) => callApi(deleteGateway, { gatewayIdentifier: gatewayId }),
    onSettled: () => client.invalidateQueries({ queryKey: gatewayKeys.list() }),
  })
}
