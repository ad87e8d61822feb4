import { createParser } from 'eventsource-parser'
import type { RpcId } from '../rpc/id.ts'
import { isRpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import { answers, parseOrUndefined } from './judge-answer.ts'
import { skimMessage } from './skim-message.ts'

/** Characters of an event up to which it is parsed. */
const parseLength = 16_384

/**
 * Finds the one answer in a stream of events. Notifications, events of other names, answers to other ids and what is
 * not JSON are dropped; memory is bounded by one event (HT-8, F-41).
 */
export class EventPicker {
  /** JSON text of the answer, once it has come. */
  picked: string | undefined
  /** An event grew past the limit; nothing more is read. */
  overflown = false
  readonly #id: RpcId
  readonly #onRequest: (id: RpcId, method: string) => void
  readonly #decoder = new TextDecoder()
  readonly #parser

  constructor(id: RpcId, maxEventLength: number, onRequest: (id: RpcId, method: string) => void) {
    this.#id = id
    this.#onRequest = onRequest
    this.#parser = createParser({
      maxBufferSize: maxEventLength,
      onEvent: ({ event, data }) => {
        if (event === undefined || event === 'message') this.#take(data)
      },
      onError: ({ type }) => {
        if (type === 'max-buffer-size-exceeded') this.overflown = true
      },
    })
  }

  feed(chunk: Uint8Array): void {
    if (!this.overflown) this.#parser.feed(this.#decoder.decode(chunk, { stream: true }))
  }

  #take(data: string): void {
    if (this.picked !== undefined || data === '') return
    const message = data.length <= parseLength ? parseOrUndefined(data) : skimMessage(data)
    if (answers(message, this.#id)) this.picked = data
    else if (isObject(message) && typeof message.method === 'string' && isRpcId(message.id))
      this.#onRequest(message.id, message.method)
  }
}
