import { importJWK, SignJWT, type JWTPayload } from 'jose'
import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { newId } from '../../platform/random.ts'
import { exchangeGrant, type Clients } from '../clients/clients.ts'
import type { AuthzDependencies } from '../dependencies.ts'
import { signingAlgorithm, type SigningKeys } from '../keys/signing-keys.ts'
import { accessTokenSeconds } from './resources.ts'

const tokenType = (name: string) => `urn:ietf:params:oauth:token-type:${name}`
const ours = [tokenType('access_token'), tokenType('jwt')]
const parameters = [
  ...['subject_token', 'subject_token_type', 'actor_token', 'actor_token_type', 'requested_token_type'],
  ...['audience', 'resource', 'scope'],
]
/** Of clients that act for each other. */
const longestChain = 4

interface Actor {
  sub: string
  act?: Actor
}

const words = (text: unknown): string[] => (typeof text === 'string' ? text.split(' ').filter(Boolean) : [])
const chainOf = (act: Actor | undefined): number => (act ? 1 + chainOf(act.act) : 0)

/**
 * RFC 8693 (AS-12): a program that an administrator registered, and that holds a person's token for a gateway, is given
 * one by which everybody sees that it acts for him. What comes out is what went in, narrowed: the same person, gateway,
 * client and grant, no more scopes, no later end, and never a refresh token. So it opens nothing that the first one did not.
 */
export function createTokenExchange(
  deps: Pick<AuthzDependencies, 'audit' | 'gateways' | 'clock' | 'judgeToken'> & {
    keys: SigningKeys
    clients: Pick<Clients, 'stored'>
  },
) {
  const subjectOf = async (token: string): Promise<JWTPayload> => {
    const claims = await deps.judgeToken(token)
    if (claims && typeof claims.aud === 'string' && (await deps.gateways.byUrl(claims.aud))) return claims
    throw new errors.InvalidGrant('subject_token is not a valid access token of this server')
  }

  const actorOf = (clientId: string, subject: JWTPayload): Actor => {
    const allowed = subject.may_act as { sub?: unknown } | undefined
    if (allowed !== undefined && allowed.sub !== clientId)
      throw new errors.InvalidGrant('subject_token may not be used by this client: may_act names another')
    const before = subject.act as Actor | undefined
    if (chainOf(before) >= longestChain)
      throw new errors.InvalidGrant('subject_token has been handed on too often already')
    return before ? { sub: clientId, act: before } : { sub: clientId }
  }

  const scopeOf = (asked: unknown, subject: JWTPayload): string => {
    if (asked === undefined) return String(subject.scope)
    const held = new Set(words(subject.scope))
    const wanted = words(asked)
    if (wanted.length === 0 || wanted.some((scope) => !held.has(scope)))
      throw new errors.InvalidScope('scope may only be narrowed', wanted.filter((scope) => !held.has(scope)).join(' '))
    return wanted.join(' ')
  }

  async function handle(ctx: KoaContextWithOIDC): Promise<void> {
    const { params = {}, client } = ctx.oidc
    if (!client) throw new errors.InvalidClient('the client is missing')
    // The library asks the client's own metadata alone, and a document may say of itself what it likes.
    const stored = await deps.clients.stored(client.clientId)
    if (stored?.kind !== 'registered' || stored.secretHash === undefined)
      throw new errors.UnauthorizedClient(
        'only a program that an administrator registered with a secret may exchange tokens',
      )
    if (typeof params.subject_token !== 'string') throw new errors.InvalidRequest('subject_token is missing')
    if (!ours.includes(String(params.subject_token_type)))
      throw new errors.InvalidRequest('subject_token_type must be that of an access token')
    if (params.actor_token !== undefined || params.actor_token_type !== undefined)
      throw new errors.InvalidRequest('actor_token is not taken: the client that asks is the actor')
    if (params.requested_token_type !== undefined && !ours.includes(String(params.requested_token_type)))
      throw new errors.InvalidRequest('requested_token_type must be that of an access token')

    const subject = await subjectOf(params.subject_token)
    const elsewhere = [params.resource, params.audience].some(
      (target) => target !== undefined && target !== subject.aud,
    )
    if (elsewhere) throw new errors.InvalidTarget('the token stays one for the gateway that it is for')
    const act = actorOf(client.clientId, subject)
    const scope = scopeOf(params.scope, subject)

    const now = Math.floor(deps.clock.now() / 1000)
    const end = Math.min(subject.exp ?? now, now + accessTokenSeconds)
    const { iss, sub = '', aud, client_id, grant } = subject
    const [key] = (await deps.keys.current()).privateKeys
    if (!key) throw new Error('There is no key that signs.')
    const token = await new SignJWT({ iss, sub, aud, client_id, grant, scope, act, jti: newId(), iat: now, exp: end })
      .setProtectedHeader({ alg: signingAlgorithm, typ: 'at+jwt', kid: key.kid })
      .sign(await importJWK(key, signingAlgorithm))
    await deps.audit.record({
      type: 'mcp-client.acted',
      actor: { kind: 'user', user: { kind: 'jwt', iss: iss ?? '', sub } },
      resource: `mcp-client/${client.clientId}`,
      outcome: 'ok',
      detail: { forClient: client_id, gateway: aud, scope },
    })
    ctx.body = {
      access_token: token,
      issued_token_type: tokenType('access_token'),
      token_type: 'Bearer',
      expires_in: end - now,
      scope,
    }
  }

  return { grantType: exchangeGrant, handle, parameters }
}
