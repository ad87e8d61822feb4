import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTHeaderParameters, type FlattenedJWSInput } from 'jose'
import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import { Fetched, type Freshness } from './fetched.ts'
import { ask, UnusableDocument, type IssuerClient } from './issuer-client.ts'

const wellKnown = '/.well-known/openid-configuration'
const hourMs = 3_600_000
const discoveryFreshness: Freshness = { freshMs: hourMs, staleMs: 24 * hourMs, pauseMs: 1_000 }
/** A key that its issuer withdrew is refused after ten minutes; an unknown key id asks again at most every 30 s (RS-10). */
const keyFreshness: Freshness = { freshMs: 600_000, staleMs: 24 * hourMs, pauseMs: 30_000 }

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string() })
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) })

export type KeyFinder = ReturnType<typeof createLocalJWKSet>

/** What a discovery URL implies; the document may add one slash at the end (OpenID Connect Discovery §4). */
export const impliedIssuer = (discoveryUrl: string): string => discoveryUrl.slice(0, -wellKnown.length)

/** What judging a token needs of its issuer. */
export interface TokenIssuer {
  /** The exact text that `iss` must have. Rejects when the issuer cannot be reached and was never seen. */
  name(): Promise<string>
  /** Where its keys are, as it says. Rejects like `name`. */
  keyAddress(): Promise<string>
  /** A key for this header, from the pinned key set only; `jku`, `x5u` and `jwk` are never looked at (RFC 8725 §3.10). */
  key(header: JWTHeaderParameters, token: FlattenedJWSInput): ReturnType<KeyFinder>
}

/** One issuer as its discovery URL names it: its name and its keys, fetched when needed and kept. */
export class Issuer implements TokenIssuer {
  readonly #discovery: Fetched<z.infer<typeof discoverySchema>>
  readonly #keySets: (uri: string) => Fetched<KeyFinder>
  #current: { uri: string; keys: Fetched<KeyFinder> } | undefined

  constructor(discoveryUrl: string, client: IssuerClient, clock: Clock) {
    this.#discovery = new Fetched(() => discover(client, discoveryUrl), clock, discoveryFreshness)
    this.#keySets = (uri) => new Fetched(() => fetchKeys(client, uri), clock, keyFreshness)
  }

  async name(): Promise<string> {
    return (await this.#discovery.get()).issuer
  }

  async keyAddress(): Promise<string> {
    return (await this.#discovery.get()).jwks_uri
  }

  async key(header: JWTHeaderParameters, token: FlattenedJWSInput) {
    const uri = (await this.#discovery.get()).jwks_uri
    if (this.#current?.uri !== uri) this.#current = { uri, keys: this.#keySets(uri) }
    const keys = this.#current.keys
    try {
      return await (
        await keys.get()
      )(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      return (await keys.renewed())(header, token)
    }
  }
}

function discover(client: IssuerClient, discoveryUrl: string) {
  return ask(client, discoveryUrl, (json) => {
    const { data: document } = discoverySchema.safeParse(json)
    if (!document) throw new UnusableDocument('does not name an issuer and a jwks_uri')
    const implied = impliedIssuer(discoveryUrl)
    if (document.issuer !== implied && document.issuer !== `${implied}/`)
      throw new UnusableDocument(`names another issuer than the URL it was fetched from; expected ${implied}`)
    return document
  })
}

const fetchKeys = (client: IssuerClient, uri: string): Promise<KeyFinder> =>
  ask(client, uri, (json) => createLocalJWKSet(keySetSchema.parse(json) as JSONWebKeySet))
