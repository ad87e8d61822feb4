import type { IncomingMessage, ServerResponse } from 'node:http'
import { noCapabilities, type ClientCapabilities, type DeclaredCapabilities } from './capabilities.ts'
import type { Naming } from './catalogue/naming.ts'
import type { GatewayView } from './gateway-view.ts'
import type { LiveSession } from './live/live-session.ts'
import type { CallPrincipal } from './principal.ts'
import { HttpReply } from './reply/http-reply.ts'
import type { Reply } from './reply/reply.ts'
import type { ServingTarget } from './rooms.ts'
import type { RpcMessage } from './rpc/message.ts'
import type { McpSession } from './session.ts'
import type { SessionHolder } from './upstream/sessions.ts'
import type { Envelope, WireRevision } from './wire/index.ts'

/** One HTTP request on its way through the steps of `endpoint.ts`; each member says which step puts it there. */
export class Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly gatewayId: string
  /** By which the call is found again in logs. */
  readonly requestId: string
  /** Where the answer goes; `chooseReply` puts one there that can stream. */
  reply: Reply
  /** chooseNaming */
  naming: Naming = 'gateway'
  /** findGateway */
  gateway!: GatewayView
  /** readBody; stays undefined for a request without one */
  body: Buffer | undefined
  /** authenticate */
  principal!: CallPrincipal
  /** ms since 1970; undefined where what was shown does not end by itself */
  authenticatedUntil: number | undefined
  /** Where what was shown can end before that: how to hear of it. Returns the way to stop listening. */
  onCredentialEnd: ((end: () => void) => () => void) | undefined
  owner!: string
  /** parse; of a batch the first message until each has an exchange of its own */
  message!: RpcMessage
  /** parse */
  batch: readonly RpcMessage[] | undefined
  /** admitSelfContained; stays undefined for a request that relies on a handshake */
  envelope: Envelope | undefined
  /** openSession; stays undefined for a caller without one */
  session: McpSession | undefined
  live: LiveSession | undefined
  /** From the envelope or the session; undefined for a client that never said what it can do. */
  capabilities: ClientCapabilities | undefined
  /** admitSelfContained or chooseRevision */
  wire!: WireRevision

  constructor(req: IncomingMessage, res: ServerResponse, gatewayId: string, requestId: string) {
    this.req = req
    this.res = res
    this.gatewayId = gatewayId
    this.requestId = requestId
    this.reply = new HttpReply(res)
  }

  /** A header that may come once; Node joins repeated ones with a comma, which no value of ours contains. */
  header(name: string): string | undefined {
    const value = this.req.headers[name]
    return Array.isArray(value) ? value.join(',') : value
  }

  /** The same request, as far as one message of its batch is concerned. */
  of(message: RpcMessage, reply: Reply): Exchange {
    const one = new Exchange(this.req, this.res, this.gatewayId, this.requestId)
    return Object.assign(one, this, { message, reply, batch: undefined })
  }

  /** The request says all about itself. */
  get isModern(): boolean {
    return this.envelope !== undefined
  }

  /** There is a way by which a server's question reaches the client, and one by which the answer comes back. */
  get canBeAsked(): boolean {
    if (this.envelope) return true
    return this.session !== undefined && this.gateway.sessions && this.gateway.streaming
  }

  /** What MCP servers are told that the client can do: nothing where there is no way back to it. */
  get declared(): DeclaredCapabilities {
    return (this.canBeAsked && this.capabilities?.declared) || noCapabilities
  }

  /** For whom a session at this target's server is kept. */
  holderFor(target: ServingTarget, sessionKey = this.session?.key): SessionHolder {
    const prefers = this.isModern ? 'modern' : 'legacy'
    return { target, owner: this.owner, sessionKey, capabilities: this.declared, prefers }
  }

  /** Whose calls are counted together. */
  get parkingOwner(): string {
    return `${this.gatewayId} ${this.owner}`
  }

  /** The person at the gateway's issuer, as far as there is one. */
  get subject(): string | undefined {
    return this.principal.kind === 'user' ? this.principal.user.sub : undefined
  }

  /** The name that the client gives itself. */
  get clientName(): string {
    return this.envelope?.clientName ?? this.session?.clientName ?? ''
  }
}
