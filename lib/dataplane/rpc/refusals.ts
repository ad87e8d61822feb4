import type { RpcId } from './id.ts'

/** JSON-RPC 2.0 §5.1, what MCP adds to it, and two for refusals below the protocol, as MCP servers in the field use them. */
export const rpcErrors = {
  parse: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
  refused: -32000,
  sessionUnknown: -32001,
  resourceNotFound: -32002,
  headerMismatch: -32020,
  missingCapability: -32021,
  unsupportedVersion: -32022,
} as const

/** Ends the exchange with an HTTP status; `message` names cause, party at fault and next step (I7). */
export class HttpRefusal extends Error {
  override name = 'HttpRefusal'
  readonly status: number
  readonly code: number
  readonly id: RpcId | null
  readonly headers: Readonly<Record<string, string>>
  readonly data: unknown

  constructor(
    status: number,
    message: string,
    details: { code?: number; id?: RpcId; headers?: Record<string, string>; data?: unknown } = {},
  ) {
    super(message)
    this.status = status
    this.code = details.code ?? rpcErrors.refused
    this.id = details.id ?? null
    this.headers = details.headers ?? {}
    this.data = details.data
  }
}

/** Ends one request inside the protocol: HTTP 200 with a JSON-RPC error. */
export class RpcRefusal extends Error {
  override name = 'RpcRefusal'
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}
