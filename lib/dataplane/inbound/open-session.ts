import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { HttpRefusal, rpcErrors } from '../rpc/refusals.ts'
import { readCapabilities } from '../session.ts'
import { admitModern, isModern } from '../wire/index.ts'

/** A request that says all about itself: its revision is its own, and a session that it names is none of its business. */
export function admitSelfContained(exchange: Exchange): void {
  const { message } = exchange
  const header = (name: string) => exchange.header(name)
  const params = message.kind === 'request' ? message.params : {}
  if (!isModern({ params, header })) return
  if (message.kind !== 'request') return choose(exchange, header('mcp-protocol-version'))
  const envelope = admitModern({ ...message, header })
  choose(exchange, envelope.revision)
  exchange.envelope = envelope
  exchange.capabilities = readCapabilities(envelope.capabilities)
}

/** A session is optional. One that is not this caller's looks like one that never was (RS-4). */
export function openSession(exchange: Exchange, { sessions, clock }: EndpointDeps): void {
  const id = exchange.header('mcp-session-id')
  if (id === undefined || isSettled(exchange) || isInitialize(exchange)) return
  exchange.session = sessions.find(id, exchange.gatewayId, exchange.owner, clock.now())
  exchange.capabilities = exchange.session?.capabilities
  if (exchange.session) return
  throw new HttpRefusal(404, 'Session not found or expired. Initialize again.', { code: rpcErrors.sessionUnknown })
}

/** Sets the wire of a request that has a handshake behind it. `initialize` chooses by its body instead. */
export function chooseRevision(exchange: Exchange): void {
  if (isSettled(exchange) || isInitialize(exchange)) return
  const named = exchange.header('mcp-protocol-version')
  const agreed = exchange.session?.revision
  if (named !== undefined && agreed !== undefined && named !== agreed)
    throw new HttpRefusal(400, `This session speaks ${agreed}, not ${named.slice(0, 40)}.`)
  // Without a name it is a client of the time before the header, so the oldest that the gateway offers.
  const oldest = exchange.gateway.wires.find(({ era }) => era === 'legacy')?.revision
  choose(exchange, named ?? agreed ?? oldest)
}

function choose(exchange: Exchange, wanted: string | undefined): void {
  const { message, gateway } = exchange
  const wire = gateway.wires.find(({ revision }) => revision === wanted)
  if (wire) {
    exchange.wire = wire
    return
  }
  const supported = gateway.wires.map(({ revision }) => revision).reverse()
  const requested = wanted?.slice(0, 40) ?? 'none'
  throw new HttpRefusal(
    400,
    `MCP-Protocol-Version ${requested} is not offered here. Choose one of ${supported.join(', ')}.`,
    {
      code: rpcErrors.unsupportedVersion,
      data: { supported, requested },
      ...(message.kind === 'request' && { id: message.id }),
    },
  )
}

const isSettled = ({ wire }: Partial<Exchange>): boolean => wire !== undefined
const isInitialize = ({ message }: Exchange): boolean => message.kind === 'request' && message.method === 'initialize'
