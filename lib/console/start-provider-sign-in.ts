import NextAuth from 'next-auth'
import { NextRequest } from 'next/server'
import type { SignInIntent } from '../contracts/sign-in.ts'
import { authOptions } from './auth.ts'
import { keepIntent, oauthProvider, passFormCheck } from './provider-sign-in.ts'
import { safePath } from './safe-path.ts'
import { consoleSettings } from './server-settings.ts'

/**
 * Server half: the way to a provider and back to a path of ours. Nothing else that came with the request goes on to the provider.
 * @param anew the provider asks who it is, even where it knows
 * @throws ApiError where the provider is gone or does not answer now
 */
export async function startProviderSignIn(
  id: string,
  { intent, next, anew = false }: { intent: SignInIntent; next: string | undefined; anew?: boolean },
): Promise<Response> {
  const provider = await oauthProvider(id)
  await keepIntent(id, intent)
  const { publicOrigin } = consoleSettings()
  const start = new NextRequest(`${publicOrigin}/api/auth/signin/${id}${anew ? '?prompt=login' : ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      csrfToken: await passFormCheck(),
      callbackUrl: publicOrigin + safePath(next),
    }).toString(),
  })
  const context = { params: Promise.resolve({ nextauth: ['signin', id] }) }
  return leadOn((await NextAuth(start, context, authOptions(provider))) as Response, provider.name)
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
