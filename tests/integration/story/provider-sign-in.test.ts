import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startStubIdp } from '../../_support/stub-idp.ts'
import { createPerson, type PageSeen, type Person } from '../../_support/person.ts'
import { callTool, createTarget, linkOf, startStory, toolSchema, userToken, type Story } from '../../_support/story.ts'

let story: Story
let admin: Person
const button = 'Continue with Company'

beforeAll(async () => {
  story = await startStory()
  admin = createPerson()
  await byPassword(admin, story.postern.admin)
  const clientSecret = randomBytes(24).toString('base64url')
  const callback = `${story.postern.publicUrl}/api/auth/callback/company`
  await story.server.addClient({ clientId: 'console', clientSecret, redirectUris: [callback] })
  const made = await api(admin, 'POST', '/sign-in-providers', {
    ...{ id: 'company', kind: 'oidc', name: 'Company', issuer: story.server.issuer },
    ...{ clientId: 'console', clientSecret, whoMayJoin: 'invited', scopes: 'openid' },
  })
  expect(made.status).toBe(201)
  expect(await made.text()).not.toContain(clientSecret)
  await createTarget(story, { name: 'notes', schema: toolSchema, returnUrl: `${story.postern.publicUrl}/return` })
}, 120_000)
afterAll(() => story.stop())

async function byPassword(person: Person, { email, password }: { email: string; password: string }) {
  const page = await person.open(`${story.postern.publicUrl}/sign-in`)
  return person.press(page, 'Sign in', undefined, { email, password })
}

