import { errors, jwtVerify, type CryptoKey, type JWTPayload, type JWTVerifyOptions } from 'jose'
import { LRUCache } from 'lru-cache'
import type { CustomJwtAuthorizer } from '../../contracts/gateways.ts'
import { DomainError } from '../../kernel/domain-error.ts'
import type { Clock } from '../../platform/clock.ts'
import { sha256Base64url } from '../../platform/crypto/hash.ts'
import type { Logger } from '../../platform/logger.ts'
import { Issuer, impliedIssuer, type TokenIssuer } from './issuer.ts'
import { repeatsNames } from './repeated-names.ts'
import { OwnIssuer, type OwnIssuerSource } from './own-issuer.ts'
import { IssuerUnavailable, type IssuerClient } from './issuer-client.ts'
import { clientOf, judgeClaims } from './judge-claims.ts'
import { isMachine } from './machine-tokens.ts'

export interface VerifiedToken {
  ok: true
  iss: string
  sub: string
  clientId?: string
  /** The token is a program's own: everybody who uses that program is this one subject. */
  isMachine?: true
  claims: JWTPayload
  /** ms since 1970 */
  expiresAt: number
}

export interface RefusedToken {
  ok: false
  error: 'invalid_token' | 'insufficient_scope'
  /** For the caller: what is wrong, without a claim's value. */
  description: string
  /** For `insufficient_scope`: the scopes of which one is needed. */
  scopes?: string[]
}

/** A verdict that is remembered, and until when; ms since 1970. */
export interface RememberedToken {
  token: VerifiedToken
  until: number
}

export interface TokenVerifier {
  /**
   * What is known of a token of another issuer without asking anybody. Undefined for those of our own authorization
   * server, which are worth what the grant behind them is.
   */
  remembered(authorizer: CustomJwtAuthorizer, token: string): RememberedToken | undefined
  /** Whether the person of a remembered token is let in now, as far as that is known: false also where it is not. */
  stillAdmits(token: VerifiedToken): boolean
  /** Rejects with ServiceUnavailableException when the issuer cannot be asked and nothing about it is known. */
  verifyToken(authorizer: CustomJwtAuthorizer, token: string): Promise<VerifiedToken | RefusedToken>
  /** The issuer's own spelling of its name; what its discovery URL implies while it cannot be reached. */
  issuerOf(authorizer: CustomJwtAuthorizer): Promise<string>
  /** Reads the discovery document for whoever is about to trust it. Undefined where nobody can be asked now. */
  inspectIssuer(authorizer: CustomJwtAuthorizer): Promise<IssuerInspection | undefined>
}

/** Where the issuer's keys are, or what is wrong with its document, as the end of a sentence about it. */
export type IssuerInspection = { jwksUri: string } | { fault: string }

/** Asymmetric only: with a key set, HS* would make a public key the secret (RFC 8725 §3.1). */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const accessTokenTypes = ['jwt', 'at+jwt', 'application/at+jwt']
const skewSeconds = 60
const maxTokenLength = 16_384
const rememberMs = 60_000

export interface TokenVerifierDependencies {
  egress: IssuerClient
  clock: Clock
  logger: Logger
  /** The issuer that is this process itself: it is never asked over HTTP. */
  own?: OwnIssuerSource
  /** False for an account at another issuer whose person is disabled here. Asked at each call. */
  admitsAccount?(account: { iss: string; sub: string }): boolean | Promise<boolean>
}

