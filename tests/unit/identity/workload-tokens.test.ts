import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { createWorkloadTokens } from '../../../lib/identity/workload/workload-tokens.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { createKeyring } from '../../../lib/platform/crypto/keyring.ts'

const key = (id: string, byte: number) => ({ id, key: new Secret(Buffer.alloc(32, byte).toString('base64')) })
const keyring = createKeyring([key('k2', 2), key('k1', 1)])
const clock = { at: Date.now(), now: () => clock.at }
const row = (name: string, gatewayId?: string) => ({
  name,
  gatewayId,
  allowedReturnUrls: [],
  version: 1,
  createdAt: 0,
  updatedAt: 0,
})
const workloads = { get: (name: string) => Promise.resolve(row(name, name.startsWith('g-') ? name : undefined)) }
const tokens = createWorkloadTokens({ workloads, keyring, clock, publicOrigin: 'https://postern.example' })
const alice = { kind: 'jwt', iss: 'https://idp.example', sub: 'alice' } as const
const unauthorized = expect.objectContaining({ code: 'UnauthorizedException' })

test('bound to workload and person, to this installation, and good for an hour', async () => {
  const token = await tokens.issue('agent', alice)
  expect(await tokens.verify(token)).toEqual({ workloadName: 'agent', user: alice })
  expect(await tokens.verify(await tokens.issue('agent'))).toEqual({ workloadName: 'agent' })
  const { iat, exp, aud } = decodeJwt(token)
  expect((exp ?? 0) - (iat ?? 0)).toBe(3600)
  expect(aud).toBe('https://postern.example/api/identities')
  expect(decodeProtectedHeader(token).kid).toBe('k2')
  clock.at += 3_601_000
  await expect(tokens.verify(token)).rejects.toEqual(unauthorized)
})

test("RS-11 a user id that spells like a subject is another person's token", async () => {
  const id = await tokens.issue('agent', { kind: 'id', userId: 'alice' })
  expect((await tokens.verify(id)).user).toEqual({ kind: 'id', userId: 'alice' })
})

test('a token of an older key of the ring is still good; of a foreign key, algorithm, audience or kind it is not', async () => {
  const signed = (secret: Buffer, kid: string, typ = 'wat+jwt', audience = 'https://postern.example/api/identities') =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ, kid })
      .setIssuer('https://postern.example')
      .setAudience(audience)
      .setSubject('agent')
      .setIssuedAt(Math.floor(clock.at / 1000))
      .setExpirationTime(Math.floor(clock.at / 1000) + 60)
      .sign(secret)
  const ours = keyring.derive('workload-access-token', 'k1')
  expect(await tokens.verify(await signed(ours, 'k1'))).toEqual({ workloadName: 'agent' })
  for (const forged of [
    await signed(Buffer.alloc(32, 9), 'k1'),
    await signed(ours, 'k9'),
    await signed(ours, 'k1', 'JWT'),
    await signed(ours, 'k1', 'wat+jwt', 'https://other.example'),
    `${Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url')}.e30.`,
    'not a token',
  ])
    await expect(tokens.verify(forged)).rejects.toEqual(unauthorized)
})

test("a gateway's identity gives no token to a caller", async () => {
  await expect(tokens.issue('g-1')).rejects.toMatchObject({
    code: 'AccessDeniedException',
    message: 'WorkloadIdentity is linked to a service and cannot retrieve an access token by the caller',
  })
})
