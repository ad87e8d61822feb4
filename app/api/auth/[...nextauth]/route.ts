import NextAuth from 'next-auth'
import { NextRequest } from 'next/server'
import { ApiError } from '../../../../lib/console/api-error.ts'
import { authOptions } from '../../../../lib/console/auth.ts'
import { keepIntent, oauthProvider, passFormCheck } from '../../../../lib/console/provider-sign-in.ts'
import { routes } from '../../../../lib/console/routes.ts'
import { safePath } from '../../../../lib/console/safe-path.ts'
import { isSameOriginPost } from '../../../../lib/console/same-origin.ts'
import { consoleSettings } from '../../../../lib/console/server-settings.ts'
import { signInIntentSchema, signInProviderIdSchema } from '../../../../lib/contracts/sign-in.ts'

interface Context {
  params: Promise<{ nextauth: string[] }>
}

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const [action = '', id] = (await context.params).nextauth
  if (!id || id === 'credentials' || !['signin', 'callback'].includes(action))
    return (await NextAuth(request, context, authOptions())) as Response
  if (action === 'signin' && !isSameOriginPost(request.headers, consoleSettings().publicOrigin))
    return goTo(routes.signIn())
  try {
    const provider = await oauthProvider(signInProviderIdSchema.parse(id))
    const asked = action === 'signin' ? await started(request, id) : request
    return (await NextAuth(asked, context, authOptions(provider))) as Response
  } catch (error) {
    if (error instanceof ApiError) return goTo(routes.signInRefused('provider-unavailable'))
    throw error
  }
}

/** The form of one of our pages as next-auth takes it. Nothing else that came with it goes on to the provider. */
async function started(request: NextRequest, id: string): Promise<NextRequest> {
  const form = await request.formData()
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value : undefined
  }
  const intent = signInIntentSchema.safeParse({
    to: text('to'),
    ...(text('to') === 'accept' && { invitation: text('invitation') }),
    ...(text('to') === 'link' && { sessionId: text('sessionId') }),
  })
  await keepIntent(id, intent.data ?? { to: 'sign-in' })
  const { publicOrigin } = consoleSettings()
  return new NextRequest(`${publicOrigin}/api/auth/signin/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      csrfToken: await passFormCheck(),
      callbackUrl: publicOrigin + safePath(text('next')),
    }).toString(),
  })
}

const goTo = (path: string) => new Response(null, { status: 303, headers: { location: path } })

export { handle as GET, handle as POST }
