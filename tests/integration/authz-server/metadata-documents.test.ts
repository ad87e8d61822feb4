import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { authorizeQuery, Browser, pkce, redirectUri, startAuthz, type AuthzRig } from '../../_support/authz-rig.ts'
import { freshSqlite, silent, type FreshSource } from '../../_support/databases.ts'
import { createUrlPolicy } from '../../../lib/kernel/url-policy.ts'
import { openDatabase, type Database } from '../../../lib/platform/db/index.ts'
import { createEgress } from '../../../lib/platform/http/index.ts'

const id = 'https://client.example/oauth/client.json'
let place: FreshSource
let db: Database
let rig: AuthzRig
/** What the outside answers, and what was asked of it. */
const outside = { answer: (_url: string): Response | Promise<Response> => new Response(), asked: [] as string[] }

beforeAll(async () => {
  place = await freshSqlite()
  db = await openDatabase(place.source, silent)
})
afterAll(async () => {
  await rig.close()
  await db[Symbol.asyncDispose]()
  await place.drop()
})
beforeEach(async () => {
  // A new one for each test: what it keeps of documents must not meet the next test.
  await rig?.close()
  outside.asked = []
  outside.answer = () => Response.json(description())
  rig = await startAuthz(db, {
    fetch: async (url) => {
      outside.asked.push(url)
      return outside.answer(url)
    },
  })
})

const description = (more: Record<string, unknown> = {}) => ({
  client_id: id,
  client_name: 'Described client',
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  ...more,
})
const ask = (clientId = id, more: Record<string, string> = {}) =>
  new Browser(rig).start(authorizeQuery(rig, clientId, pkce().challenge, more))
const refused = { status: 400, location: '' }

test('a client that is described at its own address signs its person in, shown with the host of that address', async () => {
  const browser = new Browser(rig)
  const { location } = await browser.start(authorizeQuery(rig, id, pkce().challenge))
  expect(await rig.server.describeRequest(new URL(location).searchParams.get('id') ?? '', undefined)).toMatchObject({
    clientName: 'Described client',
    clientKind: 'described',
    clientHost: 'client.example',
  })
  expect((await browser.decide(location, 'allow')).location).toContain('code=')
})

test.each([
  ['http', 'http://client.example/client.json'],
  ['no path', 'https://client.example'],
  ['no path but a slash', 'https://client.example/'],
  ['a dot segment', 'https://client.example/a/../client.json'],
  ['an encoded dot segment', 'https://client.example/a/%2e%2e/client.json'],
  ['a fragment', 'https://client.example/client.json#x'],
  ['a user name', 'https://user@client.example/client.json'],
  ['a backslash', 'https://client.example\\@evil.example/client.json'],
  ['a space', 'https://client.example/client .json'],
])('CI-1 an id with %s is not even fetched', async (_, clientId) => {
  expect(await ask(clientId)).toMatchObject(refused)
  expect(outside.asked).toEqual([])
})

test.each([201, 204, 404, 500])('CI-2 an answer %i is no document', async (status) => {
  outside.answer = () => new Response(status === 204 ? null : JSON.stringify(description()), { status })
  expect(await ask()).toMatchObject(refused)
})

test.each([
  ['CI-3 another client_id', description({ client_id: 'https://client.example/other.json' })],
  ['CI-3 the same address in other letters', description({ client_id: 'https://CLIENT.example/oauth/client.json' })],
  ['CI-4 a secret', description({ client_secret: 'x' })],
  ['CI-4 a secret’s expiry', description({ client_secret_expires_at: 0 })],
  ['CI-4 a method by secret', description({ token_endpoint_auth_method: 'client_secret_post' })],
  [
    'CI-4 a private key',
    description({
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ kty: 'RSA', n: 'x', e: 'AQAB', d: 'secret' }] },
    }),
  ],
  ['a redirect by http', description({ redirect_uris: ['http://client.example/cb'] })],
  ['a redirect to a scheme of its own', description({ redirect_uris: ['javascript:alert(1)'] })],
  ['no object', []],
])('%s is refused', async (_, document) => {
  outside.answer = () => Response.json(document)
  expect(await ask()).toMatchObject(refused)
})

test('CI-5 more than 16 kB are not read', async () => {
  outside.answer = () => Response.json(description({ contacts: ['x'.repeat(17_000)] }))
  expect(await ask()).toMatchObject(refused)
})

