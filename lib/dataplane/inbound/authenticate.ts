import type { Socket } from 'node:net'
import type { CustomJwtAuthorizer } from '../../contracts/gateways.ts'
import type { RefusedToken, VerifiedToken } from '../../policy/index.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { principalDigest, type CallPrincipal } from '../principal.ts'
import { HttpRefusal } from '../rpc/refusals.ts'
import { admitApiKey, hasApiKey, keyRefused } from './api-key.ts'
import { challenge } from './challenge.ts'

type Deps = Pick<EndpointDeps, 'policy' | 'clock' | 'apiKeys' | 'views'>

interface Caller {
  principal: CallPrincipal
  owner: string
  /** ms since 1970; undefined where what was shown does not end by itself */
  until: number | undefined
}

/** Sets who calls. A session id never does (RS-4). */
export function authenticate(exchange: Exchange, deps: Deps): void | Promise<void> {
  const { door } = exchange.gateway
  if (door.kind !== 'open' && hasApiKey(exchange)) return authenticateByKey(exchange, deps)
  switch (door.kind) {
    case 'open':
      return admit(exchange, anybody)
    case 'iam':
      return deps.policy
        .verify(signedParts(exchange))
        .then(({ arn, accessKeyId }) => admit(exchange, callerOf({ kind: 'iam', arn, accessKeyId })))
    case 'jwt':
      return authenticateByToken(exchange, door.authorizer, deps)
    case 'key':
      throw keyRefused(exchange)
    case 'closed':
      throw new HttpRefusal(
        403,
        'This gateway has no way to sign in that Postern offers. Its administrator must set one.',
      )
  }
}

function admit(exchange: Exchange, { principal, owner, until }: Caller): void {
  exchange.principal = principal
  exchange.owner = owner
  exchange.authenticatedUntil = until
}

const callerOf = (principal: CallPrincipal, until?: number): Caller => ({
  principal,
  owner: principalDigest(principal),
  until,
})

async function authenticateByKey(exchange: Exchange, deps: Deps): Promise<void> {
  exchange.principal = await admitApiKey(exchange, deps)
  exchange.owner = principalDigest(exchange.principal)
}

const anybody = callerOf({ kind: 'anonymous' })

/** What the last request of a connection has shown, and what that is worth. */
interface Shown {
  header: string
  authorizer: CustomJwtAuthorizer
  token: VerifiedToken
  /** ms since 1970: as long as the verifier remembers the token itself. */
  until: number
}

/** Most connections bring the same token again and again, and to hash 700 letters is what an answer from memory costs most. */
const lastShown = new WeakMap<Socket, Shown>()
/** One object per verdict, so that what others keep by the person is found again. */
const callers = new WeakMap<VerifiedToken, Caller>()

function authenticateByToken(
  exchange: Exchange,
  authorizer: CustomJwtAuthorizer,
  { policy, clock }: Deps,
): void | Promise<void> {
  const header = exchange.header('authorization') ?? ''
  const { socket } = exchange.req
  const shown = lastShown.get(socket)
  const isSame = shown?.header === header && shown.authorizer === authorizer && shown.until > clock.now()
  if (isSame && policy.stillAdmits(shown.token)) return admit(exchange, callerBy(shown.token))
  const token = bearerToken(exchange, header)
  const remembered = policy.remembered(authorizer, token)
  if (!remembered) return policy.verifyToken(authorizer, token).then((verdict) => admitByVerdict(exchange, verdict))
  lastShown.set(socket, { header, authorizer, ...remembered })
  return admit(exchange, callerBy(remembered.token))
}

function admitByVerdict(exchange: Exchange, verdict: VerifiedToken | RefusedToken): void {
  if (!verdict.ok) throw refusal(exchange, verdict.error, verdict.description)
  admit(exchange, callerBy(verdict))
}

function callerBy(token: VerifiedToken): Caller {
  let caller = callers.get(token)
  if (!caller) {
    const { iss, sub, isMachine, claims } = token
    const user = isMachine ? ({ kind: 'jwt', iss, sub, isMachine } as const) : ({ kind: 'jwt', iss, sub } as const)
    caller = callerOf({ kind: 'user', user }, claims.exp === undefined ? undefined : claims.exp * 1000)
    callers.set(token, caller)
  }
  return caller
}

function bearerToken(exchange: Exchange, header: string): string {
  const token = /^Bearer +([^\s,]+) *$/i.exec(header)?.[1]
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
