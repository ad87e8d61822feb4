import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { IssuerReport } from '../../../lib/contracts/issuers.ts'
import { createUrlPolicy } from '../../../lib/kernel/url-policy.ts'
import { createEgress } from '../../../lib/platform/http/index.ts'
import { createIssuerTests } from '../../../lib/policy/index.ts'
import { startControl } from '../../_support/control-rig.ts'

const wellKnown = '/.well-known/openid-configuration'
const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** An identity provider that answers as a test says, and what TestIssuer says of it. */
async function testing(
  documents: (issuer: string) => Record<string, unknown>,
  options: { listener?: RequestListener; isLoopback?: boolean } = {},
): Promise<{ issuer: string; report: IssuerReport }> {
  const server = createServer(
    options.listener ??
      ((req, res) => {
        const document = documents(issuer)[req.url ?? '']
        res
          .writeHead(document === undefined ? 404 : 200)
          .end(typeof document === 'string' ? document : JSON.stringify(document))
      }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const publicOrigin = 'http://localhost:1'
  const urlPolicy = createUrlPolicy({ isLoopback: options.isLoopback ?? true, egressAllow: [], publicOrigin })
  const egress = createEgress({ urlPolicy, logger: { warn: () => undefined } })
  const control = await startControl({
    issuers: createIssuerTests({
      egress: { fetch: (url, limits) => egress.fetch(url, { ...limits, timeoutMs: 300 }) },
      ownDiscoveryUrl: `${publicOrigin}/oauth${wellKnown}`,
    }),
  })
  closing.push(
    () => control.close(),
    () => egress.close(),
    () => new Promise((resolve) => void (server.close(() => resolve()), server.closeAllConnections())),
  )
  const answer = await control.asPerson('/console/test-issuer', {
    method: 'POST',
    body: JSON.stringify({ discoveryUrl: `${issuer}${wellKnown}` }),
  })
  expect(answer.status).toBe(200)
  return { issuer, report: (await answer.json()) as IssuerReport }
}

const sound = (issuer: string, more: object = {}) => ({
  [wellKnown]: { issuer, jwks_uri: `${issuer}/keys`, ...more },
  '/keys': { keys: [key, { ...key, use: 'enc' }, { kty: 'oct', k: 'k' }] },
})

describe('TestIssuer', () => {
  test('tells issuer, keys that verify tokens, scopes, and whether MCP clients register themselves', async () => {
    const { issuer, report } = await testing((name) =>
      sound(name, {
        scopes_supported: ['openid', 'mcp'],
        code_challenge_methods_supported: ['plain', 'S256'],
        registration_endpoint: `${name}/register`,
      }),
    )
    expect(report).toEqual({
      ...{ usable: true, issuer, keys: 1, scopes: ['openid', 'mcp'], pkce: true, tookMs: expect.any(Number) as number },
      registration: { dynamic: true, metadataDocuments: false },
    })
  })

  test('one that says nothing of registration and PKCE has none', async () => {
    const { report } = await testing((name) => sound(name))
    expect(report).toMatchObject({ usable: true, scopes: [], pkce: false })
    expect(report).toMatchObject({ registration: { dynamic: false, metadataDocuments: false } })
  })

  test('members that are not what the standard says are as good as absent; it is still usable', async () => {
    const { report } = await testing((name) =>
      sound(name, { scopes_supported: 'all', registration_endpoint: 7, client_id_metadata_document_supported: 'yes' }),
    )
    expect(report).toMatchObject({
      usable: true,
      scopes: [],
      registration: { dynamic: false, metadataDocuments: false },
    })
  })

  test.each([
    ['another-issuer', (name: string) => sound(name, { issuer: 'https://id.example.com' })],
    ['no-keys', (name: string) => ({ ...sound(name), '/keys': { keys: [] } })],
    ['unusable-document', (name: string) => ({ ...sound(name), '/keys': { keys: 'none' } })],
    ['unusable-document', () => ({ [wellKnown]: '<!doctype html><title>Sign in</title>' })],
    ['unusable-document', () => ({ [wellKnown]: { scopes: 'x'.repeat(300_000) } })],
    ['no-document', () => ({})],
    ['refused-address', (name: string) => sound(name, { jwks_uri: 'http://169.254.169.254/keys' })],
  ] as const)('%s: is told with a reason, and with nothing of the documents', async (fault, documents) => {
    const { report } = await testing(documents)
    expect(report).toMatchObject({ usable: false, fault })
    expect(JSON.stringify(report)).not.toMatch(/169\.254|id\.example|doctype|xxx/)
  })

  test('one that does not answer in time is slow, one that ends the connection is out of reach', async () => {
    const stalls = await testing(() => ({}), { listener: () => undefined })
    expect(stalls.report).toMatchObject({ usable: false, fault: 'slow' })
    const gone = await testing(() => ({}), { listener: (req) => req.socket.destroy() })
    expect(gone.report).toMatchObject({ usable: false, fault: 'unreachable' })
  })

  test('SS-1: an address of this machine is not called where Postern is public', async () => {
    let asked = 0
    const { report } = await testing(() => ({}), { listener: () => void (asked += 1), isLoopback: false })
    expect(report).toMatchObject({ usable: false, fault: 'refused-address' })
    expect(asked).toBe(0)
  })

  test('a redirect is not followed', async () => {
    const { report } = await testing(() => ({}), {
      listener: (_, res) => void res.writeHead(302, { location: 'http://localhost:1/' }).end(),
    })
    expect(report).toMatchObject({ usable: false, fault: 'no-document' })
  })
})
