import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { HttpRefusal, rpcErrors } from '../rpc/refusals.ts'

/** A session is optional. One that is not this caller's looks like one that never was (RS-4). */
export function openSession(exchange: Exchange, { sessions, clock }: EndpointDeps): void {
  const id = exchange.header('mcp-session-id')
  if (id === undefined || isInitialize(exchange)) return
  exchange.session = sessions.find(id, exchange.gatewayId, exchange.owner, clock.now())
  if (exchange.session) return
  throw new HttpRefusal(404, 'Session not found or expired. Initialize again.', { code: rpcErrors.sessionUnknown })
}

/** Sets the wire. `initialize` chooses by its body instead. */
export function chooseRevision(exchange: Exchange): void {
  if (isInitialize(exchange)) return
  const { wires } = exchange.gateway
  const named = exchange.header('mcp-protocol-version')
  const agreed = exchange.session?.revision
  if (named !== undefined && agreed !== undefined && named !== agreed)
    throw unsupported(`This session speaks ${agreed}, not ${named.slice(0, 40)}.`)
  // Without a name it is a client of the time before the header, so the oldest that the gateway offers.
  const wanted = named ?? agreed ?? wires[0]?.revision
  const wire = wires.find(({ revision }) => revision === wanted)
  if (!wire) {
    const offered = wires.map(({ revision }) => revision).join(', ')
    throw unsupported(
      `MCP-Protocol-Version ${String(wanted).slice(0, 40)} is not offered here. Choose one of ${offered}.`,
    )
  }
  exchange.wire = wire
}

const isInitialize = ({ message }: Exchange): boolean => message.kind === 'request' && message.method === 'initialize'
const unsupported = (message: string) => new HttpRefusal(400, message)