export function createTokenVerifier(deps: TokenVerifierDependencies): TokenVerifier {
  const { egress, clock, logger, own } = deps
  const issuers = new LRUCache<string, TokenIssuer>({ max: 1_000 })
  const isOwn = ({ discoveryUrl }: CustomJwtAuthorizer) => own?.discoveryUrl === discoveryUrl
  const verified = new LRUCache<string, RememberedToken>({ max: 10_000 })
  const authorizerDigests = new WeakMap<CustomJwtAuthorizer, string>()

  function issuerFor(authorizer: CustomJwtAuthorizer): TokenIssuer {
    const known = issuers.get(authorizer.discoveryUrl)
    if (known) return known
    const issuer = own && isOwn(authorizer) ? new OwnIssuer(own) : new Issuer(authorizer.discoveryUrl, egress, clock)
    issuers.set(authorizer.discoveryUrl, issuer)
    return issuer
  }

  /** The authorizer is part of the key, so that a token let in by one gateway is judged anew by the next (RS-2). */
  function memoryKey(authorizer: CustomJwtAuthorizer, token: string): string {
    let digest = authorizerDigests.get(authorizer)
    if (digest === undefined) authorizerDigests.set(authorizer, (digest = sha256Base64url(JSON.stringify(authorizer))))
    return digest + sha256Base64url(token)
  }

  async function verifyToken(authorizer: CustomJwtAuthorizer, token: string): Promise<VerifiedToken | RefusedToken> {
    if (token.length > maxTokenLength) return invalid('The token is longer than 16 kB.')
    const key = memoryKey(authorizer, token)
    const remembered = verified.get(key)
    if (remembered && remembered.until > clock.now()) return remembered.token

    const verdict = await judge(issuerFor(authorizer), authorizer, token, clock).catch((error: unknown) => {
      const issuer = impliedIssuer(authorizer.discoveryUrl)
      logger.warn({ issuer, reason: String(error) }, 'the issuer of a gateway cannot be asked for its keys')
      throw new DomainError(
        'ServiceUnavailableException',
        `The sign-in server ${issuer} cannot be asked for its keys now. Try again shortly; if it lasts, its operator must look.`,
        { cause: error },
      )
    })
    if (verdict.ok) verified.set(key, { token: verdict, until: Math.min(verdict.expiresAt, clock.now() + rememberMs) })
    return verdict
  }

  /** A token is worth what it stands for: a remembered one no longer than the grant or the person behind it lives. */
  async function verifyLive(authorizer: CustomJwtAuthorizer, token: string) {
    const verdict = await verifyToken(authorizer, token)
    if (!verdict.ok) return verdict
    if (own && isOwn(authorizer))
      return (await own.isLive(verdict.claims)) ? verdict : invalid('This sign-in was ended. Sign in again.')
    const admitted = deps.admitsAccount?.(verdict) ?? true
    if (admitted === true || (await admitted)) return verdict
    return invalid(
      'The person whose token this is was disabled. An administrator of Postern can enable the account again.',
    )
  }

  const stillAdmits = (token: VerifiedToken): boolean => {
    const admitted = deps.admitsAccount?.(token) ?? true
    if (typeof admitted === 'boolean') return admitted
    // Who waits for the answer asks again, and hears then what went wrong.
    admitted.catch(() => undefined)
    return false
  }

  return {
    remembered(authorizer, token) {
      if (isOwn(authorizer) || token.length > maxTokenLength) return undefined
      const remembered = verified.get(memoryKey(authorizer, token))
      if (!remembered || remembered.until <= clock.now()) return undefined
      return stillAdmits(remembered.token) ? remembered : undefined
    },
    stillAdmits,
    verifyToken: verifyLive,
    issuerOf: (authorizer) =>
      issuerFor(authorizer)
        .name()
        .catch(() => impliedIssuer(authorizer.discoveryUrl)),
    inspectIssuer: async (authorizer) =>
      isOwn(authorizer)
        ? undefined
        : issuerFor(authorizer)
            .keyAddress()
            .then(
              (jwksUri) => ({ jwksUri }),
              ({ fault }: IssuerUnavailable) => (fault === undefined ? undefined : { fault }),
            ),
  }
}

/** Rejects only with the issuer's failures; whatever the token does wrong is a verdict. */
async function judge(issuer: TokenIssuer, authorizer: CustomJwtAuthorizer, token: string, clock: Clock) {
  const name = await issuer.name()
  if (!isCanonical(token)) return invalid(notValid)
  let claims: JWTPayload
  try {
    const { payload, protectedHeader } = await verifySignature(issuer, token, {
      algorithms,
      issuer: name,
      clockTolerance: skewSeconds,
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp'],
    })
    if (protectedHeader.typ !== undefined && !accessTokenTypes.includes(protectedHeader.typ.toLowerCase()))
      return invalid(`This is not an access token: its typ is none of JWT and at+jwt.`)
    claims = payload
  } catch (error) {
    if (error instanceof errors.JWTExpired) return invalid('The token has expired. Sign in again.')
    if (error instanceof IssuerUnavailable) throw error
    return invalid(notValid)
  }
  if (repeatsNames(textOf(token))) return invalid(notValid)
  if (typeof claims.iat === 'number' && claims.iat > clock.now() / 1000 + skewSeconds)
    return invalid('The token was issued in the future.')
  if (!isSubject(claims.sub))
    return invalid('The token names nobody: its sub is missing, or is no text of 1 to 255 plain characters.')
  const refusal = judgeClaims(authorizer, claims)
  if (refusal) return { ok: false as const, ...refusal }
  const { iss = name, sub, exp = 0 } = claims
  return {
    ok: true as const,
    iss,
    sub,
    clientId: clientOf(claims),
    ...(isMachine(claims) && { isMachine: true as const }),
    claims,
    expiresAt: exp * 1000,
  }
}

const notValid = 'The token is not a valid one of the issuer that this gateway trusts.'

/** One spelling for one token: base64url without padding and without other bits behind the last byte (RFC 4648 §3.5). */
const isCanonical = (token: string): boolean =>
  token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)

const textOf = (token: string): string => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')

/** OpenID Connect Core §2 has 255 characters. What no store keeps as it is would make two people one (RS-11). */
const isSubject = (sub: unknown): sub is string =>
  typeof sub === 'string' && sub.length >= 1 && sub.length <= 255 && !/[\p{Cc}\p{Cs}]/u.test(sub)

/** A token without `kid` may fit several keys of the set; each is tried. */
async function verifySignature(issuer: TokenIssuer, token: string, options: JWTVerifyOptions) {
  try {
    return await jwtVerify(token, (header, input) => issuer.key(header, input), options)
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error as AsyncIterable<CryptoKey>) {
      try {
        return await jwtVerify(token, key, options)
      } catch (attempt) {
        if (!(attempt instanceof errors.JWSSignatureVerificationFailed)) throw attempt
      }
    }
    throw new errors.JWSSignatureVerificationFailed()
  }
}

const invalid = (description: string): RefusedToken => ({ ok: false, error: 'invalid_token', description })
