import type { Exchange } from '../exchange.ts'
import { answerBytes } from '../rpc/answer.ts'
import type { RpcId } from '../rpc/id.ts'
import { exceedsJsonLimits } from '../../kernel/json-limits.ts'
import { isObject } from '../rpc/message.ts'
import { ResultScan } from '../rpc/result-scan.ts'
import { ResultTypeAdder, withoutResultType } from '../rpc/result-type.ts'
import { clientSink, type AnswerSink } from '../upstream/answer-sink.ts'
import { errorResult, explainFailure } from '../upstream/explain.ts'
import { parseOrUndefined } from '../upstream/judge-answer.ts'
import { upstreamLimits } from '../upstream/outcome.ts'
import type { Era } from '../wire/index.ts'
import { answerOwn } from './answer-own.ts'
import type { CallConversation } from './call-state.ts'
import { linksAsked, linksQuestion } from './links-asked.ts'

/** A question of an MCP server longer than this is not passed on. */
const maxQuestionBytes = 256 * 1024

export interface Relay {
  id: RpcId
  toolName: string
  targetName: string
  conversation: CallConversation
}

/**
 * The way of an answer to the client. Where server and client are of one era its bytes go as they came; between eras only
 * `resultType` is added or taken away, which is found without reading the rest. Questions of the server are the exception:
 * their state is sealed before a client carries it.
 */
export function relaySink(exchange: Exchange, relay: Relay): (server: Era) => AnswerSink {
  const { res, envelope } = exchange
  return (server) => {
    const sink = clientSink(res)
    if (server === 'modern') return { ...sink, ...collected, whole: (body) => passModern(exchange, relay, body) }
    if (!envelope) return sink
    return { ...sink, whole: (body) => passLegacy(exchange, relay, body), pieces: completed(sink.pieces) }
  }
}

/** Whether it is a question may stand at the very end, so nothing can be passed on before that. */
const collected = { pieces: undefined, wholeUpTo: upstreamLimits.answerBytes }

function completed(pieces: AnswerSink['pieces']): AnswerSink['pieces'] {
  const adder = new ResultTypeAdder()
  return (
    pieces && {
      ...pieces,
      write: (chunk) => adder.pass(chunk).reduce((_, part) => pieces.write(part), true),
    }
  )
}

/** To a modern client from a server that knows no `resultType` and asks for links by an error. */
function passLegacy(exchange: Exchange, { id, toolName, conversation }: Relay, body: Uint8Array): void {
  const links = linksAsked(body)
  if (links) return answerOwn(exchange, id, linksQuestion(links, toolName, exchange.capabilities, conversation))
  answerBytes(exchange.res, 200, Buffer.concat(new ResultTypeAdder().pass(body)))
}

function passModern(exchange: Exchange, relay: Relay, body: Uint8Array): void {
  const { res, envelope, gateway } = exchange
  const { id, targetName } = relay
  const scan = new ResultScan()
  scan.feed(body)
  if (!scan.hasResult) return answerBytes(res, 200, body)
  const unclear = (detail: string) =>
    answerOwn(
      exchange,
      id,
      explainFailure({ kind: 'broken', fault: 'wrong-answer', detail }, targetName, gateway.debug),
    )
  if (scan.ambiguous) return unclear('resultType is ambiguous')
  const type = scan.type?.value ?? 'complete'
  if (!envelope)
    return type === 'complete'
      ? answerBytes(res, 200, withoutResultType(body, scan))
      : answerOwn(exchange, id, cannotBeAsked(relay))
  if (type !== 'input_required') return answerBytes(res, 200, Buffer.concat(new ResultTypeAdder().pass(body)))
  const tooMuch = body.length > maxQuestionBytes || exceedsJsonLimits(body) !== undefined
  const message = tooMuch ? undefined : parseOrUndefined(Buffer.from(body).toString('utf8'))
  if (!isObject(message) || !isObject(message.result)) return unclear('its question cannot be read')
  const { requestState: state } = message.result
  const requestState = relay.conversation.seal({ kind: 'server', ...(typeof state === 'string' && { state }) })
  answerOwn(exchange, id, { ...message.result, requestState })
}

const cannotBeAsked = ({ toolName, targetName }: Relay) =>
  errorResult(
    `${toolName} asked a question in the middle of the call, as MCP servers of newer revisions do, and this client cannot be asked. Use a client that can, or ask the operator of target ${targetName} for a way without questions.`,
  )
