import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  deletePerson,
  endMySessions,
  endPersonSessions,
  getPerson,
  invitePerson,
  listMySessions,
  listPeople,
  listPersonSessions,
  renewInvitation,
  updatePerson,
} from '../../contracts/operations/people.ts'
import { listPersonSignIns, unlinkPersonSignIn } from '../../contracts/operations/sign-in.ts'
import { call as callApi } from '../api-client.ts'
import type { Call } from '../request.ts'
import { allPages } from './paging.ts'

export const peopleKeys = {
  all: ['people'] as const,
  list: () => [...peopleKeys.all, 'list'] as const,
  detail: (userId: string) => [...peopleKeys.all, 'detail', userId] as const,
  /** `undefined`: one's own. */
  sessions: (userId: string | undefined) => [...peopleKeys.all, 'sessions', userId ?? 'mine'] as const,
  signIns: (userId: string) => [...peopleKeys.all, 'sign-ins', userId] as const,
}

export const peopleQuery = (call: Call = callApi) =>
  queryOptions({
    queryKey: peopleKeys.list(),
    queryFn: ({ signal }) =>
      allPages(
        (nextToken) => call(listPeople, { maxResults: 100, nextToken }, { signal }),
        (page) => page.items,
      ),
  })

export const personQuery = (userId: string, call: Call = callApi) =>
  queryOptions({
    queryKey: peopleKeys.detail(userId),
    queryFn: ({ signal }) => call(getPerson, { userId }, { signal }),
  })

export const sessionsQuery = (userId: string | undefined, call: Call = callApi) =>
  queryOptions({
    queryKey: peopleKeys.sessions(userId),
    queryFn: ({ signal }) =>
      userId === undefined ? call(listMySessions, {}, { signal }) : call(listPersonSessions, { userId }, { signal }),
  })

export const personSignInsQuery = (userId: string, call: Call = callApi) =>
  queryOptions({
    queryKey: peopleKeys.signIns(userId),
    queryFn: async ({ signal }) => (await call(listPersonSignIns, { userId }, { signal })).items,
  })

/** A change of a person or of what is theirs: everything shown of people is asked for again. */
function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.all }) })
}

export const useInvitePerson = () =>
  useChange((input: z.input<typeof invitePerson.input>) => callApi(invitePerson, input))
export const useUpdatePerson = () =>
  useChange((input: z.input<typeof updatePerson.input>) => callApi(updatePerson, input))
export const useRenewInvitation = () => useChange((userId: string) => callApi(renewInvitation, { userId }))

export const useTakeAwaySignIn = (userId: string) =>
  useChange((linkId: string) => callApi(unlinkPersonSignIn, { userId, linkId }))

/** `userId` undefined: one's own; without `sessionId` all, or all others of one's own. */
export const useEndSessions = (userId: string | undefined) =>
  useChange((sessionId: string | undefined) =>
    userId === undefined ? callApi(endMySessions, { sessionId }) : callApi(endPersonSessions, { userId, sessionId }),
  )

/** The person's own page is left before its query hears of it: asking again for who is gone would be an error. */
export function useDeletePerson() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (userId: string) => callApi(deletePerson, { userId }),
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.list() }),
  })
}
