import { Secret } from '../../kernel/secret.ts'
import type { VendorFacts } from '../credential-providers/vendors.ts'

/** What came back from a token endpoint. */
export interface TokenAnswer {
  status: number
  contentType: string
  retryAfter?: string
  body: string
}

export interface TokenSet {
  accessToken: Secret
  refreshToken?: Secret
  /** Milliseconds, within [0, 10 years]; absent: unknown lifetime. */
  expiresInMs?: number
  /** Absent: as asked for. */
  scopes?: string[]
}

/**
 * Whose fault a refusal is (security reference §3.5.10): `grant` the code or refresh token is dead, ask the person again;
 * `client` our registration at the provider is wrong, nobody is to be asked; `target` it takes no `resource`;
 * `transient` try later.
 */
export type TokenFault = 'grant' | 'client' | 'target' | 'transient'
export type TokenVerdict =
  { kind: 'tokens'; tokens: TokenSet } | { kind: 'refused'; fault: TokenFault; reason: string; retryAfterMs?: number }

const grantCodes = new Set([
  'invalid_grant',
  'bad_verification_code',
  'bad_refresh_token',
  'invalid_refresh_token',
  'invalid_code',
  'code_already_used',
  'token_expired',
  'token_revoked',
])
const transientCodes = new Set([
  'temporarily_unavailable',
  'server_error',
  'slow_down',
  'ratelimited',
  'rate_limited',
  'internal_error',
])
const tenYearsMs = 10 * 365 * 86_400_000

/** Pure. Never quotes the body: only an error code of plain characters reaches the reason (OC-12). */
export function judgeTokenAnswer(answer: TokenAnswer, facts: Pick<VendorFacts, 'tokenPath'>): TokenVerdict {
  const retryAfterMs = retryAfter(answer.retryAfter)
  const refused = (fault: TokenFault, reason: string): TokenVerdict => ({
    kind: 'refused',
    fault,
    reason,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408)
    return refused('transient', `The token endpoint answered ${answer.status}.`)
  const body = parseBody(answer)
  // GitHub and Slack answer errors with status 200.
  const code = typeof body?.['error'] === 'string' && body['error'] !== '' ? body['error'] : undefined
  if (code !== undefined || body?.['ok'] === false) {
    const shown = code !== undefined && /^[a-z0-9_.-]{1,64}$/i.test(code) ? code : 'an error'
    const reason = `The token endpoint answered ${shown}.`
    if (code === 'invalid_target') return refused('target', reason)
    if (code !== undefined && grantCodes.has(code)) return refused('grant', reason)
    return refused(code !== undefined && transientCodes.has(code) ? 'transient' : 'client', reason)
  }
  if (answer.status < 200 || answer.status > 299)
    return refused('client', `The token endpoint answered ${answer.status} without an OAuth error.`)
  if (!body) return refused('transient', 'The token endpoint did not answer with a token object.')
  return judgeTokens(body, facts, refused)
}

function judgeTokens(
  body: Record<string, unknown>,
  facts: Pick<VendorFacts, 'tokenPath'>,
  refused: (fault: TokenFault, reason: string) => TokenVerdict,
): TokenVerdict {
  const nested = facts.tokenPath === 'authed_user' ? body['authed_user'] : undefined
  const holder = isObject(nested) && typeof nested['access_token'] === 'string' ? nested : body
  const accessToken = holder['access_token']
  if (typeof accessToken !== 'string' || accessToken === '')
    return refused('transient', 'The token endpoint answered without an access token.')
  if (!/^[\x21-\x7e]{1,16384}$/.test(accessToken))
    return refused('client', 'The token endpoint answered with an access token that no header can carry.')
  const type = holder['token_type']
  if (facts.tokenPath === 'top' && typeof type === 'string' && type.toLowerCase() !== 'bearer')
    return refused('client', 'The token endpoint issues tokens that are not bearer tokens.')
  const refreshToken = holder['refresh_token']
  const expiresInMs = lifetime(holder['expires_in'])
  const scope = holder['scope']
  return {
    kind: 'tokens',
    tokens: {
      accessToken: new Secret(accessToken),
      ...(typeof refreshToken === 'string' && refreshToken !== '' && { refreshToken: new Secret(refreshToken) }),
      ...(expiresInMs !== undefined && { expiresInMs }),
      ...(typeof scope === 'string' && scope.trim() !== '' && { scopes: scope.split(/[\s,]+/).filter(Boolean) }),
    },
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseBody(answer: TokenAnswer): Record<string, unknown> | undefined {
  if (/^application\/x-www-form-urlencoded\b/i.test(answer.contentType.trim()))
    return Object.fromEntries(new URLSearchParams(answer.body))
  try {
    const value: unknown = JSON.parse(answer.body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function lifetime(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) return undefined
  return Math.min(Math.max(Math.floor(seconds * 1000), 0), tenYearsMs)
}

function retryAfter(header: string | undefined): number | undefined {
  const seconds = Number(header)
  return header !== undefined && header !== '' && Number.isFinite(seconds) && seconds >= 0
    ? Math.min(seconds, 3600) * 1000
    : undefined
}
