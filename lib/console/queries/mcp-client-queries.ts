import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  createMcpClient,
  deleteMcpClient,
  getClientSignIn,
  listClientGrants,
  listMcpClients,
  revokeClientGrant,
  rotateSigningKeys,
  updateClientSignIn,
} from '../../contracts/operations/mcp-clients.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'

export const mcpClientKeys = {
  list: () => ['mcp-clients', 'list'] as const,
  signIn: () => ['mcp-clients', 'sign-in'] as const,
  grants: () => ['mcp-clients', 'grants'] as const,
}

export const mcpClientListQuery = (call: Call = callApi) =>
  queryOptions({
    queryKey: mcpClientKeys.list(),
    queryFn: async ({ signal }) => (await call(listMcpClients, {}, { signal })).clients,
  })

export const clientSignInQuery = (call: Call = callApi) =>
  queryOptions({ queryKey: mcpClientKeys.signIn(), queryFn: ({ signal }) => call(getClientSignIn, {}, { signal }) })

/** One's own; for who sees to everybody's: all. */
export const clientGrantListQuery = (call: Call = callApi) =>
  queryOptions({
    queryKey: mcpClientKeys.grants(),
    queryFn: async ({ signal }) => (await call(listClientGrants, {}, { signal })).grants,
  })

export function useRevokeClientGrant() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (grantId: string) => callApi(revokeClientGrant, { grantId }),
    onSettled: () => client.invalidateQueries({ queryKey: mcpClientKeys.grants() }),
  })
}

/** The answer is the whole state, so it need not be asked for again. */
export function useUpdateClientSignIn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: z.input<typeof updateClientSignIn.input>) => callApi(updateClientSignIn, input),
    onSuccess: (state) => client.setQueryData(mcpClientKeys.signIn(), state),
  })
}

export function useRotateSigningKeys() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => callApi(rotateSigningKeys, {}),
    onSuccess: (state) => client.setQueryData(mcpClientKeys.signIn(), state),
  })
}

export function useCreateMcpClient() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: z.input<typeof createMcpClient.input>) => callApi(createMcpClient, input),
    onSettled: () => client.invalidateQueries({ queryKey: mcpClientKeys.list() }),
  })
}

export function useDeleteMcpClient() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (clientId: string) => callApi(deleteMcpClient, { clientId }),
    onSettled: () => client.invalidateQueries({ queryKey: mcpClientKeys.list() }),
  })
}
