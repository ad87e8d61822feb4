import { afterAll, beforeAll, expect, test } from 'vitest'
import { authorizeQuery, Browser, pkce, redirectUri, startAuthz, type AuthzRig } from '../../_support/authz-rig.ts'
import { freshSqlite, silent, type FreshSource } from '../../_support/databases.ts'
import { openDatabase, type Database } from '../../../lib/platform/db/index.ts'

let place: FreshSource
let db: Database
let rig: AuthzRig
beforeAll(async () => {
  place = await freshSqlite()
  db = await openDatabase(place.source, silent)
  rig = await startAuthz(db)
})
afterAll(async () => {
  await rig.close()
  await db[Symbol.asyncDispose]()
  await place.drop()
})

const query = async (clientId: string, more: Record<string, string> = {}) =>
  authorizeQuery(rig, clientId, pkce().challenge, more)
const idOf = (location: string) => new URL(location).searchParams.get('id') ?? ''

test('AS-6 the page names the client, where the answer goes, the gateway and what it may do', async () => {
  const clientId = await rig.client({ client_name: 'Desk agent' })
  const { location } = await new Browser(rig).start(await query(clientId, { scope: 'openid mcp' }))
  expect(await rig.server.describeRequest(idOf(location), { userId: 'alice', email: 'a@x' })).toMatchObject({
    state: 'open',
    clientName: 'Desk agent',
    clientKind: 'dynamic',
    redirectHost: 'client.example',
    loopbackOnly: false,
    gatewayName: 'one',
    scopes: ['openid', 'mcp'],
  })
})

test('AS-8 AS-9 an answer leaves by 303, with state and iss, whether yes or no', async () => {
  const clientId = await rig.client()
  for (const decision of ['deny', 'allow'] as const) {
    const browser = new Browser(rig)
    const { location } = await browser.start(await query(clientId))
    const end = await browser.decide(location, decision)
    expect(end.status).toBe(303)
    const { origin, pathname, searchParams } = new URL(end.location)
    expect(origin + pathname).toBe(redirectUri)
    expect(searchParams.get('state')).toBe('state of the client')
    expect(searchParams.get('iss')).toBe(rig.issuer)
    expect(searchParams.get('error')).toBe(decision === 'deny' ? 'access_denied' : null)
  }
})

test('AS-6 AS-7 what was allowed is not asked again, where the person came by himself', async () => {
  const clientId = await rig.client()
  const first = new Browser(rig)
  await first.decide((await first.start(await query(clientId))).location, 'allow')
  expect((await new Browser(rig).start(await query(clientId))).location).toContain(`${redirectUri}?code=`)
  for (const site of ['cross-site', 'same-site', undefined]) {
    const led = new Browser(rig)
    led.site = site
    expect((await led.start(await query(clientId))).location).toContain('/consent?id=')
  }
})

test.each([
  ['another person', {}, 'bob'],
  ['another gateway', { resource: 'other' }, 'alice'],
  ['more scopes', { scope: 'openid' }, 'alice'],
  ['a client that asks for it', { prompt: 'consent' }, 'alice'],
])('AS-6 %s is asked', async (_, more: Record<string, string>, person) => {
  const clientId = await rig.client()
  const first = new Browser(rig)
  await first.decide((await first.start(await query(clientId))).location, 'allow')
  rig.visitor.current = person
  const resource: Record<string, string> = more.resource === 'other' ? { resource: rig.other } : {}
  expect((await new Browser(rig).start(await query(clientId, { ...more, ...resource }))).location).toContain('/consent')
  rig.visitor.current = 'alice'
})

test('AS-6 a client whose answers stay on the own machine is asked about every time, with a warning', async () => {
  const uri = 'http://localhost:1234/callback'
  const clientId = await rig.client({ redirect_uris: [uri] })
  for (let round = 0; round < 2; round++) {
    const browser = new Browser(rig)
    const { location } = await browser.start(await query(clientId, { redirect_uri: uri }))
    expect(await rig.server.describeRequest(idOf(location), undefined)).toMatchObject({ loopbackOnly: true })
    await browser.decide(location, 'allow')
  }
})

test('R3 R5 an answer from another browser, another site or another person’s form yields no code', async () => {
  const clientId = await rig.client()
  const browser = new Browser(rig)
  const { location } = await browser.start(await query(clientId))
  const other = new Browser(rig)
  expect(await other.decide(location, 'allow')).toMatchObject({ status: 400, location: '' })
  expect(await browser.decide(location, 'allow', { headers: { 'sec-fetch-site': 'cross-site' } })).toMatchObject({
    status: 403,
    location: '',
  })
  const shownToBob = await rig.server.describeRequest(idOf(location), { userId: 'bob', email: 'b@x' })
  for (const token of ['', 'forged', shownToBob.formToken ?? ''])
    expect((await browser.decide(location, 'allow', { token })).location).toContain('/consent')
  expect((await browser.decide(location, 'allow')).location).toContain('code=')
  expect(await browser.decide(location, 'allow')).toMatchObject({ status: 400 })
})

