import { readCapabilities } from '../capabilities.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { HttpRefusal, rpcErrors } from '../rpc/refusals.ts'
import { admitModern, isModern } from '../wire/index.ts'

/** A request that says all about itself: its revision is its own, and a session that it names is none of its business. */
export function admitSelfContained(exchange: Exchange): void {
  const { message, batch } = exchange
  const header = (name: string) => exchange.header(name)
  const params = message.kind === 'request' && !batch ? message.params : {}
  if (!isModern({ params, header })) return
  if (message.kind !== 'request' || batch) return choose(exchange, header('mcp-protocol-version'))
  const envelope = admitModern({ ...message, header })
  choose(exchange, envelope.revision)
  exchange.envelope = envelope
  exchange.capabilities = readCapabilities(envelope.capabilities)
}

/** Where a gateway keeps sessions one is needed. One that is not this caller's looks like one that never was (RS-4). */
export function openSession(exchange: Exchange, { sessions, clock }: EndpointDeps): void {
  if (isSettled(exchange) || isInitialize(exchange)) return
  const id = exchange.header('mcp-session-id')
  if (id === undefined) {
    if (exchange.gateway.sessions) throw new HttpRefusal(400, 'Missing required Mcp-Session-Id header')
    return
  }
  exchange.session = sessions.find(id, exchange.gatewayId, exchange.owner, clock.now())
  exchange.capabilities = exchange.session?.capabilities
  if (!exchange.session) throw unknownSession()
}

/**
 * What is live of a session is in one process. Where that is gone, the session goes on here. Answers `handled` where the
 * other process has taken the request.
 */
export function goToWorker(exchange: Exchange, { workers }: EndpointDeps): Promise<'handled' | undefined> | undefined {
  const { session, gateway, req, res, body } = exchange
  if (!session || !gateway.sessions || session.worker === workers.self) return undefined
  return workers.forward(session.worker, req, res, body).then((isTaken) => (isTaken ? 'handled' : undefined))
}

export function wakeSession(exchange: Exchange, { liveSessions }: EndpointDeps): void {
  if (!exchange.session) return
  exchange.live = liveSessions.of(exchange.session)
  if (!exchange.live) throw unknownSession()
}

const unknownSession = () => new HttpRefusal(404, 'Session not found or expired', { code: rpcErrors.sessionUnknown })

/** Sets the wire of a request that has a handshake behind it. `initialize` chooses by its body instead. */
export function chooseRevision(exchange: Exchange): void {
  if (isInitialize(exchange)) return
  if (!isSettled(exchange)) {
    const named = exchange.header('mcp-protocol-version')
    const agreed = exchange.session?.revision
    if (named !== undefined && agreed !== undefined && named !== agreed)
      throw new HttpRefusal(400, `This session speaks ${agreed}, not ${named.slice(0, 40)}.`)
    // Without a name it is a client of the time before the header, so the oldest that the gateway offers.
    const oldest = exchange.gateway.wires.find(({ era }) => era === 'legacy')?.revision
    choose(exchange, named ?? agreed ?? oldest)
  }
  if (exchange.batch && !exchange.wire.batches)
    throw new HttpRefusal(400, 'Batches are not accepted here: send one message per request.', {
      code: rpcErrors.invalidRequest,
    })
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
      ...(message?.kind === 'request' && { id: message.id }),
    },
  )
}

const isSettled = ({ wire }: Partial<Exchange>): boolean => wire !== undefined
const isInitialize = ({ message }: Partial<Exchange>): boolean =>
  message?.kind === 'request' && message.method === 'initialize'
