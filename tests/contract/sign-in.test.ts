import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAccounts, createSignIn } from '../../lib/accounts/index.ts'
import { createAudit } from '../../lib/audit/index.ts'
import type { Actor } from '../../lib/kernel/principals.ts'
import { Secret } from '../../lib/kernel/secret.ts'
import { createUrlPolicy } from '../../lib/kernel/url-policy.ts'
import { prismaAccountStore } from '../../lib/persistence/prisma-account-store.ts'
import { prismaAuditStore } from '../../lib/persistence/prisma-audit-store.ts'
import { prismaPeopleStore } from '../../lib/persistence/prisma-people-store.ts'
import { prismaSignInStore } from '../../lib/persistence/prisma-sign-in-store.ts'
import { createChangeBus } from '../../lib/platform/changes.ts'
import { createKeyring } from '../../lib/platform/crypto/keyring.ts'
import { createEgress } from '../../lib/platform/http/index.ts'
import { describeOnBothDatabases, silent } from '../_support/databases.ts'

const script: Actor = { kind: 'iam', accessKeyId: 'AKID', arn: 'arn:aws:iam::000000000000:user/root' }
const state = 's'.repeat(43)
const nonce = 'n'.repeat(43)
const publicOrigin = 'http://localhost:3000'

let server: Server
let issuer: string
let signing: { key: CryptoKey; kid: string }
const idp = {
  claims: {} as Record<string, unknown>,
  documentIssuer: '',
  down: false,
  signWith: undefined as CryptoKey | undefined,
}

