import type { Exchange } from '../exchange.ts'
import { HttpRefusal } from '../rpc/refusals.ts'
import { isModernHeader } from '../wire/index.ts'
import { acceptsEvents } from './accepts.ts'

const json = 'application/json'
const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']

/** A page of another origin must not reach a gateway through its visitor's browser (MCP transports; RS-8). */
export function refuseForeignOrigin(exchange: Exchange, place: { publicOrigin: string; isLoopback: boolean }): void {
  const origin = exchange.header('origin')
  if (origin === undefined || origin === place.publicOrigin) return
  if (place.isLoopback && URL.canParse(origin) && loopbackHosts.includes(new URL(origin).hostname)) return
  throw new HttpRefusal(403, 'Pages of this origin may not call the gateway.')
}

/**
 * GET opens a stream of news and DELETE ends a session, where the gateway keeps sessions; newer revisions have neither
 * (MCP transports, 405).
 */
export function refuseOtherMethods(exchange: Exchange): void {
  const { req, gateway } = exchange
  if (req.method === 'POST') return
  const hasSessions = gateway.sessions && !isModernHeader(exchange.header('mcp-protocol-version'))
  if (req.method === 'GET' && hasSessions && gateway.streaming && acceptsEvents(exchange.header('accept'))) return
  if (req.method === 'DELETE' && hasSessions) return
  const allow = ['POST', ...(hasSessions && gateway.streaming ? ['GET'] : []), ...(hasSessions ? ['DELETE'] : [])]
  throw new HttpRefusal(405, `This gateway takes ${allow.join(', ')} only.`, { headers: { allow: allow.join(', ') } })
}

const credentialMembers = ['access_token', 'api_key', 'apikey', 'x-api-key']

/** A token in an address ends in logs and histories (RFC 6750 §2.3, RS-9). */
export function refuseTokenInQuery({ req }: Exchange): void {
  const target = req.url ?? ''
  const at = target.indexOf('?')
  if (at < 0) return
  const query = new URLSearchParams(target.slice(at))
  if (!credentialMembers.some((name) => query.has(name))) return
  throw new HttpRefusal(400, 'Send the access token or key in the Authorization header, not in the address.')
}

/** Sets the naming. Another value than `bare` is a slip, and would otherwise go unnoticed until a name is not found. */
export function chooseNaming(exchange: Exchange): void {
  const target = exchange.req.url ?? ''
  const at = target.indexOf('?')
  const names = at < 0 ? null : new URLSearchParams(target.slice(at)).get('names')
  if (names === null) return
  if (names !== 'bare')
    throw new HttpRefusal(400, 'The query parameter names can be bare. Leave it out for target___tool names.')
  exchange.naming = names
}

/** Compared as a media type, not as a text (HT-15). A form or a text could come from a page without preflight. */
export function refuseOtherContent(exchange: Exchange): void {
  const header = exchange.header('content-type')
  const isJson = header === json || header?.split(';', 1)[0]?.trim().toLowerCase() === json
  if (!isJson) throw new HttpRefusal(415, 'Send the message as Content-Type: application/json.')
  if ((exchange.header('content-encoding') ?? 'identity') !== 'identity')
    throw new HttpRefusal(415, 'Send the message without Content-Encoding.')
}
