import { notFound } from 'next/navigation'
import { cache } from 'react'
import { getGateway, getGatewayTarget } from '../contracts/operations/gateways.ts'
import { getOauth2CredentialProvider } from '../contracts/operations/identities.ts'
import { getPerson } from '../contracts/operations/people.ts'
import { ApiError, isNotFound } from './api-error.ts'
import { serverCall } from './server-api.ts'

/** A malformed id names nothing, as an unknown one does. */
async function orNotFound<Output>(answer: Promise<Output>): Promise<Output> {
  try {
    return await answer
  } catch (error) {
    if (isNotFound(error) || (error instanceof ApiError && error.code === 'ValidationException')) notFound()
    throw error
  }
}

/** What a page is about, once per request for its title and its body; the not-found page where there is none. */
export const loadGateway = cache((gatewayId: string) =>
  orNotFound(serverCall(getGateway, { gatewayIdentifier: gatewayId })),
)
export const loadTarget = cache((gatewayId: string, targetId: string) =>
  orNotFound(serverCall(getGatewayTarget, { gatewayIdentifier: gatewayId, targetId })),
)
export const loadOauthClient = cache((name: string) => orNotFound(serverCall(getOauth2CredentialProvider, { name })))

export const loadPerson = cache((userId: string) => orNotFound(serverCall(getPerson, { userId })))

/** For a page that also asks in the browser: a server that is in trouble is shown there, with its request id and a retry. */
export async function orLater<Output>(answer: Promise<Output>): Promise<Output | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

/** When this request was answered, by the clock that calls are told by (ISO 8601). */
export const requestedAt = cache(() => new Date().toISOString())
