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

/** A request as a server of this revision wants it; `client` is the one for whom we ask. */
export function encodeModernRequest(
  { id, method, params }: { id: RpcId; method: string; params: Record<string, unknown> & { _meta?: Meta } },
  client: { capabilities: Record<string, unknown>; logLevel?: string | undefined },
  headers: Record<string, string>,
): EncodedMessage {
  const level = client.logLevel !== undefined && { [metaKeys.logLevel]: client.logLevel }
  const _meta = { ...withoutEnvelope(params._meta), ...envelopeOf(client.capabilities), ...level }
  const { 'mcp-name': name, ...others } = headers
  return {
    id,
    text: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta } }),
    headers: {
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': encodeHeaderText(name) }),
      ...others,
    },
  }
}

type Meta = Record<string, unknown> | undefined
