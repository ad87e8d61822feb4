import { UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { CustomJwtAuthorizer } from '../../../lib/contracts/gateways.ts'
import { createUserTokens } from '../../../lib/server/user-tokens.ts'

const authorizer = (issuer: string): CustomJwtAuthorizer => ({
  discoveryUrl: `${issuer}/.well-known/openid-configuration`,
  allowedAudience: ['a'],
})
const gateway = (issuer: string) => ({
  settings: { authorizerConfiguration: { customJWTAuthorizer: authorizer(issuer) } },
})
const gateways = new Map<string, ReturnType<typeof gateway> | { settings: object }>([
  ['one', gateway('https://one.example')],
  ['two', gateway('https://two.example')],
  ['open', { settings: {} }],
])
const asked: string[] = []
const verify = createUserTokens({
  gateways: { find: (id) => Promise.resolve(gateways.get(id)), all: () => Promise.resolve([...gateways.values()]) },
  tokens: {
    issuerOf: ({ discoveryUrl }) => Promise.resolve(new URL(discoveryUrl).origin),
    inspectIssuer: () => Promise.resolve(undefined),
    remembered: () => undefined,
    stillAdmits: () => false,
    verifyToken({ discoveryUrl }, token) {
      asked.push(discoveryUrl)
      if (token.endsWith('forged')) return Promise.resolve({ ok: false, error: 'invalid_token', description: 'forged' })
      return Promise.resolve({ ok: true, iss: new URL(discoveryUrl).origin, sub: 'ada', claims: {}, expiresAt: 0 })
    },
  },
})
const token = (iss: string) => new UnsecuredJWT({ iss }).encode()

describe('user tokens', () => {
  it("SB-6: are judged by the authorizer of the session's gateway alone", async () => {
    asked.length = 0
    await verify('one', token('https://two.example'))
    expect(asked).toEqual(['https://one.example/.well-known/openid-configuration'])
  })

  it('are judged by whichever gateway knows their issuer where no gateway is named', async () => {
    expect(await verify(undefined, token('https://two.example'))).toEqual({ iss: 'https://two.example', sub: 'ada' })
    await expect(verify(undefined, token('https://three.example'))).rejects.toMatchObject({
      code: 'UnauthorizedException',
    })
  })

  it.each([
    ['a gateway that is gone', 'three', token('https://one.example')],
    ['a gateway without an authorizer', 'open', token('https://one.example')],
    ['a token that its authorizer refuses', 'one', `${token('https://one.example')}forged`],
    ['what is no token', undefined, 'hello'],
  ])('are refused for %s', async (_, gatewayId, text) => {
    await expect(verify(gatewayId, text)).rejects.toMatchObject({ code: 'UnauthorizedException' })
  })
})