beforeAll(async () => {
  signing = { key: (await generateKeyPair('RS256', { extractable: true })).privateKey, kid: 'one' }
  server = createServer((request, response) => {
    void (async () => {
      if (idp.down) return void response.writeHead(503).end()
      response.setHeader('content-type', 'application/json')
      if (request.url === '/.well-known/openid-configuration') {
        const at = (path: string) => `${issuer}${path}`
        response.end(
          JSON.stringify({
            ...{
              issuer: idp.documentIssuer || issuer,
              authorization_endpoint: at('/auth'),
              token_endpoint: at('/token'),
            },
            ...{ jwks_uri: at('/keys'), response_types_supported: ['code'], subject_types_supported: ['public'] },
            id_token_signing_alg_values_supported: ['RS256'],
          }),
        )
      } else if (request.url === '/keys') {
        const { n, e, kty } = await exportJWK(signing.key)
        response.end(JSON.stringify({ keys: [{ n, e, kty, kid: signing.kid, alg: 'RS256', use: 'sig' }] }))
      } else {
        const now = Math.floor(Date.now() / 1000)
        const token = await new SignJWT({ iss: issuer, aud: 'console', iat: now, exp: now + 60, nonce, ...idp.claims })
          .setProtectedHeader({ alg: 'RS256', kid: signing.kid })
          .sign(idp.signWith ?? signing.key)
        response.end(JSON.stringify({ access_token: 'a', token_type: 'Bearer', id_token: token }))
      }
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describeOnBothDatabases('signing in by a provider', (open) => {
  const clock = { now: () => Date.now() }
  const changes = createChangeBus()
  const urlPolicy = createUrlPolicy({ isLoopback: true, egressAllow: [], publicOrigin })
  const keyring = createKeyring([{ id: 'k1', key: new Secret(Buffer.alloc(32, 7).toString('base64')) }])
  const rooms = () => {
    const [people, audit] = [prismaPeopleStore(open()), createAudit(prismaAuditStore(open()))]
    const accounts = createAccounts({ store: prismaAccountStore(open()), people, audit, changes, clock })
    const { fetch } = createEgress({ urlPolicy, logger: silent })
    const store = prismaSignInStore(open())
    return {
      accounts,
      signIn: createSignIn({ store, people, audit, changes, clock, keyring, urlPolicy, publicOrigin, fetch }),
    }
  }
  const provider = (more: object = {}) => ({
    ...{ id: 'company', kind: 'oidc' as const, name: 'Company', issuer, clientId: 'console', clientSecret: 'planted' },
    ...more,
  })
  const answer = {
    ...{ parameters: { code: 'c', state }, state, nonce, codeVerifier: 'v'.repeat(43) },
    intent: { to: 'sign-in' as const },
  }

  beforeEach(async () => {
    Object.assign(idp, { claims: { sub: 'ada' }, documentIssuer: '', down: false, signWith: undefined })
    for (const table of [
      'User',
      'ConsoleSession',
      'Invitation',
      'Setting',
      'AuditEvent',
      'SignInProvider',
      'SignInLink',
    ])
      await open().raw(`DELETE FROM "${table}"`)
  })

  test('a first sign-in makes a person where anybody may come, and the second one is the same person', async () => {
    const { accounts, signIn } = rooms()
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    idp.claims = { sub: 'ada', email: 'Ada@Example.com', email_verified: true }
    const first = await signIn.finish('company', answer)
    expect(first).toMatchObject({ outcome: 'signed-in', email: 'ada@example.com', role: 'member' })
    const { sessionId, userId } = first as { sessionId: string; userId: string }
    expect(await accounts.session(sessionId)).toMatchObject({ userId })
    expect(await accounts.people.get(userId)).toMatchObject({ status: 'active' })
    expect(await signIn.finish('company', answer)).toMatchObject({ outcome: 'signed-in', userId })
    await accounts.people.change(script, userId, { role: 'member', disabled: true })
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'disabled' })
  })

  test('a session knows the account elsewhere that opened it, while that and its provider are here', async () => {
    const { accounts, signIn } = rooms()
    const made = await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    const { sessionId, userId } = (await signIn.finish('company', answer)) as { sessionId: string; userId: string }
    const [link] = await signIn.links(userId)
    const stored = prismaAccountStore(open())
    const openedWith = async () => (await stored.findLiveSession(sessionId))?.signedInWith
    expect(await openedWith()).toEqual({ linkId: link?.linkId, providerId: 'company' })
    expect((await accounts.session(sessionId))?.signedInWith?.providerId).toBe('company')

    const { kind: _, issuer: __, callbackUrl: ___, ...settings } = made
    await signIn.providers.update(script, { ...settings, enabled: false })
    expect(await openedWith()).toBeUndefined()
    await signIn.providers.update(script, { ...settings, enabled: true })
    expect(await openedWith()).toBeDefined()
    await signIn.providers.remove(script, 'company')
    expect(await openedWith()).toBeUndefined()
    // The same name for another issuer is another provider.
    await signIn.providers.create(script, provider({ issuer: 'https://id.example' }))
    expect(await openedWith()).toBeUndefined()
    await signIn.providers.remove(script, 'company')
    await signIn.providers.create(script, provider())
    expect(await openedWith()).toBeDefined()
    await open().client.signInLink.deleteMany()
    expect(await openedWith()).toBeUndefined()

    const ada = { email: 'ada@example.com', password: 'correct horse battery' }
    await accounts.people.create(script, { ...ada, role: 'member' })
    const byPassword = await accounts.signIn(ada)
    expect(await accounts.session(byPassword.sessionId)).not.toHaveProperty('signedInWith')
  })

  test('an e-mail address links to nobody (RS-11)', async () => {
    const { accounts, signIn } = rooms()
    await accounts.people.create(script, { email: 'ada@example.com', role: 'admin', password: 'correct horse battery' })
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    idp.claims = { sub: 'mallory', email: 'ada@example.com', email_verified: true }
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'address-taken' })
    idp.claims = { sub: 'mallory', email: 'ada@example.com', email_verified: false }
    expect(await signIn.finish('company', answer)).toMatchObject({ email: 'mallory@localhost', role: 'member' })
  })

  test('of several who open one invitation with their accounts, one gets it', async () => {
    const { accounts, signIn } = rooms()
    await signIn.providers.create(script, provider())
    const { token } = await accounts.people.invite(script, { email: 'ada@example.com', role: 'operator' })
    const accepting = { ...answer, intent: { to: 'accept' as const, invitation: token } }
    const ends = await Promise.all([1, 2, 3].map(() => signIn.finish('company', accepting)))
    expect(ends.filter(({ outcome }) => outcome === 'signed-in')).toHaveLength(1)
  })

  test('groups say the role of who came by the provider, and never take the last administrator', async () => {
    const { accounts, signIn } = rooms()
    const groups = { groupClaim: 'groups', roleByGroup: { Ops: 'operator', Root: 'admin' } }
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody', ...groups }))
    idp.claims = { sub: 'ada', groups: ['Root', 'constructor'] }
    expect(await signIn.finish('company', answer)).toMatchObject({ role: 'admin' })
    idp.claims = { sub: 'ada', groups: [] }
    expect(await signIn.finish('company', answer)).toMatchObject({ role: 'admin' })
    await accounts.people.create(script, {
      email: 'root@example.com',
      role: 'admin',
      password: 'correct horse battery',
    })
    expect(await signIn.finish('company', answer)).toMatchObject({ role: 'member' })
  })

  test.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'somebody-else' }],
    ['another nonce', { nonce: 'x'.repeat(43) }],
    ['an old token', { exp: 1 }],
    ['no subject', { sub: '' }],
  ])('an ID token with %s signs nobody in', async (_, claims) => {
    const { signIn } = rooms()
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    idp.claims = { sub: 'ada', ...claims }
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'provider-answer' })
  })

  test('a provider that lies about its issuer, signs with another key or is down signs nobody in (OC-6)', async () => {
    const { signIn } = rooms()
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    idp.documentIssuer = 'https://evil.example'
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'provider-answer' })
    await expect(signIn.begin('company')).rejects.toMatchObject({ code: 'ServiceUnavailableException' })
    idp.documentIssuer = ''
    idp.signWith = (await generateKeyPair('RS256')).privateKey
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'provider-answer' })
    idp.signWith = undefined
    idp.down = true
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'provider-unavailable' })
    expect(await open().client.user.count()).toBe(0)
  })

  test('no answer and no row holds the client secret in clear (BR-11)', async () => {
    const { signIn } = rooms()
    const made = await signIn.providers.create(script, provider())
    const seen = JSON.stringify([
      made,
      await signIn.providers.list(),
      await open().client.signInProvider.findMany({ omit: { createdAt: true, updatedAt: true } }),
    ])
    expect(seen).not.toContain('planted')
  })
})
