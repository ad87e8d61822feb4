import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPerson } from '../../_support/person.ts'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'

describe('the browser’s doors, signed out', () => {
  let postern: RunningPostern
  beforeAll(async () => {
    postern = await startPostern()
  })
  afterAll(() => postern?.stop())
  const api = (path: string) => `${postern.publicUrl}/api${path}`

  test.each(['/', '/gateways', '/gateways/docs-0000000000', '/oauth-clients', '/catalogue', '/settings'])(
    'every console page leads to sign-in: %s',
    async (path) => {
      const page = await createPerson().open(postern.publicUrl + path)
      expect(page.url.origin).toBe(postern.publicUrl)
      expect(page.url.pathname).toBe('/sign-in')
      expect(page.status).toBe(200)
      for (const label of ['Email', 'Password', 'Sign in']) expect(page.html).toContain(label)
    },
  )

  test.each([
    '/connect',
    '/connect?request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Ainvented',
    '/return',
    '/return?session_id=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Ainvented',
    '/api/identities/oauth2/authorize',
    '/api/identities/oauth2/authorize?request_uri=%00%ff',
    '/api/identities/oauth2/authorize?request_uri=a&request_uri=b',
    `/api/identities/oauth2/authorize?request_uri=${'a'.repeat(4000)}`,
    '/api/identities/oauth2/callback/nobody?code=x&state=y',
    '/api/identities/oauth2/callback/3f2c0c9e-6f5e-4a6c-9d5c-0d5f4a7f7f10?error=access_denied&state=y',
  ])('a bad address of the consent gets a page below 500, without an agreeing form: %s', async (path) => {
    const page = await createPerson().open(postern.publicUrl + path)
    expect(page.status).toBeLessThan(500)
    expect(page.html).not.toContain('value="continue"')
    expect(page.html).toMatch(/<html/)
    expect(page.html).not.toMatch(/<script[^>]+src="http|<link[^>]+href="http/)
  })

  test('the API takes no cookie that it did not give, and no body that a foreign form can send', async () => {
    const attempts: { headers: Record<string, string> }[] = [
      {
        headers: { cookie: 'postern-session=invented; next-auth.session-token=x', 'content-type': 'application/json' },
      },
      { headers: { 'content-type': 'text/plain' } },
      { headers: { 'content-type': 'application/json', 'x-postern-internal': 'guess' } },
    ]
    for (const { headers } of attempts) {
      const answer = await fetch(api('/gateways/'), {
        method: 'POST',
        headers,
        body: '{}',
      })
      expect([400, 401, 403]).toContain(answer.status)
    }
    for (const path of ['/console/overview', '/console/catalogue', '/console/me', '/gateways/']) {
      expect([401, 403]).toContain((await fetch(api(path))).status)
    }
    expect([401, 403, 404]).toContain(
      (
        await fetch(api('/console/sign-in'), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"email":"a","password":"b"}',
        })
      ).status,
    )
  })

  test('a host name that is not ours reaches no room; the machine’s own names do', async () => {
    const { port } = new URL(postern.publicUrl)
    expect(await statusWithHost(port, 'rebound.example')).toBe(421)
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) expect(await statusWithHost(port, host)).toBe(200)
  })

  test('health and readiness answer anybody', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await fetch(postern.publicUrl + path)).status).toBe(200)
  })
})

/** `fetch` writes the Host header itself. */
const statusWithHost = (port: string, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/api/console/setup', headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
