import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { generateKeyPair } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type Database } from '../../../lib/platform/db/index.ts'
import { freshSqlite, silent, type FreshSource } from '../../_support/databases.ts'
import { answer, emptied, githubAnswer, password, providerOf, script, signInNode } from '../../_support/sign-in-rig.ts'
import { startStubIdp, type StubIdp } from '../../_support/stub-idp.ts'

let [idp, other]: StubIdp[] = []
let db: Database
let fresh: FreshSource
beforeAll(async () => {
  ;[idp, other] = [await startStubIdp(), await startStubIdp()]
  fresh = await freshSqlite()
  db = await openDatabase(fresh.source, silent)
})
afterAll(async () => {
  idp?.close()
  other?.close()
  await db[Symbol.asyncDispose]()
  await fresh.drop()
})

const refused = (reason: string) => ({ outcome: 'refused', reason })
const signedIn = { outcome: 'signed-in' }
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A node with the provider set up, and whatever a test wants of it. */
async function withProvider(more: { deadlineMs?: number; provider?: object } = {}) {
  const node = signInNode(db, more)
  await node.signIn.providers.create(script, providerOf(the(idp), more.provider))
  return { ...node, come: () => node.signIn.finish('company', answer) }
}
function the(stub: StubIdp | undefined): StubIdp {
  if (!stub) throw new Error('The provider is there within tests only.')
  return stub
}

beforeEach(async () => {
  the(idp).reset()
  the(other).reset()
  the(idp).claims = { sub: 'ada' }
  the(other).claims = { sub: 'bob' }
  await emptied(db)
})

