import type { Dispatcher } from 'undici'
import type { Secret } from '../../kernel/secret.ts'
import type { RpcId } from '../rpc/id.ts'
import { rpcErrors } from '../rpc/refusals.ts'
import type { Era } from '../wire/index.ts'
import type { UpstreamAddress } from './address.ts'
import { AnswerReader } from './answer-reader.ts'
import { memorySink, type AnswerSink } from './answer-sink.ts'
import type { Outcome, UpstreamLimits } from './outcome.ts'

/** Where to, and as whom. */
export interface Destination {
  address: UpstreamAddress
  accessToken: Secret | undefined
  /** What was agreed on there; undefined for `initialize` itself. */
  session: { era: Era; revision: string; id: string | undefined } | undefined
}

export interface PostMessage {
  /** Undefined for a notification. */
  id?: RpcId
  text: string
  /** Parts of the message that the server's revision wants repeated. */
  headers?: Record<string, string>
}

/** Sends one JSON-RPC message to an MCP server by streamable HTTP. Redirects are not followed (OC-18). */
export type Post = (destination: Destination, message: PostMessage, sink: AnswerSink) => Promise<Outcome>

export function createPost(dispatcher: Dispatcher, limits: UpstreamLimits): Post {
  const post: Post = (destination, message, sink) =>
    new Promise((settle) => {
      let asked = 0
      const onRequest = (id: RpcId, method: string) => {
        // A server without a handshake asks nothing in the middle of a call, and takes no answers.
        if (destination.session?.era === 'modern') return
        if (asked++ < limits.askedBack) void post(destination, { text: answerToServer(id, method) }, memorySink())
      }
      const reader = new AnswerReader({ id: message.id, sink, limits, onRequest }, settle)
      dispatcher.dispatch(
        {
          ...destination.address,
          method: 'POST',
          headers: { ...headersFor(destination), ...message.headers },
          body: message.text,
          headersTimeout: limits.headersMs,
          bodyTimeout: limits.idleMs,
        },
        reader,
      )
    })
  return post
}

/** Tells an MCP server that a session is over; what it says to that is not waited for. */
export function endSession(dispatcher: Dispatcher, limits: UpstreamLimits, destination: Destination): void {
  const reader = new AnswerReader(
    { id: undefined, sink: memorySink(), limits, onRequest: () => undefined },
    () => undefined,
  )
  dispatcher.dispatch({ ...destination.address, method: 'DELETE', headers: headersFor(destination) }, reader)
}

/** All that an MCP server is told. Nothing of the caller's own request goes on: no token, cookie or session (I2, RS-3). */
function headersFor({ accessToken, session }: Destination): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'accept-encoding': 'identity',
    'user-agent': 'postern',
    ...(session && { 'mcp-protocol-version': session.revision }),
    ...(session?.id !== undefined && { 'mcp-session-id': session.id }),
    ...(accessToken && { authorization: `Bearer ${accessToken.reveal()}` }),
  }
}

/** We declared no capability, so a ping is all that a server may ask in the middle of a call. */
const answerToServer = (id: RpcId, method: string): string =>
  JSON.stringify(
    method === 'ping'
      ? { jsonrpc: '2.0', id, result: {} }
      : {
          jsonrpc: '2.0',
          id,
          error: { code: rpcErrors.unknownMethod, message: 'Postern does not take this request.' },
        },
  )
