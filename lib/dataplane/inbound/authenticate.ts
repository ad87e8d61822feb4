import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { principalDigest, type CallPrincipal } from '../principal.ts'
import { HttpRefusal } from '../rpc/refusals.ts'
import { admitApiKey, hasApiKey, keyRefused } from './api-key.ts'
import { challenge } from './challenge.ts'

type Deps = Pick<EndpointDeps, 'policy' | 'apiKeys' | 'views'>

/** Sets who calls. A session id never does (RS-4). */
export async function authenticate(exchange: Exchange, deps: Deps): Promise<void> {
  exchange.principal = await principalOf(exchange, deps)
  exchange.owner = principalDigest(exchange.principal)
}

async function principalOf(exchange: Exchange, deps: Deps): Promise<CallPrincipal> {
  const { door } = exchange.gateway
  const { policy } = deps
  if (door.kind !== 'open' && hasApiKey(exchange)) return admitApiKey(exchange, deps)
  switch (door.kind) {
    case 'open':
      return { kind: 'anonymous' }
    case 'iam': {
      const { arn, accessKeyId } = await policy.verify(signedParts(exchange))
      return { kind: 'iam', arn, accessKeyId }
    }
    case 'jwt': {
      const token = bearerToken(exchange)
      const verdict = await policy.verifyToken(door.authorizer, token)
      if (!verdict.ok) throw refusal(exchange, verdict.error, verdict.description)
      const { iss, sub, isMachine, claims } = verdict
      exchange.authenticatedUntil = claims.exp === undefined ? undefined : claims.exp * 1000
      return { kind: 'user', user: isMachine ? { kind: 'jwt', iss, sub, isMachine } : { kind: 'jwt', iss, sub } }
    }
    case 'key':
      throw keyRefused(exchange)
    case 'closed':
      throw new HttpRefusal(
        403,
        'This gateway has no way to sign in that Postern offers. Its administrator must set one.',
      )
  }
}

function bearerToken(exchange: Exchange): string {
  const token = /^Bearer +([^\s,]+) *$/i.exec(exchange.header('authorization') ?? '')?.[1]
  if (token === undefined) throw refusal(exchange, 'invalid_token', 'Send an access token as Authorization: Bearer.')
  return token
}

function refusal(exchange: Exchange, error: 'invalid_token' | 'insufficient_scope', description: string): HttpRefusal {
  const headers = { 'www-authenticate': challenge(exchange.gateway, error) }
  return new HttpRefusal(error === 'invalid_token' ? 401 : 403, description, { headers })
}

const noBody = Buffer.alloc(0)

function signedParts({ req, body }: Exchange) {
  const target = req.url ?? '/'
  const at = target.indexOf('?')
  return {
    method: req.method ?? '',
    rawPath: at < 0 ? target : target.slice(0, at),
    rawQuery: at < 0 ? '' : target.slice(at + 1),
    rawHeaders: req.rawHeaders,
    body: body ?? noBody,
  }
}
