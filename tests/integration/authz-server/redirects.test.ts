import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { authorizeQuery, Browser, pkce, startAuthz, type AuthzRig } from '../../_support/authz-rig.ts'
import { freshSqlite, silent, type FreshSource } from '../../_support/databases.ts'
import { openDatabase, type Database } from '../../../lib/platform/db/index.ts'

const admin = { kind: 'console', userId: 'u', email: 'a@x', role: 'admin', sessionId: 's' } as const
let place: FreshSource
let db: Database
let rig: AuthzRig
let described: { redirect_uris: string[]; client_id: string }

beforeAll(async () => {
  place = await freshSqlite()
  db = await openDatabase(place.source, silent)
  rig = await startAuthz(db, {
    fetch: () => Promise.resolve(Response.json({ ...described, token_endpoint_auth_method: 'none' })),
  })
})
afterAll(async () => {
  await rig.close()
  await db[Symbol.asyncDispose]()
  await place.drop()
})
let round = 0
beforeEach(() => {
  // Whatever a limit says of many registrations is not what is asked here.
  rig.address.current = `198.51.100.${++round}`
})

/** What each way in says to an address that a client wants to be answered at: yes or no. */
type Verdicts = { itself: boolean; document: boolean; administrator: boolean }
const everybody: Verdicts = { itself: true, document: true, administrator: true }
const nobody: Verdicts = { itself: false, document: false, administrator: false }
const administrator: Verdicts = { ...nobody, administrator: true }

const addresses: readonly (readonly [string, string, Verdicts])[] = [
  ['https', 'https://client.example/cb', everybody],
  ['https with a port and a query', 'https://client.example:8443/cb?app=1', everybody],
  ['a name in punycode', 'https://xn--80ak6aa92e.example/cb', everybody],
  ['loopback by number', 'http://127.0.0.1:33418/cb', everybody],
  ['loopback by number, IPv6', 'http://[::1]:33418/cb', everybody],
  ['loopback by name', 'http://localhost:8787/callback', everybody],
  ['loopback without port', 'http://127.0.0.1/', everybody],
  ['a scheme of the application’s own', 'com.example.app:/cb', administrator],
  ['a scheme of its own with a host', 'com.example.app://callback', administrator],
  ['a scheme without a domain', 'cursor://anysphere.cursor-mcp/oauth/callback', nobody],
  ['http', 'http://client.example/cb', nobody],
  ['a name that only begins like loopback', 'http://localhost.evil.example/cb', nobody],
  ['a number that only begins like loopback', 'http://127.0.0.1.evil.example/cb', nobody],
  ['loopback with a dot behind', 'http://localhost./cb', nobody],
  ['every address of the machine', 'http://0.0.0.0:8080/cb', nobody],
  ['the private network', 'http://192.168.1.1/cb', nobody],
  ['userinfo', 'https://client.example@evil.example/cb', nobody],
  ['userinfo with a password', 'https://a:b@client.example/cb', nobody],
  ['empty userinfo', 'https://@client.example/cb', nobody],
  ['loopback as userinfo', 'http://127.0.0.1@evil.example/cb', nobody],
  ['a fragment', 'https://client.example/cb#x', nobody],
  ['an empty fragment', 'https://client.example/cb#', nobody],
  ['a backslash', 'https://client.example\\@evil.example/cb', nobody],
  ['backslashes for slashes', 'https:\\\\evil.example', nobody],
  ['a tab', 'https://client.example/\tcb', nobody],
  ['a line break', 'https://client.example/cb\r\nLocation: https://evil.example', nobody],
  ['a space before', ' https://client.example/cb', nobody],
  ['a space behind', 'https://client.example/cb ', nobody],
  ['a null byte', 'https://client.example/cb\u0000', nobody],
  ['a letter of another script', 'https://сlient.example/cb', nobody],
  ['full-width letters', 'https://ｃlient.example/cb', nobody],
  ['an ideographic full stop', 'https://client。example/cb', nobody],
  ['a mark that turns the direction', 'https://client.example/\u202ecb', nobody],
  ['a wildcard for the host', 'https://*.client.example/cb', nobody],
  ['a wildcard for the path', 'https://client.example/*', nobody],
  ['nothing but a wildcard', '*', nobody],
  ['javascript', 'javascript:alert(1)', nobody],
  ['javascript in capitals', 'JavaScript://client.example/%0aalert(1)', nobody],
  ['data', 'data:text/html,<script>alert(1)</script>', nobody],
  ['a file', 'file:///etc/passwd', nobody],
  ['a page of the browser', 'about:blank', nobody],
  ['a blob', 'blob:https://client.example/1', nobody],
  ['source of a page', 'view-source:https://client.example/', nobody],
  ['an application of the system', 'ms-msdt:/id', nobody],
  ['e-mail', 'mailto:a@client.example', nobody],
  ['a web socket', 'wss://client.example/cb', nobody],
  ['no scheme', '//client.example/cb', nobody],
  ['a path', '/cb', nobody],
  ['one slash', 'https:/client.example/cb', nobody],
  ['no slash', 'https:client.example', nobody],
  ['three slashes', 'https:///client.example/cb', nobody],
  ['no host', 'https://', nobody],
  ['a dot segment', 'https://client.example/a/../cb', nobody],
  ['an encoded dot segment', 'https://client.example/a/%2e%2e/cb', nobody],
  ['a dot segment half encoded', 'https://client.example/a/.%2E/cb', nobody],
  ['an encoded slash', 'https://client.example/a%2fcb', everybody],
  ['a host in capitals', 'https://CLIENT.example/cb', nobody],
  ['a scheme in capitals', 'HTTPS://client.example/cb', nobody],
  ['the port that everybody has', 'https://client.example:443/cb', everybody],
  ['no path', 'https://client.example', everybody],
  ['loopback in other numbers', 'http://127.1/cb', nobody],
  ['loopback as one number', 'http://2130706433/cb', nobody],
  ['loopback in octal', 'http://0177.0.0.1/cb', nobody],
  ['loopback in IPv6 at length', 'http://[0:0:0:0:0:0:0:1]/cb', nobody],
  ['loopback in IPv6 around IPv4', 'http://[::ffff:127.0.0.1]/cb', nobody],
  ['a host with encoded letters', 'https://%63lient.example/cb', nobody],
  ['our own address', 'https://client.example/cb?iss=https://evil.example', everybody],
]

