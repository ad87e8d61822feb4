import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { ApiError } from '../../../../lib/console/api-error.ts'
import { authOptions } from '../../../../lib/console/auth.ts'
import { keptIntent, oauthProvider, refusedPath } from '../../../../lib/console/provider-sign-in.ts'
import { routes } from '../../../../lib/console/routes.ts'
import { isSameOriginPost } from '../../../../lib/console/same-origin.ts'
import { consoleSettings } from '../../../../lib/console/server-settings.ts'
import { startProviderSignIn } from '../../../../lib/console/start-provider-sign-in.ts'
import { signInIntentSchema, signInProviderIdSchema, type SignInIntent } from '../../../../lib/contracts/sign-in.ts'

interface Context {
  params: Promise<{ nextauth: string[] }>
}

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const [action = '', id] = (await context.params).nextauth
  if (!id || id === 'credentials' || !['signin', 'callback'].includes(action))
    return (await NextAuth(request, context, authOptions())) as Response
  if (action === 'callback') return finish(request, context, id)
  if (!isSameOriginPost(request.headers, consoleSettings().publicOrigin)) return goTo(routes.signIn())
  const form = await request.formData()
  const intent = intentOf(form)
  try {
    return await startProviderSignIn(signInProviderIdSchema.parse(id), {
      ...{ intent, next: text(form, 'next') },
      anew: form.has('anew'),
    })
  } catch (error) {
    if (error instanceof ApiError) return goTo(refusedPath(intent, 'provider-unavailable'))
    throw error
  }
}

async function finish(request: NextRequest, context: Context, id: string): Promise<Response> {
  const intent = await keptIntent(id)
  try {
    const provider = await oauthProvider(signInProviderIdSchema.parse(id))
    const answer = (await NextAuth(request, context, authOptions(provider))) as Response
    // What fails before the front door is asked, such as a person who cancels there, next-auth leads to the sign-in page.
    const failed =
      intent.to === 'client' && /^[^?]*\/(sign-in|api\/auth\/error)\?error=/.test(answer.headers.get('location') ?? '')
    return failed ? goTo(refusedPath(intent, 'provider-answer')) : answer
  } catch (error) {
    if (error instanceof ApiError) return goTo(refusedPath(intent, 'provider-unavailable'))
    throw error
  }
}

const text = (form: FormData, name: string): string | undefined => {
  const value = form.get(name)
  return typeof value === 'string' ? value : undefined
}

const intentOf = (form: FormData): SignInIntent => {
  const to = text(form, 'to')
  const intent = signInIntentSchema.safeParse({
    to,
    ...(to === 'accept' && { invitation: text(form, 'invitation') }),
    ...(to === 'client' && { request: text(form, 'request') }),
    ...(to === 'link' && { sessionId: text(form, 'sessionId') }),
  })
  return intent.data ?? { to: 'sign-in' }
}

const goTo = (path: string) => new Response(null, { status: 303, headers: { location: path } })

export { handle as GET, handle as POST }
