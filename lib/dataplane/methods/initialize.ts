import type { Exchange } from '../exchange.ts'
import { answerResult } from '../rpc/answer.ts'
import type { RpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { readCapabilities, type Sessions } from '../session.ts'

const maxClientName = 100

/** Agrees on a revision and hands out a session that remembers it and what the client can do. */
export function initialize(
  exchange: Exchange,
  id: RpcId,
  params: Record<string, unknown>,
  deps: { sessions: Sessions; now: number; serverVersion: string },
): void {
  const { gateway, owner, res } = exchange
  if (typeof params.protocolVersion !== 'string')
    throw new RpcRefusal(rpcErrors.invalidParams, 'params.protocolVersion must name an MCP revision.')
  const wire = gateway.wires.find(({ revision }) => revision === params.protocolVersion) ?? gateway.wires.at(-1)
  if (!wire)
    throw new RpcRefusal(rpcErrors.internal, 'This gateway offers no MCP revision. Its administrator must set one.')
  const sessionId = deps.sessions.issue({
    gatewayId: gateway.id,
    owner,
    revision: wire.revision,
    capabilities: readCapabilities(params.capabilities),
    clientName: isObject(params.clientInfo) ? String(params.clientInfo.name).slice(0, maxClientName) : '',
    expiresAt: deps.now + gateway.sessionMs,
  })
  const card = {
    name: gateway.name,
    title: gateway.name,
    version: deps.serverVersion,
    description: gateway.description,
  }
  const result = {
    protocolVersion: wire.revision,
    capabilities: { tools: {} },
    serverInfo: wire.serverInfo(card),
    ...(gateway.instructions !== undefined && { instructions: gateway.instructions }),
  }
  answerResult(res, id, result, { 'mcp-session-id': sessionId })
}