describe('the redirect corpus: where a client may be answered', () => {
  test.each(addresses)('AS-13 CI-4 %s: %j', async (_, uri, verdicts) => {
    const registered = await rig.register({ redirect_uris: [uri] })
    if (!verdicts.itself) expect(await registered.json()).toMatchObject({ error: 'invalid_redirect_uri' })

    described = { client_id: `https://client.example/${round}.json`, redirect_uris: [uri] }
    const asked = authorizeQuery(rig, described.client_id, pkce().challenge, { redirect_uri: uri })
    const byDocument = await new Browser(rig).start(asked)

    const byHand = await rig.server.clients
      .create(admin, { clientName: 'By hand', redirectUris: [uri] })
      .then(() => true)
      .catch(() => false)
    const seen = {
      itself: registered.status === 201,
      document: byDocument.location.includes('/consent'),
      administrator: byHand,
    }
    expect(seen).toEqual(verdicts)
    if (!verdicts.document) expect(byDocument).toMatchObject({ status: 400, location: '' })
  })

  test('AS-13 one bad address among good ones refuses all of them, and so does an empty list', async () => {
    for (const redirect_uris of [
      ['https://client.example/cb', 'http://client.example/cb'],
      [],
      [''],
      'https://client.example/cb',
    ])
      expect((await rig.register({ redirect_uris })).status).toBe(400)
  })
})

