import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Naming } from './catalogue/naming.ts'
import type { GatewayView } from './gateway-view.ts'
import type { CallPrincipal } from './principal.ts'
import type { RpcMessage } from './rpc/message.ts'
import type { ClientCapabilities, McpSession } from './session.ts'
import type { Envelope, WireRevision } from './wire/index.ts'

/** One HTTP request on its way through the steps of `endpoint.ts`; each member says which step puts it there. */
export class Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly gatewayId: string
  /** chooseNaming */
  naming: Naming = 'gateway'
  /** findGateway */
  gateway!: GatewayView
  /** readBody */
  body!: Buffer
  /** authenticate */
  principal!: CallPrincipal
  owner!: string
  /** parse */
  message!: RpcMessage
  /** admitSelfContained; stays undefined for a request that relies on a handshake */
  envelope: Envelope | undefined
  /** openSession; stays undefined for a caller without one */
  session: McpSession | undefined
  /** From the envelope or the session; undefined for a client that never said what it can do. */
  capabilities: ClientCapabilities | undefined
  /** admitSelfContained or chooseRevision */
  wire!: WireRevision

  constructor(req: IncomingMessage, res: ServerResponse, gatewayId: string) {
    this.req = req
    this.res = res
    this.gatewayId = gatewayId
  }

  /** A header that may come once; Node joins repeated ones with a comma, which no value of ours contains. */
  header(name: string): string | undefined {
    const value = this.req.headers[name]
    return Array.isArray(value) ? value.join(',') : value
  }
}
