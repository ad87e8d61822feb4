import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawRequest, startStub, until, type Stub } from './stub.ts'

describe('front door', () => {
  let stub: Stub
  beforeAll(async () => {
    stub = await startStub()
  })
  afterAll(() => stub.kill())

  it('sends each path to its room, under a request id', async () => {
    const control = await fetch(`${stub.url}/api/gateways/`)
    expect(await control.json()).toMatchObject({ room: 'control' })
    expect(control.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    const mcp = await fetch(`${stub.url}/gateways/g-1/mcp`, { method: 'POST', body: '{}' })
    expect(await mcp.json()).toEqual({ room: 'mcp', gatewayId: 'g-1' })
    const page = await fetch(`${stub.url}/page`)
    expect(page.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each([
    ['two Authorization', 'Authorization: a\r\nAuthorization: b\r\n'],
    ['two Mcp-Session-Id', 'Mcp-Session-Id: a\r\nMcp-Session-Id: b\r\n'],
    ['two Content-Type', 'Content-Type: text/plain\r\nContent-Type: application/json\r\n'],
    ['two X-Amz-Date', 'X-Amz-Date: a\r\nx-amz-date: b\r\n'],
    ['two Host', 'Host: evil.example\r\n'],
  ])('HT-5: refuses %s with 400', async (_, headers) => {
    const answer = await rawRequest(stub.port, `GET /api/x HTTP/1.1\r\nHost: localhost:${stub.port}\r\n${headers}\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('HT-5: refuses an absolute target with 400', async () => {
    const answer = await rawRequest(
      stub.port,
      `GET http://evil.example/ HTTP/1.1\r\nHost: localhost:${stub.port}\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('HT-6: refuses more than 16 kB of headers', async () => {
    const answer = await rawRequest(
      stub.port,
      `GET / HTTP/1.1\r\nHost: localhost:${stub.port}\r\nX-Big: ${'a'.repeat(17_000)}\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('RS-8: refuses a foreign host, and answers loopback aliases', async () => {
    const foreign = await rawRequest(stub.port, 'GET /api/x HTTP/1.1\r\nHost: rebound.example\r\n\r\n')
    expect(foreign).toMatch(/^HTTP\/1\.1 421 /)
    const api = await fetch(`http://127.0.0.1:${stub.port}/api/gateways/`)
    expect(api.status).toBe(200)
    const page = await fetch(`http://127.0.0.1:${stub.port}/gateways?x=1`, { redirect: 'manual' })
    expect([page.status, page.headers.get('location')]).toEqual([307, `${stub.url}/gateways?x=1`])
  })

  it('tells health and readiness', async () => {
    expect((await fetch(`http://127.0.0.1:${stub.port}/healthz`)).status).toBe(200)
    const ready = await fetch(`${stub.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
  })

  it('HT-13: answers a failed room with a request id and no cause', async () => {
    const answer = await fetch(`${stub.url}/api/fails`)
    expect(answer.status).toBe(500)
    expect(answer.headers.get('x-amzn-errortype')).toBe('InternalServerException')
    expect(await answer.text()).not.toContain('planted')
  })

  it('does not believe an internal secret from outside', async () => {
    const answer = await fetch(`${stub.url}/api/echo`, { headers: { 'x-postern-internal': 'guess' } })
    expect(await answer.json()).toEqual({ room: 'control', trusted: false })
  })

  it('lets the console, and nobody else, in by the inner port', async () => {
    const inside = await fetch(`${stub.url}/calls-the-api`)
    expect(await inside.json()).toEqual({ room: 'control', trusted: true })
    const { api } = (await (await fetch(`${stub.url}/`)).json()) as { api: string }
    expect((await fetch(`${api}/echo`)).status).toBe(403)
    expect((await fetch(`${api}/echo`, { headers: { 'x-postern-internal': 'guess' } })).status).toBe(403)
  })

  it('BR-2: puts the security headers on pages', async () => {
    const page = await fetch(`${stub.url}/page`)
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self' 'nonce-[^']{22,}'/)
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.headers.get('x-powered-by')).toBeNull()
    expect(page.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  it("gives the console the outside address and nobody else's word for it", async () => {
    const answer = await fetch(`${stub.url}/`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-middleware-subrequest': 'x', 'x-nonce': 'guess' },
    })
    const { headers, variables } = (await answer.json()) as { headers: Record<string, string>; variables: string[] }
    expect(headers['x-forwarded-host']).toBe(`localhost:${stub.port}`)
    expect(headers['x-middleware-subrequest']).toBeUndefined()
    expect(headers['x-nonce']).not.toBe('guess')
    expect(headers['content-security-policy']).toContain(`'nonce-${headers['x-nonce']}'`)
    expect(variables).not.toContain('MASTER_KEY')
  })

  it.each(['GET', 'DELETE', 'OPTIONS', 'POST'])(
    'HT-5: a chunked body of %s stays its own body at the console',
    async (method) => {
      const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\r\n'
      const answer = await rawRequest(
        stub.port,
        `${method} /outer HTTP/1.1\r\nHost: localhost:${stub.port}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n` +
          `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`,
        'to its end',
      )
      expect(answer).toContain(JSON.stringify({ url: '/outer', body: smuggled }).slice(1, -1))
    },
  )

  it('carries the browser legs of the consent flow', async () => {
    const link = `${stub.url}/api/identities/oauth2/authorize`
    const opened = await fetch(link, { redirect: 'manual' })
    expect([opened.status, opened.headers.get('location')]).toEqual([302, '/connect'])
    const form = new URLSearchParams({ decision: 'continue' })
    const agreed = await fetch(link, { method: 'POST', body: form, redirect: 'manual', headers: { cookie: 'ada=1' } })
    expect([agreed.status, agreed.headers.get('location')]).toEqual([303, '/went?decision=continue&by=u-1'])
    const flood = await fetch(link, { method: 'POST', body: new URLSearchParams({ x: 'a'.repeat(20_000) }) })
    expect(flood.status).toBe(413)
    const json = await fetch(link, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    expect(json.status).toBe(415)
    const callback = await fetch(`${stub.url}/api/identities/oauth2/callback/c-1`)
    expect(callback.status).toBe(400)
    expect(callback.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await callback.text()).toContain('The link c-1 is spent.')
    expect((await fetch(`${stub.url}/api/identities/oauth2/callback/c-1`, { method: 'DELETE' })).status).toBe(405)
  })

  it('goes on without the console, and brings it back', async () => {
    const pidNow = async (): Promise<number> => ((await (await fetch(`${stub.url}/`)).json()) as { pid: number }).pid
    const before = await pidNow()
    process.kill(before, 'SIGKILL')
    expect((await fetch(`${stub.url}/gateways/g-1/mcp`, { method: 'POST' })).status).toBe(200)
    await until(async () => {
      const answer = await fetch(`${stub.url}/`)
      return answer.ok && ((await answer.json()) as { pid: number }).pid !== before
    })
  })
})