const api = (person: Person, method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${story.postern.publicUrl}/api/console${path}`, {
    method,
    headers: {
      cookie: [...(person.cookies.get(new URL(story.postern.publicUrl).host) ?? [])]
        .map((pair) => pair.join('='))
        .join('; '),
      'x-postern-console': '1',
      'sec-fetch-site': 'same-origin',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

const me = async (person: Person) => (await api(person, 'GET', '/me')).json() as Promise<Record<string, unknown>>

/** The page after the form leads on by itself, and by its only link. */
const onward = ({ html }: PageSeen) =>
  (/<a href="([^"]+)"/.exec(html)?.[1] ?? '').replace(/&#(\d+);/g, (_, code: string) =>
    String.fromCharCode(Number(code)),
  )

/** Presses the provider's button and signs in there. */
async function through(person: Person, from: PageSeen, as: 'alice' | 'bob', stopAt?: (url: URL) => boolean) {
  const on = await person.press(from, button, stopAt)
  let page = await person.open(onward(on), stopAt)
  if (page.html.includes('Sign in to the trial server')) page = await person.press(page, `Sign in as ${as}`, stopAt)
  if (page.html.includes('Allow access?')) page = await person.press(page, 'Allow', stopAt)
  return page
}
const signInPage = (person: Person) => person.open(`${story.postern.publicUrl}/sign-in`)

async function invited(email: string): Promise<string> {
  const made = await api(admin, 'POST', '/people', { email, role: 'member' })
  return ((await made.json()) as { link: string }).link
}

const call = async (as: 'alice' | 'bob') => callTool(story, await userToken(story, as), 'notes___whoami')
const linkFor = async (as: 'alice' | 'bob') => linkOf(await call(as))

describe('signing in by a provider', () => {
  test('who was not invited is told so and gets no session (RS-11)', async () => {
    const stranger = createPerson()
    const page = await through(stranger, await signInPage(stranger), 'alice')
    expect(page.url.searchParams.get('error')).toBe('not-invited')
    expect(page.html).toContain('nobody has invited you here')
    expect((await api(stranger, 'GET', '/me')).status).toBe(403)
  })

  test('an invitation binds the account, and from then on the button signs in', async () => {
    const alice = createPerson()
    const link = await invited('alice@example.com')
    await through(alice, await alice.open(link), 'alice')
    expect(await me(alice)).toMatchObject({ email: 'alice@example.com', role: 'member' })

    const again = createPerson()
    await through(again, await signInPage(again), 'alice')
    expect((await me(again))['userId']).toBe((await me(alice))['userId'])
    expect((await createPerson().open(link)).html).toContain('does not work any more')
  })

  test('PKCE, state and nonce go out, and an answer with another state or in another browser signs nobody in (OC-1, OC-3)', async () => {
    const isCallback = (url: URL) => url.pathname === '/api/auth/callback/company'
    const person = createPerson()
    const back = await through(person, await signInPage(person), 'alice', isCallback)
    const sent = new URLSearchParams(
      story.server.ledger.entries.findLast(({ kind }) => kind === 'authorization')?.presented,
    )
    expect(sent.get('code_challenge_method')).toBe('S256')
    for (const name of ['code_challenge', 'state', 'nonce']) expect(sent.get(name)?.length).toBeGreaterThan(20)

    const elsewhere = await createPerson().open(back.url.href)
    expect(elsewhere.url.pathname).toBe('/sign-in')
    const wrong = new URL(back.url)
    wrong.searchParams.set('state', 'x'.repeat(43))
    expect((await person.open(wrong.href)).url.searchParams.get('error')).toBe('provider-answer')
    expect((await api(person, 'GET', '/me')).status).toBe(403)
  })

  test('a form of another site starts nothing (BR-4)', async () => {
    const asked = await fetch(`${story.postern.publicUrl}/api/auth/signin/company`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      body: new URLSearchParams({ to: 'sign-in' }),
    })
    expect(asked.headers.get('location')).toBe('/sign-in')
    expect(asked.headers.getSetCookie()).toEqual([])
  })

  test('a signed-in person connects an account, which is nobody else’s, and the last way in stays', async () => {
    const page = await admin.open(`${story.postern.publicUrl}/sign-in/link`)
    const taken = await through(admin, page, 'alice')
    expect(taken.url.searchParams.get('error')).toBe('linked-elsewhere')

    const alice = createPerson()
    await through(alice, await signInPage(alice), 'alice')
    const { items } = (await (await api(alice, 'GET', '/me/sign-ins')).json()) as { items: { linkId: string }[] }
    expect((await api(alice, 'DELETE', `/me/sign-ins/${items[0]?.linkId}`)).status).toBe(409)
  })

  test('a disabled person is not let in, and what was open ends', async () => {
    const bob = createPerson()
    await through(bob, await bob.open(await invited('bob@example.com')), 'bob')
    const { userId } = await me(bob)
    await api(admin, 'PUT', `/people/${String(userId)}`, { role: 'member', disabled: true })
    expect((await api(bob, 'GET', '/me')).status).toBe(401)
    const refused = await through(bob, await signInPage(bob), 'bob')
    expect(refused.url.searchParams.get('error')).toBe('disabled')
    // His own issuer goes on vouching for him: the gateway does not take it, and no credential leaves.
    const denied = await fetch(story.gateway.gatewayUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${await userToken(story, 'bob')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'notes___whoami' } }),
    })
    expect(denied.status).toBe(401)
    expect(await denied.text()).toContain('was disabled')
    await api(admin, 'PUT', `/people/${String(userId)}`, { role: 'member' })
  })
})

test('GitHub signs in by its own rules: no nonce, errors with status 200, the account’s number as its name', async () => {
  const github = await startStubIdp()
  try {
    const made = await api(admin, 'POST', '/sign-in-providers', {
      ...{ id: 'github', kind: 'github', name: 'GitHub', issuer: github.issuer, clientId: 'console' },
      ...{ clientSecret: 'planted', whoMayJoin: 'anybody' },
    })
    expect(made.status).toBe(201)
    const come = async () => {
      const person = createPerson()
      const out = await person.press(await signInPage(person), 'Continue with GitHub')
      const to = new URL(onward(out))
      expect(to.href.startsWith(`${github.issuer}/login/oauth/authorize?`)).toBe(true)
      expect(to.searchParams.has('nonce')).toBe(false)
      const back = new URL(to.searchParams.get('redirect_uri') ?? '')
      back.searchParams.set('state', to.searchParams.get('state') ?? '')
      back.searchParams.set('code', 'c')
      return { person, page: await person.open(back.href) }
    }
    const { person } = await come()
    const { items } = (await (await api(person, 'GET', '/me/sign-ins')).json()) as { items: object[] }
    expect(items).toMatchObject([{ subject: '583231', issuer: github.issuer, label: 'octocat@localhost' }])
    github.githubToken = { error: 'bad_verification_code' }
    expect((await come()).page.url.searchParams.get('error')).toBe('provider-answer')
  } finally {
    github.close()
  }
})

describe('session binding of a caller whose issuer is a sign-in provider', () => {
  test('V1, V2, V3: nobody but the starter comes past the connect page, and the start link completes nothing', async () => {
    const link = await linkFor('alice')
    const bob = createPerson()
    await through(bob, await signInPage(bob), 'bob')
    const connect = await bob.open(link)
    expect(connect.html).toContain('somebody else')
    const before = story.server.ledger.entries.filter(({ kind }) => kind === 'authorization').length
    const requestUri = new URL(link).searchParams.get('request_uri') ?? ''
    const forced = await fetch(`${story.postern.publicUrl}/api/identities/oauth2/authorize`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ request_uri: requestUri, decision: 'continue' }),
    })
    expect(forced.status).toBe(403)
    expect(story.server.ledger.entries.filter(({ kind }) => kind === 'authorization')).toHaveLength(before)
    const ending = await api(bob, 'POST', '/complete-authorization', { sessionUri: requestUri })
    expect(await ending.json()).toMatchObject({ ending: 'unknown' })
  })

  test('the starter signs in by the provider on the way, and the return page completes by itself', async () => {
    const alice = createPerson()
    const asked = await alice.open(await linkFor('alice'))
    expect(asked.html).toContain('Company')
    const next = `${asked.url.pathname}${asked.url.search}`
    const connect = await through(
      alice,
      await alice.open(`${story.postern.publicUrl}/sign-in?next=${encodeURIComponent(next)}`),
      'alice',
    )
    const isReturn = (url: URL) => url.pathname === '/return'
    let page = await alice.press(connect, 'Continue', isReturn)
    if (page.html.includes('Allow access?')) page = await alice.press(page, 'Allow', isReturn)
    const sessionUri = page.url.searchParams.get('session_id') ?? ''
    const ending = await api(alice, 'POST', '/complete-authorization', { sessionUri })
    expect(await ending.json()).toMatchObject({ ending: 'completed', targetName: 'notes' })
    expect(JSON.stringify(await call('alice'))).toContain('alice')
  })
})