test('AS-7 signed out, nobody is allowed anything', async () => {
  const clientId = await rig.client()
  const browser = new Browser(rig)
  rig.visitor.current = undefined
  const { location } = await browser.start(await query(clientId))
  expect((await browser.decide(location, 'allow')).location).toContain('/consent')
  rig.visitor.current = 'alice'
})

test('AS-13 registration takes https and loopback redirects alone, and says no more than was asked', async () => {
  for (const uri of [
    'http://client.example/cb',
    'javascript:alert(1)',
    'data:text/html,x',
    'com.example.app:/cb',
    'https://user@client.example/cb',
    'https://client.example/cb#x',
    'https://client.example\\@evil.example/cb',
    'not a uri',
  ]) {
    const answer = await rig.register({ redirect_uris: [uri] })
    expect(answer.status, uri).toBe(400)
    expect(await answer.json()).toMatchObject({ error: 'invalid_redirect_uri' })
  }
  expect(await (await rig.register({ grant_types: ['password'] })).json()).toMatchObject({
    error: 'invalid_client_metadata',
  })
  const made = (await (await rig.register({ logo_uri: 'https://evil.example/x.png', scope: 'all' })).json()) as object
  expect(made).not.toHaveProperty('logo_uri')
  expect(made).not.toHaveProperty('client_secret')
  expect(made).toMatchObject({ client_id: expect.not.stringMatching(/^https:/) as string })
})

test('AS-13 a flood is bounded per network, keeps nobody else out, and what nobody uses is reaped', async () => {
  rig.address.current = '198.51.100.66'
  const answers = await Promise.all(Array.from({ length: 60 }, () => rig.register()))
  expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(30)
  expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('600')
  rig.address.current = '198.51.100.67'
  expect((await rig.register()).status).toBe(201)
  await db.raw(`UPDATE "McpClient" SET "createdAt" = 0 WHERE "usedAt" IS NULL`)
  await rig.server.tend()
  expect((await rig.server.clients.list()).every(({ lastUsedAt }) => lastUsedAt !== undefined)).toBe(true)
  rig.address.current = '198.51.100.66'
  expect((await rig.register()).status).toBe(201)
})

test('AS-13 a flood of sign-ins that nobody answers is bounded, and a person’s own waits for him', async () => {
  await db.client.authzArtifact.deleteMany()
  const flooded = await startAuthz(db, { strangerBounds: { perNetwork: 5, inAll: 8 } })
  const clientId = await flooded.client()
  const ask = () => authorizeQuery(flooded, clientId, pkce().challenge)
  const person = new Browser(flooded)
  const { location } = await person.start(ask())
  for (const from of ['203.0.113.1', '198.51.100.1', '198.51.100.2', '2001:db8::1', '2001:db8:0:1::1']) {
    flooded.address.current = from
    const url = () => `${flooded.origin}/oauth/authorize?${new URLSearchParams(ask())}`
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async () => (await fetch(url(), { redirect: 'manual' })).status),
    )
    expect(new Set(statuses)).toEqual(new Set([303]))
  }
  const rows = await db.client.authzArtifact.findMany({ select: { model: true, openedFrom: true } })
  expect(new Set(rows.map(({ model }) => model))).toEqual(new Set(['Interaction']))
  // Requests at once may each find the last place: bounded by them, not exact.
  expect(rows.length).toBeLessThanOrEqual(8 + 12)
  expect((await person.decide(location, 'allow')).location).toContain('code=')
  const newcomer = new Browser(flooded)
  const page = await newcomer.start(authorizeQuery(flooded, await flooded.client(), pkce().challenge))
  expect((await newcomer.decide(page.location, 'allow')).location).toContain('code=')
  await flooded.close()
})

test('each way in has a switch', async () => {
  const admin = { kind: 'console', userId: 'u', email: 'a@x', role: 'admin', sessionId: 's' } as const
  await rig.server.signIn.change(admin, { dynamicRegistration: false, metadataDocuments: false, deviceFlow: false })
  expect((await rig.register()).status).toBe(403)
  const document = (await (await fetch(`${rig.origin}/oauth/.well-known/openid-configuration`)).json()) as object
  expect(document).not.toHaveProperty('registration_endpoint')
  expect(document).not.toHaveProperty('device_authorization_endpoint')
  expect(document).not.toHaveProperty('client_id_metadata_document_supported', true)
  await rig.server.signIn.change(admin, { dynamicRegistration: true, metadataDocuments: true, deviceFlow: true })
})
