import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'

/** An identity provider that signs whatever a test needs, over real HTTP on loopback. */
export async function startIssuer() {
  const pair = await generateKeyPair('RS256', { extractable: true })
  const stranger = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }
  const server = createServer((request, response) => {
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks` },
      '/jwks': { keys: [jwk] },
    }
    const document = documents[request.url ?? '']
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(document ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    /** A token with these claims beside issuer, subject and times; a claim that is undefined is left out. */
    sign: (claims: JWTPayload = {}, by: 'itself' | 'a stranger' = 'itself') => {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ iss: issuer, sub: 'alice', iat: now, exp: now + 600, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .sign(by === 'itself' ? pair.privateKey : stranger.privateKey)
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type IssuerServer = Awaited<ReturnType<typeof startIssuer>>
