import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtInGateway, signInOn } from '../../_support/built-in-sign-in.ts'
import { createPerson, type Person } from '../../_support/person.ts'
import { eventually } from '../../_support/postern.ts'
import { consent, createTarget, startStory, toolSchema, type Story } from '../../_support/story.ts'
import type { Connection, OwnedConnection } from '../../../lib/contracts/connections.ts'

const password = 'a long enough password'
let story: Story
let admin: Person
const ids = new Map<string, string>()

beforeAll(async () => {
  story = await startStory()
  story = { ...story, gateway: await builtInGateway(story, 'built-in') }
  await createTarget(story, { name: 'notes', schema: toolSchema })
  admin = createPerson()
  await signInOn(admin, `${story.postern.publicUrl}/sign-in`, story.postern.admin)
  for (const name of ['mia', 'max', 'rae']) {
    const made = await api(admin, 'POST', '/console/people', { email: `${name}@example.com`, password, role: 'member' })
    ids.set(name, ((await made.json()) as { person: { userId: string } }).person.userId)
  }
}, 120_000)
afterAll(() => story.stop())

const cookieOf = (person: Person): string =>
  [...(person.cookies.get(new URL(story.postern.publicUrl).host) ?? [])].map(([k, v]) => `${k}=${v}`).join('; ')

/** As the console's pages call, in this person's browser. */
function api(person: Person, method: string, path: string, body?: unknown): Promise<Response> {
  const { publicUrl: origin } = story.postern
  return fetch(`${origin}/api${path}`, {
    method,
    headers: {
      ...{ cookie: cookieOf(person), 'x-postern-console': '1', origin },
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function signedIn(name: string): Promise<Person> {
  const person = createPerson()
  await signInOn(person, `${story.postern.publicUrl}/sign-in`, { email: `${name}@example.com`, password })
  return person
}

const mine = async (person: Person): Promise<Connection[]> =>
  ((await (await api(person, 'GET', '/console/me/connections')).json()) as { items: Connection[] }).items

const only = async (person: Person): Promise<Connection> => {
  const [first] = await mine(person)
  if (!first) throw new Error('There is nothing to connect.')
  return first
}

async function connect(person: Person): Promise<string> {
  const { connectionId } = await only(person)
  const started = await api(person, 'POST', `/console/me/connections/${connectionId}/start`)
  const { authorizationUrl } = (await started.json()) as { authorizationUrl: string }
  const isReturn = (url: URL) => url.pathname === '/return'
  const { returned } = await consent(authorizationUrl, 'alice', { person, isReturn })
  const end = await person.press(await person.open(returned.href), 'Finish')
  expect(end.html).toContain('Authorization completed')
  expect(end.html).toContain('/connections')
  return connectionId
}

test('a member starts at the own connections, connects before any call, and disconnects: the provider hears of it', async () => {
  const mia = await signedIn('mia')
  const start = await mia.open(`${story.postern.publicUrl}/`)
  // The frame of the page is sent before it is known what a role has first: the way on is in the page.
  expect(start.html).toMatch(/http-equiv="refresh" content="\d+;url=\/connections"/)
  expect(await only(mia)).toMatchObject({ status: 'not-connected', gatewayName: 'built-in', providerName: 'notes' })
  const connectionId = await connect(mia)
  expect(await only(mia)).toMatchObject({ connectionId, status: 'active', targets: [{ name: 'notes' }] })
  const page = await mia.open(`${story.postern.publicUrl}/connections`)
  expect(page.html).toContain('notes:read')
  expect((await api(mia, 'DELETE', `/console/me/connections/${connectionId}`)).status).toBe(204)
  expect((await api(mia, 'DELETE', `/console/me/connections/${connectionId}`)).status).toBe(204)
  const ended = await eventually(
    () => only(mia),
    (connection) => connection.revoking === false,
  )
  expect(ended).toMatchObject({ connectionId, status: 'revoked' })
})

test('MT-5 nobody sees, starts or ends what is another’s, and members do not reach everybody’s', async () => {
  const [mia, max] = [await signedIn('mia'), await signedIn('max')]
  const connectionId = await connect(mia)
  expect((await mine(max)).map((connection) => connection.connectionId)).not.toContain(connectionId)
  const refusals = await Promise.all([
    api(max, 'DELETE', `/console/me/connections/${connectionId}`),
    api(max, 'POST', `/console/me/connections/${connectionId}/start`),
    api(max, 'DELETE', `/console/me/connections/${'0'.repeat(64)}`),
  ])
  expect(refusals.map(({ status }) => status)).toEqual([404, 404, 404])
  expect((await api(max, 'GET', '/console/connections')).status).toBe(403)
  expect((await api(max, 'POST', '/console/end-connections', { connectionIds: [connectionId] })).status).toBe(403)
  expect((await max.open(`${story.postern.publicUrl}/connections/all`)).html).toContain('There is nothing here')
  expect(await only(mia)).toMatchObject({ connectionId, status: 'active' })
})

test('an administrator finds a person’s connections and ends them; a removal ends what is left', async () => {
  const rae = await signedIn('rae')
  const connectionId = await connect(rae)
  const found = async (query: string) =>
    ((await (await api(admin, 'GET', `/console/connections?${query}`)).json()) as { items: OwnedConnection[] }).items
  expect(await found('person=RAE%40example&status=active')).toMatchObject([
    { connectionId, owner: { email: 'rae@example.com', userId: ids.get('rae') } },
  ])
  expect(await found('person=nobody')).toEqual([])
  const answer = await api(admin, 'POST', '/console/end-connections', { connectionIds: [connectionId] })
  expect(await answer.json()).toEqual({ ended: 1 })
  expect(await only(rae)).toMatchObject({ status: 'revoked' })
  await connect(rae)
  expect((await api(admin, 'DELETE', `/console/people/${ids.get('rae') ?? ''}`)).status).toBe(204)
  expect(await found(`person=${ids.get('rae') ?? ''}&status=active`)).toEqual([])
  expect(await found(`person=${ids.get('rae') ?? ''}&status=revoked`)).toMatchObject([{ connectionId }])
})
