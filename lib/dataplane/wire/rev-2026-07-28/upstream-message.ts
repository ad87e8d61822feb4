import type { RpcId } from '../../rpc/id.ts'
import { isObject } from '../../rpc/message.ts'
import { metaKeys, modernRevision, withoutEnvelope } from './envelope.ts'
import { encodeHeaderText } from './header-text.ts'

/** A message and the headers that repeat parts of it. */
export interface EncodedMessage {
  id: RpcId
  text: string
  headers: Record<string, string>
}

const clientInfo = { name: 'postern', version: '1' }

const envelopeOf = (capabilities: Record<string, unknown>) => ({
  [metaKeys.version]: modernRevision,
  [metaKeys.capabilities]: capabilities,
  [metaKeys.client]: clientInfo,
})

/** Asks an MCP server whether it speaks this revision. */
export const discoverQuestion: EncodedMessage = {
  id: 'discover',
  text: JSON.stringify({
    jsonrpc: '2.0',
    id: 'discover',
    method: 'server/discover',
    params: { _meta: envelopeOf({}) },
  }),
  headers: { 'mcp-method': 'server/discover' },
}

/** Whether this answer to the question says that it does. */
export const offersModern = (answer: unknown): boolean =>
  isObject(answer) &&
  isObject(answer.result) &&
  Array.isArray(answer.result.supportedVersions) &&
  answer.result.supportedVersions.includes(modernRevision)

/** `tools/call` as a server of this revision wants it; `capabilities` are those of the client for whom we call. */
export function encodeModernCall(
  id: RpcId,
  params: { name: string; _meta?: Record<string, unknown> | undefined; [member: string]: unknown },
  capabilities: Record<string, unknown>,
  parameterHeaders: Record<string, string>,
): EncodedMessage {
  const _meta = { ...withoutEnvelope(params._meta), ...envelopeOf(capabilities) }
  return {
    id,
    text: JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { ...params, _meta } }),
    headers: { 'mcp-method': 'tools/call', 'mcp-name': encodeHeaderText(params.name), ...parameterHeaders },
  }
}
