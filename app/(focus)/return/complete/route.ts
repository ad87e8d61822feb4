import { ApiError } from '../../../../lib/console/api-error.ts'
import { keepReturnResult } from '../../../../lib/console/return-result.ts'
import { isSameOriginPost } from '../../../../lib/console/same-origin.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { consoleSettings } from '../../../../lib/console/server-settings.ts'
import { completeAuthorization } from '../../../../lib/contracts/operations/console.ts'

/** The return page's form, for browsers without JavaScript; with it, the page posts to the API itself. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOriginPost(request.headers, consoleSettings().publicOrigin)) {
    return new Response('This form was sent by another site. Go back and start again.', { status: 403 })
  }
  const sessionUri = (await request.formData()).get('session_id')
  const input = completeAuthorization.input.safeParse({ sessionUri })
  const backTo = (path: string) => new Response(null, { status: 303, headers: { location: path } })
  if (!input.success) {
    await keepReturnResult({ ending: 'unknown' })
    return backTo('/return')
  }
  try {
    await keepReturnResult(await serverCall(completeAuthorization, input.data))
    return backTo('/return')
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    // Signed out meanwhile, or the API did not answer: the page asks for the sign-in, or offers the button again.
    return backTo(`/return?session_id=${encodeURIComponent(input.data.sessionUri)}`)
  }
}
