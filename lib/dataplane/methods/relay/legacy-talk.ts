import { canBeAsked } from '../../capabilities.ts'
import type { EndpointDeps } from '../../endpoint-deps.ts'
import type { PutQuestion } from '../../live/question-desk.ts'
import type { RpcId } from '../../rpc/id.ts'
import { notificationText, readServerMessage, responseText } from '../../rpc/server-message.ts'
import type { UpstreamLink } from '../../upstream/answer-sink.ts'
import { passNotification } from './notifications.ts'
import { declineQuestion, refuseQuestion } from './refuse-question.ts'
import type { Between, Talk } from './talk.ts'

/** Questions of one call, or of one server outside calls, that may be open at the same time. */
const maxOpen = 32

/** To a client with a session: questions ride the stream of the call, under ids of ours. */
export class LegacyTalk implements Talk {
  readonly #between: Between
  readonly #deps: Pick<EndpointDeps, 'news'>
  readonly #open = new Map<RpcId, PutQuestion>()

  constructor(between: Between, deps: Pick<EndpointDeps, 'news'>) {
    this.#between = between
    this.#deps = deps
  }

  message(kind: 'notification' | 'request', text: string, back: UpstreamLink): boolean {
    if (kind === 'request') return this.#ask(text, back)
    if (!text.includes('cancelled')) return passNotification(this.#between, text, this.#deps)
    const message = readServerMessage(text)
    if (message?.method !== 'notifications/cancelled') return passNotification(this.#between, text, this.#deps)
    return this.#takeBack(message.params ?? {}, back)
  }

  over(): void {
    for (const question of this.#open.values()) question.withdraw()
    this.#open.clear()
  }

  #ask(text: string, back: UpstreamLink): boolean {
    const question = readServerMessage(text)
    const id = question?.id
    if (!question || id === undefined || this.#open.has(id)) return true
    const { exchange, reply } = this.#between
    const { live } = exchange
    if (!live || !canBeAsked(exchange.declared, question)) {
      refuseQuestion(back, id, question.method)
      return true
    }
    const way = reply.canStream ? reply : live.news
    const put =
      way &&
      this.#open.size < maxOpen &&
      live.questions.put(question, {
        answered: (response) => {
          this.#open.delete(id)
          if (this.#open.size === 0) back.waitsForPerson(false)
          void back.send(responseText(id, response))
        },
        progressed: (params) => void back.send(notificationText('notifications/progress', params)),
      })
    if (!put) {
      declineQuestion(
        back,
        id,
        way ? 'The client is being asked too much already.' : 'This call has no stream to ask on.',
      )
      return true
    }
    this.#open.set(id, put)
    back.waitsForPerson(true)
    return way.send(put.text) !== false
  }

  /** The server gives up a question of its own, which the client knows under our id. */
  #takeBack(params: Record<string, unknown>, back: UpstreamLink): boolean {
    const id = params.requestId as RpcId
    const put = this.#open.get(id)
    if (!put) return true
    put.withdraw()
    this.#open.delete(id)
    if (this.#open.size === 0) back.waitsForPerson(false)
    const { reply } = this.#between
    return !reply.canStream || reply.send(notificationText('notifications/cancelled', { ...params, requestId: put.id }))
  }
}
