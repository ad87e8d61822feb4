import { holderOf } from '../../gateways/index.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import type { CallPrincipal } from '../principal.ts'
import { HttpRefusal } from '../rpc/refusals.ts'
import { challenge } from './challenge.ts'

const bearerKey = /^Bearer +(postern_[^\s,]*) *$/i

/** Another product's key in `x-api-key` is for a proxy before us, and none of our business. */
const keyHeader = (exchange: Exchange): string | undefined => {
  const header = exchange.header('x-api-key')
  return header?.startsWith('postern_') ? header : undefined
}

/** The caller shows an API key, in either of the headers that one is taken from. */
export const hasApiKey = (exchange: Exchange): boolean =>
  keyHeader(exchange) !== undefined || bearerKey.test(exchange.header('authorization') ?? '')

/**
 * Also sets until when, and what of the gateway the caller may see. Absent, made up, expired, revoked and another
 * gateway's: to the caller they are all the same.
 */
export async function admitApiKey(
  exchange: Exchange,
  { apiKeys, views }: Pick<EndpointDeps, 'apiKeys' | 'views'>,
): Promise<CallPrincipal> {
  const { gatewayId } = exchange
  const admitted = apiKeys.admit(gatewayId, shownKey(exchange))
  const key = admitted instanceof Promise ? await admitted : admitted
  if (!key) throw keyRefused(exchange)
  exchange.authenticatedUntil = key.expiresAt
  exchange.onCredentialEnd = (end) => apiKeys.watch(gatewayId, key.id, end)
  if (key.targetIds) exchange.gateway = views.narrow(exchange.gateway, key.targetIds)
  return { kind: 'key', user: holderOf(key) }
}

/** Which of two would count is a guess, and the one that we do not read may be the one that a proxy has judged. */
function shownKey(exchange: Exchange): string {
  const header = keyHeader(exchange)
  const authorization = exchange.header('authorization')
  if (header !== undefined && authorization !== undefined)
    throw new HttpRefusal(400, 'Send one credential: either Authorization or x-api-key.')
  return header ?? bearerKey.exec(authorization ?? '')?.[1] ?? ''
}

export function keyRefused({ gateway }: Pick<Exchange, 'gateway'>): HttpRefusal {
  const headers = { 'www-authenticate': challenge(gateway, 'invalid_token') }
  const text = 'Send a valid API key of this gateway as Authorization: Bearer, or as x-api-key.'
  return new HttpRefusal(401, text, { headers })
}
