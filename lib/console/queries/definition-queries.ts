import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { mostApprovals, needsReview, type ApprovalItem, type DefinitionKind } from '../../contracts/approvals.ts'
import { approveDefinitions, getDefinition, listDefinitionChanges } from '../../contracts/operations/approvals.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { allPages, pollMs } from './paging.ts'
import { targetKeys, type TargetAddress } from './target-queries.ts'

export interface DefinitionAddress extends TargetAddress {
  kind: DefinitionKind
  name: string
}

/** What waits for a review; what is gone is told by the history of synchronizations. */
export const definitionChangesQuery = ({ gatewayId, targetId }: TargetAddress, call: Call = callApi) =>
  queryOptions({
    queryKey: [...targetKeys.detail(gatewayId, targetId), 'changes'],
    queryFn: async ({ signal }) => {
      const input = { gatewayIdentifier: gatewayId, targetId, maxResults: 1000 }
      const changes = await allPages(
        (nextToken) => call(listDefinitionChanges, { ...input, nextToken }, { signal }),
        (page) => page.items,
      )
      return changes.filter(({ state }) => needsReview(state))
    },
    refetchInterval: pollMs.atRest,
  })

/** Not asked again by itself: nobody approves a text that was swapped while it was read. */
export const definitionQuery = ({ gatewayId, targetId, kind, name }: DefinitionAddress, hash: string | undefined) =>
  queryOptions({
    queryKey: [...targetKeys.detail(gatewayId, targetId), 'definition', kind, name, hash ?? ''],
    queryFn: ({ signal }) => callApi(getDefinition, { gatewayIdentifier: gatewayId, targetId, kind, name }, { signal }),
    staleTime: Infinity,
    gcTime: 60_000,
  })

export function useApproveDefinitions({ gatewayId, targetId }: TargetAddress) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (items: readonly ApprovalItem[]) => {
      for (let from = 0; from < items.length; from += mostApprovals)
        await callApi(approveDefinitions, {
          ...{ gatewayIdentifier: gatewayId, targetId },
          items: items.slice(from, from + mostApprovals),
        })
    },
    onSettled: () => client.invalidateQueries(),
  })
}
