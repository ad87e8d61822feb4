import { readCapabilities } from '../capabilities.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { answerResult } from '../reply/answer.ts'
import type { RpcId } from '../rpc/id.ts'
import { isObject, textOf } from '../rpc/message.ts'
import { HttpRefusal, RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { introduction } from './introduction.ts'

const maxClientName = 100

/** Agrees on a revision and hands out a session that remembers it and what the client can do. */
export function initialize(
  exchange: Exchange,
  id: RpcId,
  params: Record<string, unknown>,
  { sessions, clock, serverVersion, workers }: EndpointDeps,
): void {
  const { gateway, owner, reply } = exchange
  if (typeof params.protocolVersion !== 'string')
    throw new RpcRefusal(rpcErrors.invalidParams, 'params.protocolVersion must name an MCP revision.')
  const wires = gateway.wires.filter(({ era }) => era === 'legacy')
  const wire = wires.find(({ revision }) => revision === params.protocolVersion) ?? wires.at(-1)
  if (!wire) {
    const supported = gateway.wires.map(({ revision }) => revision).reverse()
    const text = `This gateway offers no MCP revision that opens with initialize. It speaks ${supported.join(', ')}.`
    throw new HttpRefusal(400, text, {
      code: rpcErrors.unsupportedVersion,
      id,
      data: { supported, requested: params.protocolVersion.slice(0, 40) },
    })
  }
  const sessionId = sessions.issue({
    gatewayId: gateway.id,
    owner,
    revision: wire.revision,
    capabilities: readCapabilities(params.capabilities),
    clientName: isObject(params.clientInfo) ? textOf(params.clientInfo.name).slice(0, maxClientName) : '',
    expiresAt: clock.now() + gateway.sessionMs,
    worker: workers.self,
  })
  const result = { protocolVersion: wire.revision, ...introduction(gateway, wire, serverVersion) }
  answerResult(reply, id, result, { 'mcp-session-id': sessionId })
}