describe('an identity provider that is down or slow', () => {
  test('down: the sign-in says so, and works with the next try after it is back', async () => {
    const { come, signIn } = await withProvider()
    the(idp).down = true
    await expect(signIn.begin('company')).rejects.toMatchObject({ code: 'ServiceUnavailableException' })
    expect(await come()).toEqual(refused('provider-unavailable'))
    the(idp).down = false
    expect(await come()).toMatchObject(signedIn)
  })

  test('down: an outage of every provider leaves the local administrator his way in, with ADMIN_PASSWORD a lost one too', async () => {
    const { accounts, signIn, come } = await withProvider()
    the(idp).down = true
    expect(await come()).toEqual(refused('provider-unavailable'))
    await accounts.ensureAdmin('root@example.com', password)
    const here = await accounts.signIn({ email: 'root@example.com', password })
    expect(await accounts.session(here.sessionId)).toMatchObject({ role: 'admin' })
    await signIn.providers.remove(script, 'company')

    // Of somebody who is a member by now, or disabled, the next start makes an administrator again.
    await accounts.people.create(script, { email: 'second@example.com', role: 'admin', password })
    await accounts.people.change(script, here.userId, { role: 'member', disabled: false })
    await accounts.ensureAdmin('root@example.com', password)
    expect(await accounts.person(here.userId)).toMatchObject({ role: 'admin' })
    await accounts.people.change(script, here.userId, { role: 'operator', gatewayIds: ['g-1'], disabled: true })
    await accounts.ensureAdmin('root@example.com', password)
    expect(await accounts.person(here.userId)).toEqual({
      ...{ userId: here.userId, email: 'root@example.com', role: 'admin' },
    })
  })

  const neverEnding = (path: string) =>
    new Promise<ServerResponse>((resolve) =>
      the(idp).answers.set(path, (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{')
        resolve(response)
      }),
    )

  test.each(['/.well-known/openid-configuration', '/token', '/keys'])(
    'slow: %s that never ends is given up by the deadline',
    async (path) => {
      const { come } = await withProvider({ deadlineMs: 300 })
      void neverEnding(path)
      expect(await come()).toEqual(refused('provider-unavailable'))
    },
  )

  test('slow: other sign-ins do not wait for it', async () => {
    const { signIn, accounts, come } = await withProvider()
    await signIn.providers.create(script, providerOf(the(other), { id: 'other', name: 'Other' }))
    const arrived = neverEnding('/token')
    let isOver = false
    const slow = come().finally(() => (isOver = true))
    const waiting = await arrived
    expect(await signIn.finish('other', answer)).toMatchObject(signedIn)
    await accounts.ensureAdmin('root@example.com', password)
    expect(await accounts.signIn({ email: 'root@example.com', password })).toMatchObject({ role: 'admin' })
    expect(isOver).toBe(false)
    waiting.destroy()
    expect(await slow).toEqual(refused('provider-unavailable'))
  })

  test('huge: an answer without end is cut off', async () => {
    const { come } = await withProvider()
    the(idp).answers.set('/token', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    expect(await come()).toEqual(refused('provider-answer'))
  })
})

describe('an identity provider that rotates its keys', () => {
  test('between two sign-ins: the second one works at once, under another key id and under the same', async () => {
    const { come } = await withProvider()
    expect(await come()).toMatchObject(signedIn)
    await the(idp).rotate('two')
    expect(await come()).toMatchObject(signedIn)
    await the(idp).rotate('two')
    expect(await come()).toMatchObject(signedIn)
    expect(await come()).toMatchObject(signedIn)
  })

  test('a key that it does not publish is asked for once more and then refused', async () => {
    const { come } = await withProvider()
    expect(await come()).toMatchObject(signedIn)
    the(idp).signWith = (await generateKeyPair('RS256')).privateKey
    the(idp).seen.length = 0
    expect(await come()).toEqual(refused('provider-answer'))
    expect(the(idp).seen.filter(({ path }) => path === '/keys')).toHaveLength(1)
  })
})

describe('an identity provider that lies signs nobody in', () => {
  const inAnHour = () => Math.floor(Date.now() / 1000) + 3_600

  test.each<[string, (stub: StubIdp) => void]>([
    ['another issuer in its document', (stub) => (stub.documentIssuer = 'https://evil.example')],
    ['another issuer in its ID token', (stub) => (stub.claims = { sub: 'ada', iss: 'https://evil.example' })],
    ['another audience', (stub) => (stub.claims = { sub: 'ada', aud: 'somebody-else' })],
    [
      'two audiences, made for the other one',
      (stub) => (stub.claims = { sub: 'ada', aud: ['console', 'b'], azp: 'b' }),
    ],
    ['another nonce', (stub) => (stub.claims = { sub: 'ada', nonce: 'x'.repeat(43) })],
    ['no nonce', (stub) => (stub.claims = { sub: 'ada', nonce: undefined })],
    ['an expired ID token', (stub) => (stub.claims = { sub: 'ada', exp: 1 })],
    ['an ID token of the future', (stub) => (stub.claims = { sub: 'ada', iat: inAnHour(), exp: inAnHour() + 60 })],
    ['no subject', (stub) => (stub.claims = { sub: '' })],
    ['a subject without end', (stub) => (stub.claims = { sub: 'a'.repeat(256) })],
    ['no ID token', (stub) => (stub.idToken = '')],
    ['alg none', (stub) => (stub.idToken = `${base64url({ alg: 'none' })}.${base64url(stub.claimsOf())}.`)],
    ['alg none, and says in its document that it does', lieAbout('none')],
    ['HS256 with the client secret', lieAbout('HS256')],
  ])('%s', async (_, lie) => {
    const { come } = await withProvider()
    lie(the(idp))
    expect(await come()).toEqual(refused('provider-answer'))
    expect(await db.client.user.count()).toBe(0)
    the(idp).reset()
    the(idp).claims = { sub: 'ada' }
    expect(await signInNode(db).signIn.finish('company', answer)).toMatchObject(signedIn)
  })

  function lieAbout(alg: string) {
    return (stub: StubIdp) => {
      stub.document = { id_token_signing_alg_values_supported: ['RS256', alg] }
      const input = `${base64url({ alg })}.${base64url(stub.claimsOf())}`
      const signature = alg === 'none' ? '' : createHmac('sha256', 'planted').update(input).digest('base64url')
      stub.idToken = `${input}.${signature}`
    }
  }

  const metadataAddress = 'http://169.254.169.254'
  test.each(['authorization_endpoint', 'token_endpoint', 'jwks_uri'])(
    'its document leads %s to a metadata address (SS-2)',
    async (member) => {
      const { come, signIn } = await withProvider()
      the(idp).document = { [member]: `${metadataAddress}/latest` }
      await expect(signIn.begin('company')).rejects.toMatchObject({ code: 'ServiceUnavailableException' })
      expect(await come()).toEqual(refused('provider-answer'))
    },
  )

  test.each(['/.well-known/openid-configuration', '/token', '/keys'])(
    '%s redirects, which is not followed (SS-5)',
    async (path) => {
      const { come } = await withProvider()
      const to = the(other)
      the(idp).answers.set(path, (_, response) => response.writeHead(307, { location: `${to.issuer}${path}` }).end())
      expect(await come()).toEqual(refused('provider-answer'))
      expect(to.seen).toEqual([])
    },
  )

  test('what it did is in the audit by its reason alone, and its words are nowhere', async () => {
    const { come } = await withProvider()
    the(idp).answers.set('/token', (_, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: 'invalid_grant', error_description: 'canary' })),
    )
    expect(await come()).toEqual(refused('provider-answer'))
    const rows = await db.client.auditEvent.findMany({ where: { outcome: 'refused' } })
    expect(rows.map(({ type }) => type)).toEqual(['account.signed-in'])
    expect(rows[0]?.detail).toBe(JSON.stringify({ provider: 'Company', reason: 'provider-answer' }))
  })
})

