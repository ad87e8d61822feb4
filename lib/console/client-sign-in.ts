import { cookies } from 'next/headers'
import { cache } from 'react'
import { clientRequestCookie } from '../contracts/mcp-clients.ts'
import { describeClientRequest } from '../contracts/operations/mcp-clients.ts'
import { serverCall } from './server-api.ts'
import { findPerson } from './server-session.ts'
import { consoleSettings } from './server-settings.ts'

/** Server half: what a client asks for. Once per request of the browser. */
export const clientRequest = cache((requestId: string) => serverCall(describeClientRequest, { requestId }))

/**
 * The provider that this browser may be sent to by itself: it brought the request, and nobody is signed in whom that would
 * sign out. Whoever is led here by somebody else's link presses a button first, so that no sign-in begins behind his back.
 */
export async function providerWithoutAsking(requestId: string): Promise<string | undefined> {
  if (!/^[\w-]{1,64}$/.test(requestId)) return undefined
  const broughtIt = (await cookies()).has(clientRequestCookie(consoleSettings().publicOrigin, requestId))
  if (!broughtIt || (await findPerson())) return undefined
  const { signIn } = await clientRequest(requestId)
  return signIn?.state === 'needed' ? signIn.provider.id : undefined
}
