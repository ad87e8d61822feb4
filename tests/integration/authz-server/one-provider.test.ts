import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  allowedCode,
  authorizeQuery,
  Browser,
  exchange,
  pkce,
  redirectUri,
  refresh,
  startAuthz,
  tokensOf,
  type AuthzRig,
  type TokenAnswer,
} from '../../_support/authz-rig.ts'
import { freshSqlite, silent, type FreshSource } from '../../_support/databases.ts'
import { openDatabase, type Database } from '../../../lib/platform/db/index.ts'

let place: FreshSource
let db: Database
let rig: AuthzRig
const company = { linkId: 'alice at company', providerId: 'company' }

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
beforeEach(async () => {
  await db.client.signInProvider.deleteMany()
  await db.client.signInLink.deleteMany()
  for (const id of ['company', 'other']) await addAccount(id)
  rig.disabled.clear()
  rig.visitor.current = 'alice'
  rig.visitor.signedInWith = company
  rig.restrict('company')
})

/** A provider, and alice's account there. */
async function addAccount(id: string): Promise<void> {
  rig.providers.set(id, `The ${id}`)
  const times = { createdAt: 0, updatedAt: 0 }
  const settings = { kind: 'oidc', clientId: 'c', secretSealed: 's', scopes: 'openid', whoMayJoin: 'anybody' }
  const issuer = `https://${id}.example`
  await db.client.signInProvider.create({ data: { id, name: id, issuer, ...settings, ...times } })
  const link = { id: `alice at ${id}`, userId: 'alice', iss: issuer, sub: 'a', label: 'a', createdAt: 0, changeId: '' }
  await db.client.signInLink.create({ data: link })
}
const turnOff = (id: string) => db.client.signInProvider.update({ where: { id }, data: { enabled: false } })

const ways = [
  ['a password', undefined],
  ['another provider', { linkId: 'alice at other', providerId: 'other' }],
] as const
const start = async (clientId: string, browser = new Browser(rig)) => {
  const { location } = await browser.start(authorizeQuery(rig, clientId, pkce().challenge))
  return { browser, location, id: new URL(location).searchParams.get('id') ?? '' }
}
const isLive = (token: string) => rig.server.issuer.isLive(decodeJwt(token))
const later = () => (rig.clock.ahead += 5_001)

