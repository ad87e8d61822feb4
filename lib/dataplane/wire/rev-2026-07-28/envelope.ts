import { isObject } from '../../rpc/message.ts'

export const modernRevision = '2026-07-28'

export const metaKeys = {
  version: 'io.modelcontextprotocol/protocolVersion',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
  client: 'io.modelcontextprotocol/clientInfo',
  logLevel: 'io.modelcontextprotocol/logLevel',
} as const

const maxClientName = 100

/** What a modern request says about itself in `params._meta`. */
export interface Envelope {
  revision: string
  capabilities: Record<string, unknown>
  clientName: string | undefined
  /** From which level on the client wants to hear what servers log while they work on this request. */
  logLevel: string | undefined
}

/** Of a request without a body. */
export const isModernHeader = (version: string | undefined): boolean => version === modernRevision

/** Naming a revision in the body is what tells a modern request; without that it is a legacy one. */
export const claimsEnvelope = (params: Record<string, unknown>): boolean =>
  isObject(params._meta) && params._meta[metaKeys.version] !== undefined

/** The envelope, or the member that is missing or wrong. */
export function readEnvelope(params: Record<string, unknown>): Envelope | { fault: string } {
  const meta = isObject(params._meta) ? params._meta : {}
  const { [metaKeys.version]: revision, [metaKeys.capabilities]: capabilities, [metaKeys.client]: client } = meta
  const { [metaKeys.logLevel]: logLevel } = meta
  if (typeof revision !== 'string') return { fault: `${metaKeys.version} must name an MCP revision` }
  if (!isObject(capabilities)) return { fault: `${metaKeys.capabilities} must be an object` }
  if (
    client !== undefined &&
    !(isObject(client) && typeof client.name === 'string' && typeof client.version === 'string')
  )
    return { fault: `${metaKeys.client} must have a name and a version` }
  return {
    revision,
    capabilities,
    clientName: client === undefined ? undefined : String(client.name).slice(0, maxClientName),
    logLevel: typeof logLevel === 'string' ? logLevel : undefined,
  }
}

/** What is left of `_meta` for somebody else: the envelope is about this hop alone. */
export function withoutEnvelope(meta: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (!meta) return undefined
  const keys = Object.keys(meta)
  const left = keys.filter((key) => !ownKeys.has(key))
  if (left.length === keys.length) return left.length > 0 ? meta : undefined
  return left.length > 0 ? Object.fromEntries(left.map((key) => [key, meta[key]])) : undefined
}

const ownKeys: ReadonlySet<string> = new Set(Object.values(metaKeys))
