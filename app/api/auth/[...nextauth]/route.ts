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
    if (action === 'callback') return (await NextAuth(request, context, authOptions(provider))) as Response
    return leadOn(
      (await NextAuth(await started(request, id), context, authOptions(provider))) as Response,
      provider.name,
    )
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

/**
 * Browsers hold a form's redirects against the `form-action` of the page that it is on, and a person may have come to that
 * page from one with a stricter policy without loading a document. So what follows the form is a page that goes on by itself.
 */
function leadOn(answer: Response, provider: string): Response {
  const location = answer.headers.get('location')
  if (location === null) return answer
  const headers = new Headers(answer.headers)
  headers.delete('location')
  headers.set('content-type', 'text/html; charset=utf-8')
  headers.set('cache-control', 'no-store')
  const [href, name] = [escapeHtml(location), escapeHtml(provider)]
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="0;url=${href}"><title>${name}</title></head>
<body><main><p><a href="${href}">${name}</a></p></main></body></html>`
  return new Response(page, { status: 200, headers })
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const goTo = (path: string) => new Response(null, { status: 303, headers: { location: path } })

export { handle as GET, handle as POST }
