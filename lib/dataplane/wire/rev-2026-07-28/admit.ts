import type { RpcId } from '../../rpc/id.ts'
import { HttpRefusal, rpcErrors } from '../../rpc/refusals.ts'
import { claimsEnvelope, modernRevision, readEnvelope, type Envelope } from './envelope.ts'
import { decodeHeaderText } from './header-text.ts'
import { headerMismatch } from './refusals.ts'

export interface ModernRequest {
  id: RpcId
  method: string
  params: Record<string, unknown>
  header(name: string): string | undefined
}

/** Methods whose subject stands in a header too, and the member of `params` that it repeats. */
const namedBy = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
])

/**
 * Whether a request is of this revision's kind. Clients of the older kind never send the envelope; who names this
 * revision in the header alone meant to.
 */
export const isModern = ({ params, header }: Pick<ModernRequest, 'params' | 'header'>): boolean =>
  claimsEnvelope(params) || header('mcp-protocol-version') === modernRevision

/**
 * Takes a request whose envelope is whole and whose headers, on which proxies decide, say the same as its body.
 * @throws HttpRefusal 400: -32602 for the envelope, -32020 for a header
 */
export function admitModern(request: ModernRequest): Envelope {
  const { id, method, params, header } = request
  const version = header('mcp-protocol-version')
  if (method === 'initialize' && !claimsEnvelope(params))
    throw headerMismatch(id, version ?? '', `initialize does not exist in ${modernRevision}`)
  const envelope = readEnvelope(params)
  if ('fault' in envelope)
    throw new HttpRefusal(400, `params._meta is not as ${modernRevision} wants it: ${envelope.fault}.`, {
      code: rpcErrors.invalidParams,
      id,
    })
  agree(id, 'MCP-Protocol-Version', version, envelope.revision)
  agree(id, 'Mcp-Method', header('mcp-method'), method)
  const subject = params[namedBy.get(method) ?? '']
  if (typeof subject === 'string') agreeDecoded(id, 'Mcp-Name', header('mcp-name'), subject)
  return envelope
}

function agree(id: RpcId, name: string, value: string | undefined, body: string): void {
  if (value === undefined) throw headerMismatch(id, '(missing)', `the header ${name} is missing`)
  if (value !== body)
    throw headerMismatch(id, value.slice(0, 200), `the header ${name} is not the body's ${body.slice(0, 200)}`)
}

function agreeDecoded(id: RpcId, name: string, value: string | undefined, body: string): void {
  const decoded = value === undefined ? undefined : decodeHeaderText(value.trim())
  if (value !== undefined && decoded === undefined)
    throw headerMismatch(id, value.slice(0, 200), `the header ${name} is not encoded well`)
  agree(id, name, decoded, body)
}