describe('AS-1 the redirect corpus: where an answer goes', () => {
  const https = 'https://client.example/cb'
  const loopback = 'http://127.0.0.1:1000/cb'
  const uris = [https, 'https://client.example/q?a=1&b=2', loopback, 'http://localhost:1000/cb', 'http://[::1]:1000/cb']
  let clientId: string
  const start = async (redirectUri: string) =>
    new Browser(rig).start(authorizeQuery(rig, clientId, pkce().challenge, { redirect_uri: redirectUri }))
  beforeAll(async () => {
    clientId = await rig.client({ redirect_uris: uris })
  })

  test.each([
    ...uris,
    'http://127.0.0.1:2000/cb',
    'http://127.0.0.1/cb',
    'http://localhost:65535/cb',
    'http://[::1]:7/cb',
  ])('%s: a person is asked', async (uri) => {
    expect((await start(uri)).location).toContain('/consent?id=')
  })

  test.each([
    ['another host', 'https://evil.example/cb'],
    ['a host below', 'https://a.client.example/cb'],
    ['a host that ends alike', 'https://evilclient.example/cb'],
    ['a host that goes on', 'https://client.example.evil.example/cb'],
    ['a dot behind the host', 'https://client.example./cb'],
    ['another port', 'https://client.example:8443/cb'],
    ['the usual port', 'https://client.example:443/cb'],
    ['http', 'http://client.example/cb'],
    ['a slash more', `${https}/`],
    ['two slashes', 'https://client.example//cb'],
    ['a path that goes on', `${https}2`],
    ['a path below', `${https}/evil`],
    ['a way around', 'https://client.example/x/../cb'],
    ['an encoded way around', 'https://client.example/%2e%2e/cb'],
    ['an encoded letter', 'https://client.example/%63b'],
    ['an encoded slash', 'https://client.example%2fcb'],
    ['twice encoded', 'https%253A%252F%252Fclient.example%252Fcb'],
    ['encoded once more', 'https%3A%2F%2Fclient.example%2Fcb'],
    ['capitals in the host', 'https://CLIENT.example/cb'],
    ['capitals in the path', 'https://client.example/CB'],
    ['capitals in the scheme', 'HTTPS://client.example/cb'],
    ['a query', `${https}?next=https://evil.example`],
    ['an empty query', `${https}?`],
    ['a part of the query', 'https://client.example/q?a=1'],
    ['the query turned around', 'https://client.example/q?b=2&a=1'],
    ['more in the query', 'https://client.example/q?a=1&b=2&next=https://evil.example'],
    ['a fragment', `${https}#x`],
    ['an empty fragment', `${https}#`],
    ['userinfo', 'https://evil@client.example/cb'],
    ['the host as userinfo', 'https://client.example@evil.example/cb'],
    ['a backslash', 'https://client.example\\@evil.example/cb'],
    ['a tab', 'https://client.example/c\tb'],
    ['a line break', `${https}\r\nSet-Cookie: a=b`],
    ['a space', `${https} `],
    ['a null byte', `${https}\u0000`],
    ['a letter of another script', 'https://сlient.example/cb'],
    ['javascript', 'javascript:alert(1)//https://client.example/cb'],
    ['data', 'data:text/html,x'],
    ['a scheme of its own', 'com.example.app:/cb'],
    ['a wildcard', 'https://*.example/cb'],
    ['only the origin', 'https://client.example'],
    ['loopback at another path', 'http://127.0.0.1:1000/other'],
    ['loopback with a query', 'http://127.0.0.1:1000/cb?x=1'],
    ['loopback by https', 'https://127.0.0.1:1000/cb'],
    ['another loopback number', 'http://127.0.0.2:1000/cb'],
    ['loopback by another spelling', 'http://127.1:1000/cb'],
    ['loopback with a dot behind', 'http://localhost.:1000/cb'],
    ['loopback with userinfo', 'http://a@127.0.0.1:1000/cb'],
    ['loopback as userinfo', 'http://127.0.0.1:1000@evil.example/cb'],
    ['loopback with no port behind its colon', 'http://127.0.0.1:/cb'],
    ['loopback with an impossible port', 'http://127.0.0.1:99999/cb'],
    ['loopback with two ports', 'http://127.0.0.1:1:2/cb'],
    ['a list', `${https} ${loopback}`],
    ['nothing', ''],
  ])('%s gets a page of ours, and nothing goes anywhere: %j', async (_, uri) => {
    expect(await start(uri)).toMatchObject({ status: 400, location: '' })
  })

  test('given twice, or not at all where there are several, it is refused as well', async () => {
    const query = new URLSearchParams(authorizeQuery(rig, clientId, pkce().challenge, { redirect_uri: https }))
    query.append('redirect_uri', 'https://evil.example/cb')
    expect(await new Browser(rig).send(`${rig.origin}/oauth/authorize?${query}`)).toMatchObject({
      status: 400,
      location: '',
    })
    query.delete('redirect_uri')
    expect(await new Browser(rig).send(`${rig.origin}/oauth/authorize?${query}`)).toMatchObject({
      status: 400,
      location: '',
    })
  })

  test('localhost, 127.0.0.1 and [::1] are three addresses: one does not stand for another', async () => {
    const only = await rig.client({ redirect_uris: ['http://localhost:1000/only'] })
    for (const host of ['127.0.0.1', '[::1]']) {
      const asked = authorizeQuery(rig, only, pkce().challenge, { redirect_uri: `http://${host}:1000/only` })
      expect(await new Browser(rig).start(asked)).toMatchObject({ status: 400, location: '' })
    }
  })

  test('the code is exchanged for the very address that it was sent to', async () => {
    const browser = new Browser(rig)
    const { verifier, challenge } = pkce()
    const asked = authorizeQuery(rig, clientId, challenge, { redirect_uri: 'http://127.0.0.1:2000/cb' })
    const end = await browser.decide((await browser.start(asked)).location, 'allow')
    expect(end.location).toMatch(/^http:\/\/127\.0\.0\.1:2000\/cb\?code=/)
    const code = new URL(end.location).searchParams.get('code') ?? ''
    for (const [redirect_uri, status] of [
      ['http://127.0.0.1:1000/cb', 400],
      ['http://127.0.0.1:2000/cb', 200],
    ] as const) {
      const fields = {
        grant_type: 'authorization_code',
        client_id: clientId,
        code,
        redirect_uri,
        code_verifier: verifier,
      }
      expect((await rig.post('/token', fields)).status).toBe(status)
    }
  })
})
