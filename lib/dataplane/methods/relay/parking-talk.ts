import { canBeAsked, withoutTask } from '../../capabilities.ts'
import type { EndpointDeps } from '../../endpoint-deps.ts'
import type { ParkedCall } from '../../live/parked-calls.ts'
import { answerResult } from '../../reply/answer.ts'
import type { Asking, ParkableReply } from '../../reply/parkable-reply.ts'
import type { RpcId } from '../../rpc/id.ts'
import { readServerMessage, responseText, type ServerMessage } from '../../rpc/server-message.ts'
import type { UpstreamLink } from '../../upstream/answer-sink.ts'
import type { Call } from './call.ts'
import { passNotification } from './notifications.ts'
import { declineQuestion, refuseQuestion } from './refuse-question.ts'
import type { Between, Talk } from './talk.ts'

type Deps = Pick<EndpointDeps, 'news' | 'parked' | 'workers'>

/** Questions of one call that may be open at the same time. */
const maxOpen = 32

/**
 * To a client of the newer era, which is asked by the answer to its request: what an older server asks in the middle of a
 * call parks the call here, and the client's next request takes it up (mcp.md 1.1).
 */
export class ParkingTalk implements Talk, ParkedCall {
  readonly #call: Call
  readonly #reply: ParkableReply
  readonly #deps: Deps
  readonly #between: Between
  readonly #open = new Map<string, { id: RpcId; question: ServerMessage; back: UpstreamLink }>()
  #asked = 0
  #handle: string | undefined
  #isAboutToAsk = false

  constructor(call: Call, reply: ParkableReply, deps: Deps) {
    this.#call = call
    this.#reply = reply
    this.#deps = deps
    this.#between = { exchange: call.exchange, reply, target: call.subject.target }
  }

  message(kind: 'notification' | 'request', text: string, back: UpstreamLink): boolean {
    if (kind === 'request') this.#take(text, back)
    else if (text.includes('notifications/cancelled')) this.#takeBack(text)
    else return passNotification(this.#between, text, this.#deps)
    return true
  }

  resume(asking: Asking, responses: Record<string, unknown>): void {
    const isOver = this.#reply.isKept
    this.#reply.resume(asking)
    if (isOver && this.#handle !== undefined) return this.#deps.parked.forget(this.#handle)
    for (const [key, { id, back }] of [...this.#open]) {
      const response = responses[key]
      if (response === undefined) continue
      this.#forget(key)
      void back.send(responseText(id, { result: response }))
    }
    if (this.#open.size > 0) this.#askSoon()
  }

  giveUp(reason: string): void {
    this.#handle = undefined
    this.#call.link?.abandon(reason)
    this.#reply.give()
  }

  over(): void {
    this.#open.clear()
    if (this.#handle !== undefined && !this.#reply.isKept) this.#deps.parked.forget(this.#handle)
  }

  #take(text: string, back: UpstreamLink): void {
    const question = readServerMessage(text)
    if (!question || question.id === undefined) return
    const { id, method } = question
    if (!canBeAsked(this.#call.exchange.declared, question)) return refuseQuestion(back, id, method)
    if (this.#open.size >= maxOpen) return declineQuestion(back, id, 'The client is being asked too much already.')
    this.#open.set(`question${++this.#asked}`, { id, question, back })
    back.waitsForPerson(true)
    this.#askSoon()
  }

  #takeBack(text: string): void {
    const requestId = readServerMessage(text)?.params?.requestId
    for (const [key, { id }] of this.#open) if (id === requestId) this.#forget(key)
  }

  #forget(key: string): void {
    const entry = this.#open.get(key)
    this.#open.delete(key)
    if (entry && this.#open.size === 0) entry.back.waitsForPerson(false)
  }

  /** Servers often ask several things at once: they become one answer. */
  #askSoon(): void {
    if (this.#isAboutToAsk || !this.#reply.isAwaited) return
    this.#isAboutToAsk = true
    setImmediate(() => {
      this.#isAboutToAsk = false
      this.#ask()
    })
  }

  #ask(): void {
    if (this.#open.size === 0 || !this.#reply.isAwaited) return
    const handle = this.#handle ?? this.#park()
    if (handle === undefined) return
    const inputRequests = Object.fromEntries(
      [...this.#open].map(([key, { question }]) => [
        key,
        { method: question.method, params: withoutTask(question.params) },
      ]),
    )
    const requestState = this.#call.conversation.seal({ kind: 'parked', handle, worker: this.#deps.workers.self })
    this.#reply.park(({ reply, id }) =>
      answerResult(reply, id, { resultType: 'input_required', inputRequests, requestState }),
    )
  }

  #park(): string | undefined {
    const parking = this.#deps.parked.park(this.#call.exchange.parkingOwner, this)
    if ('handle' in parking) return (this.#handle = parking.handle)
    for (const [key, { id, back }] of [...this.#open]) {
      this.#forget(key)
      declineQuestion(back, id, `The client cannot be asked now: ${parking.bound}, and as many do.`)
    }
    return undefined
  }
}
