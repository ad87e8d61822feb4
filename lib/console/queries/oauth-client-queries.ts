import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  createOauth2CredentialProvider,
  deleteOauth2CredentialProvider,
  getOauth2CredentialProvider,
  listOauth2CredentialProviders,
  reserveCallbackUrl,
  updateOauth2CredentialProvider,
} from '../../contracts/operations/identities.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { allPages } from './paging.ts'

export const oauthClientKeys = {
  all: ['oauth-clients'] as const,
  list: () => [...oauthClientKeys.all, 'list'] as const,
  detail: (name: string) => [...oauthClientKeys.all, 'detail', name] as const,
  callbackUrl: () => ['callback-url'] as const,
}

export const oauthClientListQuery = (call: Call = callApi) =>
  queryOptions({
    queryKey: oauthClientKeys.list(),
    queryFn: ({ signal }) =>
      allPages(
        (nextToken) => call(listOauth2CredentialProviders, { maxResults: 20, nextToken }, { signal }),
        (page) => page.credentialProviders,
      ),
  })

export const oauthClientQuery = (name: string, call: Call = callApi) =>
  queryOptions({
    queryKey: oauthClientKeys.detail(name),
    queryFn: ({ signal }) => call(getOauth2CredentialProvider, { name }, { signal }),
  })

/** Reserved once per form: looking again must not change the address that is just being registered at the provider. */
export const callbackUrlQuery = () =>
  queryOptions({
    queryKey: oauthClientKeys.callbackUrl(),
    queryFn: () => callApi(reserveCallbackUrl, {}),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

export function useCreateOauthClient() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: z.input<typeof createOauth2CredentialProvider.input>) =>
      callApi(createOauth2CredentialProvider, input),
    onSuccess: () => client.removeQueries({ queryKey: oauthClientKeys.callbackUrl() }),
    onSettled: () => client.invalidateQueries({ queryKey: oauthClientKeys.all }),
  })
}

export function useUpdateOauthClient() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: z.input<typeof updateOauth2CredentialProvider.input>) =>
      callApi(updateOauth2CredentialProvider, input),
    onSettled: () => client.invalidateQueries({ queryKey: oauthClientKeys.all }),
  })
}

/** The client's own page is left before its query hears of it: asking again for what is gone would be an error. */
export function useDeleteOauthClient() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => callApi(deleteOauth2CredentialProvider, { name }),
    onSettled: () => client.invalidateQueries({ queryKey: oauthClientKeys.list() }),
  })
}
