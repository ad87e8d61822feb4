import { exceedsJsonLimits } from '../../../kernel/json-limits.ts'
import { answerError, answerResult } from '../../reply/answer.ts'
import { isObject } from '../../rpc/message.ts'
import { rpcErrors } from '../../rpc/refusals.ts'
import { ResultScan } from '../../rpc/result-scan.ts'
import { ResultTypeAdder, withoutResultType } from '../../rpc/result-type.ts'
import type { AnswerSink, MessageKind, UpstreamLink } from '../../upstream/answer-sink.ts'
import { explainFailure } from '../../upstream/explain.ts'
import { parseOrUndefined } from '../../upstream/judge-answer.ts'
import { upstreamLimits } from '../../upstream/outcome.ts'
import type { Era } from '../../wire/index.ts'
import { askedUndeclared, mayAsk } from './ask-client.ts'
import type { Call } from './call.ts'
import { linksAsked, linksQuestion } from './links-asked.ts'
import { canAsk } from './subject.ts'
import { tellFailure } from './tell.ts'
import { errorOf, resourceError } from './translate.ts'

/** A question of an MCP server longer than this is not passed on. */
const maxQuestionBytes = 256 * 1024

/**
 * The way of an answer to the client. Where server and client are of one era its bytes go as they came; between eras only
 * what the other era wants is added or taken away, which is found without reading the rest. Questions of the server are
 * the exception: their state is sealed before a client carries it.
 *
 * A class, because each object literal with a getter gets a hidden class of its own, which V8 keeps with all that the
 * literal's closures hold until it collects the old generation.
 */
export class RelaySink implements AnswerSink {
  readonly wholeUpTo: number
  protected readonly call: Call
  readonly #server: Era
  #adding: Pieces

  constructor(call: Call, server: Era) {
    this.call = call
    this.#server = server
    this.wholeUpTo = call.subject.target.maxResponseBytes ?? upstreamLimits.answerBytes
  }

  whole(body: Uint8Array): void {
    if (this.#server === 'modern') passModern(this.call, body)
    else if (this.call.exchange.envelope) passLegacy(this.call, body)
    else this.call.reply.answer(body)
  }

  onGone(listener: () => void): () => void {
    return this.call.reply.onGone(listener)
  }

  /** Once something else has gone out, or the call is parked, an answer must be one piece. */
  get pieces(): Pieces {
    if (this.#server === 'modern') return undefined
    const pieces = this.call.reply.pieces()
    if (!pieces || !this.call.exchange.envelope) return pieces
    return (this.#adding ??= adding(pieces, new ResultTypeAdder(addedMembers(this.call))))
  }

  streams(): void {
    if (this.call.reply.canStream) this.call.reply.open()
  }

  onDrain(listener: () => void): void {
    this.call.reply.onDrain(listener)
  }

  interrupted(retryMs: number): void {
    if (!this.call.exchange.envelope) this.call.reply.interrupt(retryMs)
  }
}

/** Where what precedes the answer can reach the client, too. */
export class HearingSink extends RelaySink {
  message(kind: MessageKind, text: string, back: UpstreamLink): boolean {
    return this.call.talk().message(kind, text, back)
  }
}

type Pieces = AnswerSink['pieces']

const adding = (pieces: NonNullable<Pieces>, adder: ResultTypeAdder): NonNullable<Pieces> => ({
  begin: () => pieces.begin(),
  write: (chunk) => adder.pass(chunk).reduce((_, part) => pieces.write(part), true),
  onDrain: (listener) => pieces.onDrain(listener),
  end: () => pieces.end(),
  fail: () => pieces.fail(),
})

/** What every result of the newer era has, and what it says about being kept: nothing that an older server meant. */
const addedMembers = ({ subject }: Call): string =>
  `"resultType":"complete"${subject.method === 'resources/read' ? ',"ttlMs":0,"cacheScope":"private"' : ''}`

/** To a modern client from a server that knows no `resultType` and asks for links by an error. */
function passLegacy(call: Call, body: Uint8Array): void {
  const { exchange, reply, id, subject } = call
  const links = linksAsked(body)
  if (links) return linksQuestion(call, links)
  const absent = subject.method === 'resources/read' ? errorOf(body, rpcErrors.resourceNotFound) : undefined
  if (absent) return answerError(reply, id, resourceError(absent, subject.name, 'modern'))
  const unknown = errorOf(body, rpcErrors.unknownMethod)
  if (unknown && exchange.envelope) return answerError(reply, id, unknown, 404)
  reply.answer(Buffer.concat(new ResultTypeAdder(addedMembers(call)).pass(body)))
}

function passModern(call: Call, body: Uint8Array): void {
  const { reply, id, exchange, subject } = call
  const scan = new ResultScan()
  scan.feed(body)
  if (!scan.hasResult) return passModernError(call, body)
  if (scan.ambiguous) return unclear(call, 'resultType is ambiguous')
  const type = scan.type?.value ?? 'complete'
  if (type !== 'complete' && type !== 'input_required' && !exchange.envelope)
    return unclear(call, 'a kind of result that this revision does not have')
  if (type !== 'input_required')
    return reply.answer(
      exchange.envelope ? Buffer.concat(new ResultTypeAdder().pass(body)) : withoutResultType(body, scan),
    )
  if (!canAsk(subject)) return unclear(call, 'a question where none may be asked')
  const tooMuch = body.length > maxQuestionBytes || exceedsJsonLimits(body) !== undefined
  const message = tooMuch ? undefined : parseOrUndefined(Buffer.from(body).toString('utf8'))
  if (!isObject(message) || !isObject(message.result)) return unclear(call, 'its question cannot be read')
  if (!exchange.envelope) {
    call.question = message.result
    return
  }
  const { requestState: state, inputRequests = {} } = message.result
  if (!mayAsk(inputRequests, exchange.declared)) return tellFailure(call, askedUndeclared(subject.name))
  const requestState = call.conversation.seal({ kind: 'server', ...(typeof state === 'string' && { state }) })
  answerResult(reply, id, { ...message.result, requestState })
}

function passModernError({ reply, id, exchange, subject }: Call, body: Uint8Array): void {
  const absent =
    !exchange.envelope && subject.method === 'resources/read' ? errorOf(body, rpcErrors.invalidParams) : undefined
  if (absent) return answerError(reply, id, resourceError(absent, subject.name, 'legacy'))
  reply.answer(body)
}

const unclear = (call: Call, detail: string): void =>
  tellFailure(
    call,
    explainFailure(
      { kind: 'broken', fault: 'wrong-answer', detail },
      call.subject.target.name,
      call.exchange.gateway.debug,
    ),
  )
