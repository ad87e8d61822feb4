import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  createSignInProvider,
  deleteSignInProvider,
  listMySignIns,
  listSignInProviders,
  testSignInProvider,
  unlinkSignIn,
  updateSignInProvider,
} from '../../contracts/operations/sign-in.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'

const keys = { providers: () => ['sign-in', 'providers'] as const, mine: () => ['sign-in', 'mine'] as const }

export const signInProvidersQuery = (call: Call = callApi) =>
  queryOptions({
    queryKey: keys.providers(),
    queryFn: async ({ signal }) => (await call(listSignInProviders, {}, { signal })).items,
  })

export const mySignInsQuery = (call: Call = callApi) =>
  queryOptions({
    queryKey: keys.mine(),
    queryFn: async ({ signal }) => (await call(listMySignIns, {}, { signal })).items,
  })

function useChange<Input, Output>(key: readonly string[], change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: key }) })
}

export const useCreateSignInProvider = () =>
  useChange(keys.providers(), (input: z.input<typeof createSignInProvider.input>) =>
    callApi(createSignInProvider, input),
  )
export const useUpdateSignInProvider = () =>
  useChange(keys.providers(), (input: z.input<typeof updateSignInProvider.input>) =>
    callApi(updateSignInProvider, input),
  )
export const useDeleteSignInProvider = () =>
  useChange(keys.providers(), (id: string) => callApi(deleteSignInProvider, { id }))
export const useTestSignInProvider = () =>
  useMutation({ mutationFn: (issuer: string) => callApi(testSignInProvider, { issuer }) })
export const useUnlinkSignIn = () => useChange(keys.mine(), (linkId: string) => callApi(unlinkSignIn, { linkId }))
