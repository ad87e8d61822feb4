import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeTokenAnswer, type TokenAnswer } from '../../../lib/identity/oauth-client/judge-token-answer.ts'

const plain = { tokenPath: 'top' } as const
const slack = { tokenPath: 'authed_user' } as const
const answer = (body: unknown, more: Partial<TokenAnswer> = {}): TokenAnswer => ({
  status: 200,
  contentType: 'application/json',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...more,
})
const judged = (one: TokenAnswer, facts: typeof plain | typeof slack = plain) => {
  const verdict = judgeTokenAnswer(one, facts)
  if (verdict.kind === 'refused')
    return { fault: verdict.fault, reason: verdict.reason, retryAfterMs: verdict.retryAfterMs }
  const { accessToken, refreshToken, ...rest } = verdict.tokens
  return { accessToken: accessToken.reveal(), refreshToken: refreshToken?.reveal(), ...rest }
}

describe('OC-12 what counts as tokens', () => {
  test('a plain answer', () =>
    expect(
      judged(answer({ access_token: 'a', refresh_token: 'r', token_type: 'bearer', expires_in: 60, scope: 'x y' })),
    ).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
      expiresInMs: 60_000,
      scopes: ['x', 'y'],
    }))
  test('GitHub: form-encoded, comma-separated scopes, no lifetime, no refresh token', () =>
    expect(
      judged(
        answer('access_token=gho&scope=repo%2Cgist&token_type=bearer', {
          contentType: 'application/x-www-form-urlencoded; charset=utf-8',
        }),
      ),
    ).toEqual({ accessToken: 'gho', refreshToken: undefined, scopes: ['repo', 'gist'] }))
  test("Slack: the person's token is below authed_user, or at the top", () => {
    expect(
      judged(answer({ ok: true, authed_user: { access_token: 'xoxp', token_type: 'user' } }), slack),
    ).toMatchObject({ accessToken: 'xoxp' })
    expect(judged(answer({ ok: true, access_token: 'xoxe', token_type: 'user' }), slack)).toMatchObject({
      accessToken: 'xoxe',
    })
  })
  test.each([null, ''])('OC-14 refresh_token %j is none', (value) =>
    expect(judged(answer({ access_token: 'a', refresh_token: value }))).toMatchObject({ refreshToken: undefined }),
  )
})

describe('security §3.5.10 whose fault a refusal is', () => {
  test.each([
    ['grant', answer({ error: 'invalid_grant' }, { status: 400 })],
    ['grant', answer({ error: 'invalid_grant' }, { status: 403 })],
    ['grant', answer({ error: 'bad_refresh_token' })],
    ['grant', answer({ error: 'bad_verification_code' })],
    ['grant', answer({ ok: false, error: 'invalid_refresh_token' })],
    ['client', answer({ error: 'invalid_client' }, { status: 401 })],
    ['client', answer({ error: 'incorrect_client_credentials' })],
    ['client', answer('Not Found', { status: 404, contentType: 'text/html' })],
    ['client', answer({ error: 'unheard_of' }, { status: 400 })],
    ['client', answer({ ok: false })],
    ['client', answer({ access_token: 'a', token_type: 'DPoP' })],
    ['client', answer({ access_token: 'a\r\nx: y' })],
    ['target', answer({ error: 'invalid_target' }, { status: 400 })],
    ['transient', answer('busy', { status: 503 })],
    ['transient', answer({ error: 'invalid_grant' }, { status: 500 })],
    ['transient', answer('', { status: 429, retryAfter: '7' })],
    ['transient', answer({ ok: false, error: 'ratelimited' })],
    ['transient', answer('<html>')],
    ['transient', answer('{"access_token":"a"')],
    ['transient', answer('[]')],
    ['transient', answer('null')],
    ['transient', answer({})],
    ['transient', answer({ access_token: 7 })],
  ])('%s: %j', (fault, one) => expect(judged(one)).toMatchObject({ fault }))
  test('Retry-After is heard', () =>
    expect(judged(answer('', { status: 429, retryAfter: '7' }))).toMatchObject({ retryAfterMs: 7_000 }))
})

test('OC-13 any expires_in is a lifetime within ten years, or none', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null), fc.boolean(), fc.object()),
      (expires) => {
        const verdict = judged(answer({ access_token: 'a', expires_in: expires })) as { expiresInMs?: number }
        if (verdict.expiresInMs === undefined) return
        expect(verdict.expiresInMs).toBeGreaterThanOrEqual(0)
        expect(verdict.expiresInMs).toBeLessThanOrEqual(10 * 365 * 86_400_000)
      },
    ),
  )
  expect(judged(answer({ access_token: 'a', expires_in: '3600' }))).toMatchObject({ expiresInMs: 3_600_000 })
  expect(judged(answer({ access_token: 'a', expires_in: -5 }))).toMatchObject({ expiresInMs: 0 })
})

test('I1 no body is quoted, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8 }), fc.constantFrom(200, 400, 401, 500), (text, status) => {
      fc.pre(!/^[a-z0-9_.-]+$/i.test(text) && text.trim() === text)
      const verdict = judgeTokenAnswer(answer({ error: text, error_description: text }, { status }), plain)
      if (verdict.kind === 'refused') expect(verdict.reason).not.toContain(text)
    }),
  )
})
