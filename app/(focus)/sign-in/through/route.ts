import type { NextRequest } from 'next/server'
import { ApiError } from '../../../../lib/console/api-error.ts'
import { providerWithoutAsking } from '../../../../lib/console/client-sign-in.ts'
import { routes } from '../../../../lib/console/routes.ts'
import { startProviderSignIn } from '../../../../lib/console/start-provider-sign-in.ts'

/** A client of a gateway that takes one provider's people has brought a browser without a session: it goes there by itself. */
export async function GET(request: NextRequest): Promise<Response> {
  const id = request.nextUrl.searchParams.get('request') ?? ''
  const provider = await providerWithoutAsking(id)
  if (provider === undefined) return goTo(routes.clientRequest(id))
  try {
    const intent = { to: 'client' as const, request: id }
    return await startProviderSignIn(provider, { intent, next: routes.clientRequest(id) })
  } catch (error) {
    if (error instanceof ApiError) return goTo(routes.clientRequest(id, 'provider-unavailable'))
    throw error
  }
}

const goTo = (path: string) => new Response(null, { status: 303, headers: { location: path } })
