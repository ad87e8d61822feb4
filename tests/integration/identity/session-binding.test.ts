import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import {
  alice,
  createIdentityRig,
  mallory,
  startStubServer,
  type IdentityRig,
  type StubServer,
} from '../../_support/identity-rig.ts'

const refusal = expect.objectContaining({ code: 'AccessDeniedException', message: 'Invalid or expired session' })

describeOnBothDatabases('session binding', (open) => {
  let stub: StubServer
  let rig: IdentityRig
  beforeAll(async () => {
    stub = await startStubServer()
    rig = createIdentityRig(open(), stub)
    await rig.setUp()
  })
  afterAll(async () => {
    await rig.identity.stop()
    await stub.close()
  })
  beforeEach(async () => {
    await rig.db.client.authorizationSession.deleteMany()
    await rig.db.client.auditEvent.deleteMany()
    for (const row of await rig.db.client.connection.findMany())
      rig.changes.publish({ kind: 'connection', keyHash: row.keyHash })
    await rig.db.client.connection.deleteMany()
    await rig.db.client.revocation.deleteMany()
    rig.ended.length = rig.grants.length = stub.posts.length = 0
  })
  const stateOf = async (sessionUri: string) => {
    const status = await rig.identity.sessions.status(sessionUri)
    const [row] = await rig.db.client.authorizationSession.findMany({ orderBy: { createdAt: 'desc' } })
    return { status, state: row?.state }
  }
  const audited = (type: string) => rig.db.client.auditEvent.findMany({ where: { type } })

  test('the honest way: one exchange, a token for the person who started', async () => {
    const { sessionUri } = await rig.link()
    const { completionUri, code, landed } = await rig.consent(sessionUri)
    expect([...landed.searchParams.keys()]).toEqual(['session_id'])
    expect(completionUri).not.toBe(sessionUri)
    expect(stub.posts).toHaveLength(0)
    await rig.complete(completionUri)
    expect(stub.exchangesOf(code)).toBe(1)
    const result = await rig.identity.resourceTokens.obtain(rig.callRequest())
    expect(result.kind === 'token' && result.accessToken.reveal()).toMatch(/^access-/)
    expect(await stateOf(sessionUri)).toEqual({ status: 'DONE', state: 'DONE' })
    expect((await rig.identity.resourceTokens.obtain(rig.callRequest(mallory))).kind).toBe('consent')
  })

  test('SB-5 V1: the victim consents and the page completes as the victim', async () => {
    const { sessionUri } = await rig.link(mallory)
    const { completionUri } = await rig.consent(sessionUri)
    await expect(rig.complete(completionUri, { userToken: 'good.alice' })).rejects.toEqual(refusal)
    await expect(rig.complete(completionUri, { userToken: 'good.mallory' })).rejects.toEqual(refusal)
    expect(await stateOf(sessionUri)).toEqual({ status: 'FAILED', state: 'MISMATCH' })
    expect(stub.posts).toHaveLength(0)
    const [event] = await audited('authorization.mismatch')
    expect(JSON.parse(event?.detail ?? '')).toMatchObject({ user: mallory, triedAs: alice })
  })

  test('V2: the victim consents and nobody completes', async () => {
    const { sessionUri } = await rig.link(mallory)
    await rig.consent(sessionUri)
    await rig.db.raw(`UPDATE "AuthorizationSession" SET "expiresAt" = 1`)
    expect(await rig.identity.sessions.status(sessionUri)).toBe('FAILED')
    expect(stub.posts).toHaveLength(0)
  })

  test('SB-4 V3: the attacker starts, the victim consents, the attacker completes with what he knew from the start', async () => {
    const { sessionUri } = await rig.link(mallory)
    await expect(rig.complete(sessionUri, { userToken: 'good.mallory' })).rejects.toEqual(refusal)
    expect((await stateOf(sessionUri)).state).toBe('CREATED')
    const { completionUri } = await rig.consent(sessionUri)
    await expect(rig.complete(sessionUri, { userToken: 'good.mallory' })).rejects.toEqual(refusal)
    expect((await stateOf(sessionUri)).state).toBe('MISMATCH')
    await expect(rig.complete(completionUri, { userToken: 'good.mallory' })).rejects.toEqual(refusal)
    expect(stub.posts).toHaveLength(0)
    expect(await rig.db.client.connection.count()).toBe(0)
  })

  test('SB-4 the start URN is refused from the right person after an honest consent, too', async () => {
    const { sessionUri } = await rig.link()
    const { completionUri } = await rig.consent(sessionUri)
    await rig.complete(completionUri)
    await expect(rig.complete(sessionUri)).rejects.toEqual(refusal)
    expect((await stateOf(sessionUri)).state).toBe('DONE')
  })

  test('SB-7 fifty completes at once with the same proof: all succeed, one exchange', async () => {
    const { sessionUri } = await rig.link()
    const { completionUri, code } = await rig.consent(sessionUri)
    await Promise.all(Array.from({ length: 50 }, () => rig.complete(completionUri)))
    expect(stub.exchangesOf(code)).toBe(1)
    await rig.complete(completionUri)
    expect(stub.exchangesOf(code)).toBe(1)
    await expect(rig.complete(completionUri, { userToken: 'good.mallory' })).rejects.toEqual(refusal)
    expect((await stateOf(sessionUri)).state).toBe('DONE')
  })

  test('SB-7 two processes on one database: one exchange, both answer alike', async () => {
    const second = createIdentityRig(open(), stub)
    const { sessionUri } = await rig.link()
    const { completionUri, code } = await rig.consent(sessionUri)
    const tries = Array.from({ length: 20 }, (_, n) => (n % 2 ? rig : second).complete(completionUri))
    await Promise.all(tries)
    expect(stub.exchangesOf(code)).toBe(1)
    await second.identity.stop()
  })

  test('SB-9 unknown, expired, spent and foreign sessions get the same answer', async () => {
    const unknown = 'urn:ietf:params:oauth:request_uri:nobody-knows-this'
    await expect(rig.complete(unknown)).rejects.toEqual(refusal)
    const { sessionUri } = await rig.link()
    const { completionUri } = await rig.consent(sessionUri)
    await rig.db.raw(`UPDATE "AuthorizationSession" SET "expiresAt" = 1`)
    await expect(rig.complete(completionUri)).rejects.toEqual(refusal)
    expect(stub.posts).toHaveLength(0)
    expect(
      (await audited('authorization.refused')).map((row) => JSON.parse(row.detail) as { reason: string }),
    ).toMatchObject([{ reason: 'No session has this URI.' }, { reason: 'It had expired.' }])
  })

  test('SB-5 a subject and a user id that spell alike are two people; a bad token proves nothing and burns nothing', async () => {
    const { sessionUri } = await rig.link()
    const { completionUri } = await rig.consent(sessionUri)
    await expect(rig.complete(completionUri, { userToken: 'forged.alice' })).rejects.toEqual(refusal)
    expect((await stateOf(sessionUri)).state).toBe('CODE_HELD')
    await expect(rig.complete(completionUri, { userId: 'alice' })).rejects.toEqual(refusal)
    expect((await stateOf(sessionUri)).state).toBe('MISMATCH')
  })

  describe('in the browser', () => {
    test('SB-3 the cookie is set on the click and never on GET; the callback needs it', async () => {
      const { sessionUri } = await rig.link()
      const shown = await rig.identity.browser.authorize({
        query: new URLSearchParams({ request_uri: sessionUri }),
        headers: {},
      })
      expect(shown).toEqual({
        kind: 'redirect',
        location: `http://localhost:3000/connect?request_uri=${encodeURIComponent(sessionUri)}`,
      })
      expect((await stateOf(sessionUri)).state).toBe('CREATED')
      const at = await rig.open(sessionUri)
      expect(at.setCookie).toMatch(/^bind-[0-9a-f-]+=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/)
      expect(await rig.callback({ url: at.url })).toMatchObject({ kind: 'problem', status: 403 })
      expect((await stateOf(sessionUri)).state).toBe('MISMATCH')
      expect(await rig.callback(at)).toMatchObject({ kind: 'problem', status: 410 })
      expect(stub.posts).toHaveLength(0)
    })

    test('SB-3 two tabs: the later click counts, and the earlier way leads nowhere', async () => {
      const { sessionUri } = await rig.link()
      const earlier = await rig.open(sessionUri)
      const later = await rig.open(sessionUri)
      expect(await rig.callback({ ...earlier, cookie: later.cookie })).toMatchObject({ kind: 'problem', status: 404 })
      expect((await rig.callback(later)).kind).toBe('redirect')
      expect(await rig.callback(later)).toMatchObject({ kind: 'problem', status: 410 })
    })

    test('SB-3 whoever opened the link before the victim has neither the cookie nor the state that count', async () => {
      const { sessionUri } = await rig.link(mallory)
      const attacker = await rig.open(sessionUri)
      const victim = await rig.open(sessionUri)
      expect(await rig.callback({ url: victim.url, cookie: attacker.cookie })).toMatchObject({ status: 403 })
      expect((await stateOf(sessionUri)).state).toBe('MISMATCH')
      expect(await rig.callback(victim)).toMatchObject({ kind: 'problem', status: 410 })
    })

    test('SB-3 cookies of two sessions in one browser do not stand in for each other', async () => {
      const [mine, foreign] = [await rig.link(), await rig.link(mallory)]
      const [at, other] = [await rig.open(mine.sessionUri), await rig.open(foreign.sessionUri)]
      const value = other.cookie.split('=')[1] ?? ''
      expect(await rig.callback({ url: at.url, cookie: `${at.cookie.split('=')[0]}=${value}` })).toMatchObject({
        status: 403,
      })
      expect((await rig.callback({ url: other.url, cookie: `${at.cookie}; ${other.cookie}` })).kind).toBe('redirect')
    })

    test('SB-7 callbacks that race: one code is held, and one URN completes', async () => {
      const { sessionUri } = await rig.link()
      const at = await rig.open(sessionUri)
      const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => rig.callback(at, { code: `code-${n}` })))
      const through = answers.flatMap((answer) => (answer.kind === 'redirect' ? [new URL(answer.location)] : []))
      expect(through).toHaveLength(1)
      await rig.complete(through[0]?.searchParams.get('session_id') ?? '')
      expect(stub.posts).toHaveLength(1)
    })

    test('OC-1 OC-3 OC-9 what goes to the provider', async () => {
      const { sessionUri } = await rig.link()
      const first = await rig.open(sessionUri)
      const second = await rig.open(sessionUri)
      const { searchParams } = first.url
      expect(Object.fromEntries(searchParams)).toMatchObject({
        response_type: 'code',
        client_id: 'client',
        scope: 'read offline_access',
        prompt: 'consent',
        code_challenge_method: 'S256',
        resource: 'http://localhost:9000/mcp',
      })
      expect(searchParams.get('state')).toMatch(/^[\w-]{43}$/)
      for (const name of ['state', 'code_challenge'])
        expect(searchParams.get(name)).not.toBe(second.url.searchParams.get(name))
      expect(await rig.callback(first)).toMatchObject({ kind: 'problem', status: 404 })
      expect((await rig.callback(second)).kind).toBe('redirect')
    })

    test.each([
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['a sibling site', { 'sec-fetch-site': 'same-site' }],
      ['another origin in an older browser', { 'sec-fetch-site': undefined, origin: 'https://evil.example' }],
      ['the null origin', { 'sec-fetch-site': undefined, origin: 'null' }],
      ['neither header and no form token', { 'sec-fetch-site': undefined, origin: undefined }],
    ])('a post from %s is refused and changes nothing', async (_, headers) => {
      const { sessionUri } = await rig.link()
      expect(await rig.decide(sessionUri, 'continue', undefined, headers)).toMatchObject({
        kind: 'problem',
        status: 403,
      })
      expect(await rig.decide(sessionUri, 'cancel', undefined, headers)).toMatchObject({ kind: 'problem', status: 403 })
      expect((await stateOf(sessionUri)).state).toBe('CREATED')
    })

    test('without either header the form token of this very session opens it', async () => {
      const { sessionUri } = await rig.link()
      const other = await rig.link(mallory)
      const token = async (uri: string) => (await rig.identity.sessions.describe(uri)).formToken ?? ''
      const post = (formToken: string) =>
        rig.identity.browser.decide({
          query: new URLSearchParams(),
          form: new URLSearchParams({ request_uri: sessionUri, decision: 'continue', form_token: formToken }),
          headers: {},
        })
      expect(await post(await token(other.sessionUri))).toMatchObject({ kind: 'problem', status: 403 })
      expect((await post(await token(sessionUri))).kind).toBe('redirect')
    })

    test('OC-4 an answer with a wrong or missing issuer ends the session, and shows nothing of itself', async () => {
      for (const iss of ['https://evil.example', '', stub.issuer.toUpperCase(), `${stub.issuer}/`]) {
        const { sessionUri } = await rig.link()
        const back = await rig.callback(await rig.open(sessionUri), { iss, error: 'x', error_description: '<script>' })
        expect(back).toMatchObject({ kind: 'problem', status: 400 })
        expect(JSON.stringify(back)).not.toContain('script')
        expect((await stateOf(sessionUri)).state).toBe('FAILED')
        await rig.db.client.authorizationSession.deleteMany()
      }
      expect(stub.posts).toHaveLength(0)
    })

    test("OC-5 another provider's callback does not take the code", async () => {
      const { sessionUri } = await rig.link()
      const at = await rig.open(sessionUri)
      expect(await rig.callback(at, {}, 'another-callback')).toMatchObject({ kind: 'problem', status: 404 })
      expect((await stateOf(sessionUri)).state).toBe('OPENED')
    })

    test('SB-13 denied at the provider: back to the application with a URN that only says no; the next call gets a new link', async () => {
      const before = await rig.link()
      const back = await rig.callback(await rig.open(before.sessionUri), {
        error: 'access_denied',
        error_description: '<img src=x>',
      })
      const landed = new URL(back.kind === 'redirect' ? back.location : '')
      expect([...landed.searchParams.keys()]).toEqual(['session_id'])
      await expect(rig.complete(landed.searchParams.get('session_id') ?? '')).rejects.toEqual(refusal)
      expect((await stateOf(before.sessionUri)).state).toBe('DENIED')
      expect((await rig.link()).sessionUri).not.toBe(before.sessionUri)
    })

    test('Cancel does the same without going to the provider', async () => {
      const { sessionUri } = await rig.link()
      const back = await rig.decide(sessionUri, 'cancel')
      expect(back.kind === 'redirect' && back.location).toMatch(/^http:\/\/localhost:9090\/done\?session_id=urn%3A/)
      expect(await rig.decide(sessionUri)).toMatchObject({ kind: 'problem', status: 410 })
    })

    test('SB-11 the custom state comes back with the browser and is never shown to the provider', async () => {
      const request = { ...rig.callRequest(), customState: 'app:state &=ü' }
      const result = await rig.identity.resourceTokens.obtain(request)
      const sessionUri = result.kind === 'consent' ? result.sessionUri : ''
      expect((await rig.open(sessionUri)).url.href).not.toContain('app')
      const { landed } = await rig.consent(sessionUri)
      expect(landed.searchParams.get('state')).toBe('app:state &=ü')
      const [row] = await rig.db.client.authorizationSession.findMany()
      expect(JSON.stringify(row, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))).not.toContain('app:state')
    })
  })

  test('sixty calls at once of one person share one link', async () => {
    const links = await Promise.all(Array.from({ length: 60 }, () => rig.link()))
    expect(new Set(links.map((one) => one.authorizationUrl)).size).toBe(1)
    expect((await rig.link()).authorizationUrl).toBe(links[0]?.authorizationUrl)
    expect(await rig.db.client.authorizationSession.count()).toBe(1)
  })

  test('SB-1 nothing in the table opens a session: the URNs, code, verifier and state are not in it', async () => {
    const { sessionUri } = await rig.link()
    const at = await rig.open(sessionUri)
    const back = await rig.callback(at, { code: 'canary-code' })
    const completionUri = back.kind === 'redirect' ? (new URL(back.location).searchParams.get('session_id') ?? '') : ''
    const [row] = await rig.db.client.authorizationSession.findMany()
    const audit = await rig.db.client.auditEvent.findMany()
    const dump = JSON.stringify([row, audit], (_, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    )
    for (const secret of [
      sessionUri,
      completionUri,
      at.url.searchParams.get('state') ?? '-',
      'canary-code',
      at.cookie.split('=')[1] ?? '-',
    ])
      expect(dump).not.toContain(secret)
  })

  test('an exchange whose process died is ended by the sweeper, and the person starts again', async () => {
    const { sessionUri } = await rig.link()
    const { completionUri } = await rig.consent(sessionUri)
    await rig.db.raw(`UPDATE "AuthorizationSession" SET "state" = 'COMPLETING', "claimedUntil" = 1, "proofHash" = 'x'`)
    await expect(rig.complete(completionUri)).rejects.toEqual(refusal)
    const sweeping = createIdentityRig(open(), stub)
    sweeping.identity.start()
    await expect.poll(async () => (await stateOf(sessionUri)).state, { timeout: 15_000 }).toBe('FAILED')
    await sweeping.identity.stop()
    expect((await rig.link()).sessionUri).not.toBe(sessionUri)
  })
})
