import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose'

export const nonce = 'n'.repeat(43)

interface Signing {
  key: CryptoKey
  kid: string
}
type Answer = (request: IncomingMessage, response: ServerResponse) => void

const newKey = async (kid: string): Promise<Signing> => ({
  kid,
  key: (await generateKeyPair('RS256', { extractable: true })).privateKey,
})

/** An OpenID provider, and GitHub under the same address, that says what the test wants. */
export async function startStubIdp() {
  const first = await newKey('one')
  const fresh = () => ({
    claims: {} as JWTPayload,
    documentIssuer: '',
    /** Members that replace those of the discovery document. */
    document: {} as Record<string, unknown>,
    down: false,
    signing: first,
    /** What signs where it is not the key that is published. */
    signWith: undefined as CryptoKey | undefined,
    /** The whole ID token instead. */
    idToken: undefined as string | undefined,
    /** What answers at a path instead. */
    answers: new Map<string, Answer>(),
    githubToken: { access_token: 'gho_planted', scope: 'read:user', token_type: 'bearer' } as Record<string, unknown>,
    githubUser: { id: 583231, login: 'octocat', email: 'root@example.com' } as Record<string, unknown>,
  })
  const seen: { path: string; headers: IncomingMessage['headers']; body: string }[] = []
  const idp = {
    issuer: '',
    seen,
    ...fresh(),
    reset() {
      Object.assign(idp, fresh())
      seen.length = 0
    },
    /** New keys, of which alone the key document tells. */
    rotate: async (kid: string) => void (idp.signing = await newKey(kid)),
    claimsOf: (): JWTPayload => {
      const now = Math.floor(Date.now() / 1000)
      return { iss: idp.issuer, aud: 'console', iat: now, exp: now + 60, nonce, ...idp.claims }
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }

  const documentOf = () => {
    const at = (path: string) => `${idp.issuer}${path}`
    return {
      ...{
        issuer: idp.documentIssuer || idp.issuer,
        authorization_endpoint: at('/auth'),
        token_endpoint: at('/token'),
      },
      ...{ jwks_uri: at('/keys'), response_types_supported: ['code'], subject_types_supported: ['public'] },
      id_token_signing_alg_values_supported: ['RS256'],
      ...idp.document,
    }
  }
  const idToken = async () =>
    idp.idToken ??
    new SignJWT(idp.claimsOf())
      .setProtectedHeader({ alg: 'RS256', kid: idp.signing.kid })
      .sign(idp.signWith ?? idp.signing.key)
  const bodies: Record<string, () => Promise<object> | object> = {
    '/.well-known/openid-configuration': documentOf,
    '/keys': async () => {
      const { n, e, kty } = await exportJWK(idp.signing.key)
      return { keys: [{ n, e, kty, kid: idp.signing.kid, alg: 'RS256', use: 'sig' }] }
    },
    '/token': async () => ({ access_token: 'a', token_type: 'Bearer', id_token: await idToken() }),
    '/login/oauth/access_token': () => idp.githubToken,
    '/api/v3/user': () => idp.githubUser,
  }

  const server = createServer((request, response) => {
    void (async () => {
      const path = request.url?.split('?')[0] ?? ''
      let body = ''
      for await (const part of request) body += String(part)
      seen.push({ path, headers: request.headers, body })
      const answer = idp.answers.get(path)
      if (answer) return answer(request, response)
      if (idp.down) return void response.writeHead(503).end()
      response.setHeader('content-type', 'application/json').end(JSON.stringify(await bodies[path]?.()))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  idp.issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  return idp
}
export type StubIdp = Awaited<ReturnType<typeof startStubIdp>>