test('CI-2 CI-6 the way out is the guarded one: no redirect is followed and no special address reached', async () => {
  const egress = createEgress({
    urlPolicy: createUrlPolicy({ isLoopback: false, egressAllow: [], publicOrigin: 'https://postern.example' }),
    logger: silent,
  })
  for (const host of ['127.0.0.1', '[::1]', '169.254.169.254', '10.0.0.1', 'localhost']) {
    outside.answer = (url) => egress.fetch(url, { maxBytes: 1_000, timeoutMs: 2_000 })
    expect(await ask(`https://${host}/client.json`)).toMatchObject(refused)
  }
  await egress.close()
})

test('CI-7 a document is kept for at least a minute, a failure for no time at all', async () => {
  outside.answer = () => new Response('', { status: 500 })
  expect(await ask()).toMatchObject(refused)
  outside.asked = []
  outside.answer = () => Response.json(description(), { headers: { 'cache-control': 'no-store' } })
  expect((await ask(id, { prompt: 'consent' })).location).toContain('/consent')
  expect((await ask(id, { prompt: 'consent' })).location).toContain('/consent')
  expect(outside.asked).toHaveLength(1)
})

test('CI-8 R4 another redirect URI in the document is refused for the old address, and asked about anew', async () => {
  const browser = new Browser(rig)
  await browser.decide((await browser.start(authorizeQuery(rig, id, pkce().challenge))).location, 'allow')
  expect((await ask()).location).toContain('code=')
  await rig.close()
  rig = await startAuthz(db, {
    fetch: () =>
      Promise.resolve(Response.json(description({ redirect_uris: [redirectUri, 'https://client.example/2'] }))),
  })
  expect((await ask()).location).toContain('/consent')
})

test('CI-11 requests at once fetch a document once', async () => {
  outside.answer = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return Response.json(description())
  }
  const seen = await Promise.all(Array.from({ length: 8 }, () => ask(id, { prompt: 'consent' })))
  expect(seen.every(({ location }) => location.includes('/consent'))).toBe(true)
  expect(outside.asked).toHaveLength(1)
})

test('CI-7 a flood of made-up addresses is bounded, and keeps out neither other networks nor a client that is known', async () => {
  const browser = new Browser(rig)
  await browser.decide((await browser.start(authorizeQuery(rig, id, pkce().challenge))).location, 'allow')
  await rig.close()
  rig = await startAuthz(db, { fetch: (url) => (outside.asked.push(url), Promise.resolve(outside.answer(url))) })
  outside.asked = []
  outside.answer = (url) => (url === id ? Response.json(description()) : new Response('', { status: 404 }))
  await Promise.all(Array.from({ length: 80 }, (_, index) => ask(`https://client.example/${index}.json`)))
  expect(outside.asked).toHaveLength(20)
  expect((await ask(id, { prompt: 'consent' })).location).toContain('/consent')
  const other = 'https://other.example/client.json'
  outside.answer = () => Response.json(description({ client_id: other }))
  expect(await ask(other)).toMatchObject(refused)
  rig.address.current = '198.51.100.7'
  expect((await ask(other)).location).toContain('/consent')
})

test('CI-9 no id that is given out here could be taken for the address of a document', async () => {
  const admin = { kind: 'console', userId: 'u', email: 'a@x', role: 'admin', sessionId: 's' } as const
  const byHand = await rig.server.clients.create(admin, { clientName: 'By hand', redirectUris: [redirectUri] })
  for (const clientId of [
    byHand.clientId,
    await rig.client(),
    await rig.client({ client_name: 'https://x.example/y' }),
  ])
    expect(clientId).toMatch(/^(client|dynamic)-[\w-]+$/)
  await ask(await rig.client())
  expect(outside.asked).toEqual([])
})

test('CI-10 a logo is neither fetched nor shown, and a document with one that is no https address is refused', async () => {
  outside.answer = () => Response.json(description({ logo_uri: 'https://client.example/logo.png' }))
  const { location } = await ask()
  const shown = await rig.server.describeRequest(new URL(location).searchParams.get('id') ?? '', undefined)
  expect(JSON.stringify(shown)).not.toContain('logo')
  expect(outside.asked).toEqual([id])
  outside.answer = (url) => Response.json(description({ client_id: url, logo_uri: 'http://client.example/logo.png' }))
  expect(await ask('https://client.example/plain-logo.json')).toMatchObject(refused)
})