describe('GitHub', () => {
  const github = () => withProvider({ provider: { kind: 'github' } })
  const come = ({ signIn }: Awaited<ReturnType<typeof github>>) => signIn.finish('company', githubAnswer)

  test('is known by its three places, and a person by the account’s number: the login may be another one next time', async () => {
    const node = await github()
    expect(await node.signIn.begin('company')).toMatchObject({
      ...{ authorizationEndpoint: `${the(idp).issuer}/login/oauth/authorize`, scopes: 'read:user' },
    })
    const first = (await come(node)) as { userId: string; email: string }
    expect(await node.store.links(first.userId)).toMatchObject([{ issuer: the(idp).issuer, sub: '583231' }])
    the(idp).githubUser = { id: 583231, login: 'renamed' }
    expect(await come(node)).toMatchObject({ ...signedIn, userId: first.userId })
    the(idp).githubUser = { id: 583232, login: 'octocat' }
    expect(await come(node)).toEqual(refused('address-taken'))
    const asked = the(idp).seen.find(({ path }) => path === '/login/oauth/access_token')
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toMatchObject({
      ...{ client_id: 'console', client_secret: 'planted', code: 'c', code_verifier: answer.codeVerifier },
    })
    expect(asked?.headers.accept).toBe('application/json')
  })

  test('its e-mail address, which it does not vouch for, names nobody (RS-11)', async () => {
    const node = await github()
    await node.accounts.people.create(script, { email: 'root@example.com', role: 'admin', password })
    expect(await come(node)).toMatchObject({ ...signedIn, email: 'octocat@localhost', role: 'member' })
  })

  test.each<[string, (stub: StubIdp) => void, string]>([
    [
      'a wrong code, told with status 200',
      (stub) => (stub.githubToken = { error: 'bad_verification_code', error_description: 'expired' }),
      'provider-answer',
    ],
    [
      'a wrong secret, told with status 200',
      (stub) => (stub.githubToken = { error: 'incorrect_client_credentials' }),
      'provider-answer',
    ],
    [
      'an account without a number',
      (stub) => (stub.githubUser = { id: 'octocat', login: 'octocat' }),
      'provider-answer',
    ],
    [
      'a token that its own API does not take',
      (stub) => stub.answers.set('/api/v3/user', (_, response) => response.writeHead(401).end('{"message":"Bad"}')),
      'provider-answer',
    ],
    [
      'an API that is down',
      (stub) => stub.answers.set('/api/v3/user', (_, response) => response.writeHead(502).end()),
      'provider-unavailable',
    ],
    ['a service that is down', (stub) => (stub.down = true), 'provider-unavailable'],
  ])('%s signs nobody in', async (_, fault, reason) => {
    const node = await github()
    fault(the(idp))
    expect(await come(node)).toEqual(refused(reason))
    expect(await db.client.user.count()).toBe(0)
  })

  test('an answer that names another authorization server is refused (OC-4), its own name is taken', async () => {
    const node = await github()
    const named = (iss: string) =>
      node.signIn.finish('company', { ...githubAnswer, parameters: { ...answer.parameters, iss } })
    expect(await named('https://evil.example')).toEqual(refused('provider-answer'))
    expect(await named(`${the(idp).issuer}/login/oauth`)).toMatchObject(signedIn)
  })
})
