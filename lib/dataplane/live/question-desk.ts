import { randomToken } from '../../platform/random.ts'
import { withoutTask } from '../capabilities.ts'
import type { RpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import type { ServerMessage } from '../rpc/server-message.ts'

/** What one client can be asked at the same time by all servers; one that asks more is told so. */
const maxOpen = 128

/** A client's answer to a question, as it gave it. */
export type ClientResponse = { result: unknown } | { error: unknown }

interface OpenQuestion {
  progressToken: unknown
  answered(response: ClientResponse): void
  progressed(params: Record<string, unknown>): void
}

/** A question that was put and can be taken back. */
export interface PutQuestion {
  /** The question as the client gets it: under an id of ours, which nobody can guess. */
  text: string
  /** How the client knows it. */
  id: string
  withdraw(): void
}

/** The questions to one client that wait for an answer. Only this session's client can answer them (R16, R17). */
export class QuestionDesk {
  readonly #open = new Map<RpcId, OpenQuestion>()

  /** Undefined where too many are open. */
  put(
    { method, params }: Pick<ServerMessage, 'method' | 'params'>,
    handlers: Pick<OpenQuestion, 'answered'> & Partial<Pick<OpenQuestion, 'progressed'>>,
  ): PutQuestion | undefined {
    if (this.#open.size >= maxOpen) return undefined
    const id = `ask-${randomToken(16)}`
    const progressToken = isObject(params?._meta) ? params._meta.progressToken : undefined
    this.#open.set(id, { progressToken, progressed: () => undefined, ...handlers })
    return {
      id,
      text: JSON.stringify({ jsonrpc: '2.0', id, method, params: withoutTask(params) }),
      withdraw: () => void this.#open.delete(id),
    }
  }

  /** False for an answer that nobody waits for. */
  answer(id: RpcId, response: ClientResponse): boolean {
    const question = this.#open.get(id)
    this.#open.delete(id)
    question?.answered(response)
    return question !== undefined
  }

  /** The client tells how far it is with a question. */
  progress(params: Record<string, unknown>): void {
    for (const question of this.#open.values())
      if (question.progressToken !== undefined && question.progressToken === params.progressToken)
        question.progressed(params)
  }

  /** The client is gone: whoever asked hears it. */
  close(): void {
    const error = { code: -32603, message: 'The client has ended its session.' }
    for (const id of [...this.#open.keys()]) this.answer(id, { error })
  }
}
