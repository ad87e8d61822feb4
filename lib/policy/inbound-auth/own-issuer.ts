import { createLocalJWKSet, errors, type FlattenedJWSInput, type JSONWebKeySet, type JWTHeaderParameters } from 'jose'
import type { KeyFinder, TokenIssuer } from './issuer.ts'

/** The part of our own authorization server that judging its tokens needs. */
export interface OwnIssuerSource {
  name: string
  discoveryUrl: string
  keys(options: { renewed: boolean }): Promise<JSONWebKeySet>
  /** False once the grant behind the token was ended or its person is no longer let in. */
  isLive(claims: { sub?: string; aud?: string | string[]; grant?: unknown }): Promise<boolean>
}

/** Ourselves as an issuer. Keys come from the store's cache, so that a rotation never has to be waited for. */
export class OwnIssuer implements TokenIssuer {
  readonly #source: OwnIssuerSource
  #finder: { set: JSONWebKeySet; find: KeyFinder } | undefined

  constructor(source: OwnIssuerSource) {
    this.#source = source
  }

  name(): Promise<string> {
    return Promise.resolve(this.#source.name)
  }

  keyAddress(): Promise<string> {
    return Promise.resolve(`${this.#source.name}/jwks`)
  }

  async key(header: JWTHeaderParameters, token: FlattenedJWSInput) {
    try {
      return await (
        await this.#keys(false)
      )(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      return (await this.#keys(true))(header, token)
    }
  }

  async #keys(renewed: boolean): Promise<KeyFinder> {
    const set = await this.#source.keys({ renewed })
    if (this.#finder?.set !== set) this.#finder = { set, find: createLocalJWKSet(set) }
    return this.#finder.find
  }
}
