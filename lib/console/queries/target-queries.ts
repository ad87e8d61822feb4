import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  cancelTargetAuthorization,
  getTargetConsoleView,
  renewTargetAuthorization,
  validateToolSchema,
} from '../../contracts/operations/console.ts'
import {
  createGatewayTarget,
  deleteGatewayTarget,
  getGatewayTarget,
  listGatewayTargets,
  synchronizeGatewayTargets,
  updateGatewayTarget,
} from '../../contracts/operations/gateways.ts'
import { isInMotion, type TargetStatus } from '../../contracts/targets.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { allPages, pollMs } from './paging.ts'

export const targetKeys = {
  all: ['targets'] as const,
  list: (gatewayId: string) => [...targetKeys.all, 'list', gatewayId] as const,
  detail: (gatewayId: string, targetId: string) => [...targetKeys.all, 'detail', gatewayId, targetId] as const,
  schemaReport: (payload: string) => ['tool-schema', payload] as const,
}

const pace = (targets: readonly { status: TargetStatus }[] | undefined): number =>
  targets?.some((target) => isInMotion(target.status)) ? pollMs.inMotion : pollMs.atRest

export const targetListQuery = (gatewayId: string, call: Call = callApi) =>
  queryOptions({
    queryKey: targetKeys.list(gatewayId),
    queryFn: ({ signal }) =>
      allPages(
        (nextToken) =>
          call(listGatewayTargets, { gatewayIdentifier: gatewayId, maxResults: 1000, nextToken }, { signal }),
        (page) => page.items,
      ),
    refetchInterval: (query) => pace(query.state.data),
  })

/** The target and what the console knows beside it, asked for together so that the page never shows two moments. */
export const targetQuery = (gatewayId: string, targetId: string, call: Call = callApi) =>
  queryOptions({
    queryKey: targetKeys.detail(gatewayId, targetId),
    queryFn: async ({ signal }) => {
      const input = { gatewayIdentifier: gatewayId, targetId }
      const [target, view] = await Promise.all([
        call(getGatewayTarget, input, { signal }),
        call(getTargetConsoleView, input, { signal }),
      ])
      return { target, view }
    },
    refetchInterval: (query) => pace(query.state.data && [query.state.data.target]),
  })

export const schemaReportQuery = (payload: string) =>
  queryOptions({
    queryKey: targetKeys.schemaReport(payload),
    queryFn: ({ signal }) => callApi(validateToolSchema, { inlinePayload: payload }, { signal }),
    enabled: payload.trim() !== '',
    staleTime: Infinity,
    gcTime: 60_000,
  })

function useTargetChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: targetKeys.all }),
  })
}

export const useCreateTarget = () =>
  useTargetChange((input: z.input<typeof createGatewayTarget.input>) => callApi(createGatewayTarget, input))
export const useUpdateTarget = () =>
  useTargetChange((input: z.input<typeof updateGatewayTarget.input>) => callApi(updateGatewayTarget, input))

export interface TargetAddress {
  gatewayId: string
  targetId: string
}
const inputOf = ({ gatewayId, targetId }: TargetAddress) => ({ gatewayIdentifier: gatewayId, targetId })

export const useSynchronizeTarget = () =>
  useTargetChange(({ gatewayId, targetId }: TargetAddress) =>
    callApi(synchronizeGatewayTargets, { gatewayIdentifier: gatewayId, targetIdList: [targetId] }),
  )
export const useCancelAuthorization = () =>
  useTargetChange((address: TargetAddress) => callApi(cancelTargetAuthorization, inputOf(address)))
export const useRenewAuthorization = () =>
  useTargetChange((address: TargetAddress) => callApi(renewTargetAuthorization, inputOf(address)))

/** The target's own page is left before its query hears of it: asking again for what is gone would be an error. */
export function useDeleteTarget() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (address: TargetAddress) => callApi(deleteGatewayTarget, inputOf(address)),
    onSettled: (_data, _error, { gatewayId }) => client.invalidateQueries({ queryKey: targetKeys.list(gatewayId) }),
  })
}
