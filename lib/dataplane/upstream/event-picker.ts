import type { RpcId } from '../rpc/id.ts'
import { isRpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import type { MessageKind } from './answer-sink.ts'
import { EventLines } from './event-lines.ts'
import { answers, parseOrUndefined } from './judge-answer.ts'
import { skimMessage } from './skim-message.ts'

/** Characters of an event up to which it is parsed. */
const parseLength = 16_384

/** A message of the server that is no answer: its text, and what had to be read of it. */
export type OnMessage = (kind: MessageKind, text: string, method: string, id: RpcId | undefined) => void

/**
 * Finds the one answer in a stream of events, and the server's own messages before it. Events of other names, answers to
 * other ids and what is not JSON are dropped; memory is bounded by one event (HT-8, F-41).
 */
export class EventPicker {
  /** JSON text of the answer, once it has come. */
  picked: string | undefined
  /** Events that had data. */
  events = 0
  readonly lines: EventLines
  readonly #id: RpcId | undefined
  readonly #onMessage: OnMessage

  /** `id` is undefined for a stream that answers nothing. */
  constructor(id: RpcId | undefined, maxEventBytes: number, onMessage: OnMessage) {
    this.#id = id
    this.#onMessage = onMessage
    this.lines = new EventLines(maxEventBytes, (name, data) => this.#take(name, data))
  }

  feed(chunk: Uint8Array): void {
    this.lines.feed(chunk)
  }

  #take(name: string, data: string): void {
    this.events++
    if (this.picked !== undefined || data === '' || (name !== '' && name !== 'message')) return
    const message = data.length <= parseLength ? parseOrUndefined(data) : skimMessage(data)
    if (this.#id !== undefined && answers(message, this.#id)) this.picked = data
    else if (isObject(message) && typeof message.method === 'string' && message.jsonrpc === '2.0') {
      const { id, method } = message
      if (id === undefined) this.#onMessage('notification', data, method, undefined)
      else if (isRpcId(id)) this.#onMessage('request', data, method, id)
    }
  }
}