describe('a gateway that takes the people of one sign-in provider alone', () => {
  test('who signed in with it decides, and the client’s tokens open the gateway and renew themselves', async () => {
    const clientId = await rig.client()
    const tokens = await tokensOf(rig, clientId)
    expect(await isLive(tokens.access_token)).toBe(true)
    expect((await refresh(rig, clientId, tokens.refresh_token)).status).toBe(200)
  })

  test.each(ways)(
    'the same person who signed in with %s is told what to sign in with, and can allow nothing',
    async (_, by) => {
      const clientId = await rig.client()
      const { browser, location, id } = await start(clientId)
      const seenBefore = await rig.server.describeRequest(id, { userId: 'alice', email: 'a@x', signedInWith: company })
      expect(seenBefore).toMatchObject({ signIn: { state: 'done', provider: { id: 'company' } } })

      rig.visitor.signedInWith = by
      const seen = await rig.server.describeRequest(id, {
        ...{ userId: 'alice', email: 'a@x' },
        ...(by && { signedInWith: by }),
      })
      expect(seen).toMatchObject({ state: 'open', signIn: { state: 'needed', provider: { name: 'The company' } } })
      expect(seen).not.toHaveProperty('formToken')
      // The form of the right session, posted again from the other one.
      const replayed = await browser.decide(location, 'allow', { token: seenBefore.formToken ?? '' })
      expect(replayed.location).toContain('/consent?id=')
      rig.visitor.signedInWith = company
      expect((await browser.decide(location, 'allow')).location).toContain(`${redirectUri}?code=`)
    },
  )

  test.each(ways)('what was allowed before passes nobody who signed in with %s (AS-6)', async (_, by) => {
    const clientId = await rig.client()
    await tokensOf(rig, clientId)
    expect((await start(clientId)).location).toContain(`${redirectUri}?code=`)
    rig.visitor.signedInWith = by
    expect((await start(clientId)).location).toContain('/consent?id=')
  })

  test('a code that was allowed before the gateway took one provider alone is worth nothing', async () => {
    const clientId = await rig.client()
    rig.restrict(undefined)
    rig.visitor.signedInWith = undefined
    const code = await allowedCode(rig, clientId)
    rig.restrict('company')
    const answer = await exchange(rig, clientId, code)
    expect([answer.status, ((await answer.json()) as TokenAnswer).error]).toEqual([400, 'invalid_grant'])
  })

  test.each(ways)(
    'tokens that were allowed by %s end within five seconds of it, and are not renewed',
    async (_, by) => {
      const clientId = await rig.client()
      rig.restrict(undefined)
      rig.visitor.signedInWith = by
      const tokens = await tokensOf(rig, clientId)
      expect(await isLive(tokens.access_token)).toBe(true)
      rig.restrict('company')
      later()
      expect(await isLive(tokens.access_token)).toBe(false)
      const answer = await refresh(rig, clientId, tokens.refresh_token)
      expect([answer.status, ((await answer.json()) as TokenAnswer).error]).toEqual([400, 'invalid_grant'])
    },
  )

  test.each([
    ['the provider is turned off', () => turnOff('company')],
    ['the provider is removed', () => db.client.signInProvider.delete({ where: { id: 'company' } })],
    [
      'the account there is not the person’s any more',
      () => db.client.signInLink.deleteMany({ where: { id: company.linkId } }),
    ],
    ['the gateway takes another provider', () => Promise.resolve(rig.restrict('other'))],
    ['the person is disabled', () => Promise.resolve(rig.disabled.add('alice'))],
  ])('when %s, tokens end within five seconds and are not renewed', async (_, change) => {
    const clientId = await rig.client()
    const tokens = await tokensOf(rig, clientId)
    expect(await isLive(tokens.access_token)).toBe(true)
    await change()
    later()
    expect(await isLive(tokens.access_token)).toBe(false)
    expect((await refresh(rig, clientId, tokens.refresh_token)).status).toBe(400)
  })

  test('a provider that was off for a while does not cost anybody his sign-in', async () => {
    const clientId = await rig.client()
    const { refresh_token: token } = await tokensOf(rig, clientId)
    await turnOff('company')
    expect((await refresh(rig, clientId, token)).status).toBe(400)
    await db.client.signInProvider.update({ where: { id: 'company' }, data: { enabled: true } })
    expect((await refresh(rig, clientId, token)).status).toBe(200)
  })

  test('the page says that nobody can come in while its provider is gone', async () => {
    rig.providers.delete('company')
    const { id } = await start(await rig.client())
    const seen = await rig.server.describeRequest(id, { userId: 'alice', email: 'a@x' })
    expect(seen).toMatchObject({ state: 'open', signIn: { state: 'gone' } })
    expect(seen).not.toHaveProperty('formToken')
  })

  test('AS-10 a token for it opens no other gateway, and one for another gateway does not open it', async () => {
    const clientId = await rig.client()
    const { access_token: token } = await tokensOf(rig, clientId)
    expect(decodeJwt(token).aud).toBe(rig.gateway)
    rig.visitor.signedInWith = undefined
    const elsewhere = await exchange(rig, clientId, await allowedCode(rig, clientId, { resource: rig.other })).then(
      (answer) => answer.json() as Promise<TokenAnswer>,
    )
    const claims = decodeJwt(elsewhere.access_token)
    expect(claims.aud).toBe(rig.other)
    expect(await rig.server.issuer.isLive({ ...claims, aud: rig.gateway })).toBe(false)
    const expanded = await rig.post('/token', {
      ...{ grant_type: 'refresh_token', client_id: clientId, refresh_token: elsewhere.refresh_token },
      resource: rig.gateway,
    })
    expect(expanded.status).toBe(400)
  })
})
