/** Lines of data in one event; a line costs memory even where it is empty. */
const maxLines = 100_000
/** Bytes of an event that are names of its fields, before it is judged by its data alone. */
const fieldBytes = 1_024

/**
 * Takes a stream of events apart (WHATWG HTML §9.2.6): LF, CR and CRLF end lines, characters may be cut anywhere, unknown
 * fields and comments are passed over. Cost per byte and memory are bounded whatever the bytes are (HT-8, F-41).
 */
export class EventLines {
  /** An event grew past the limit; nothing more is read. */
  overflown = false
  lastEventId: string | undefined
  /** The server's own wish, in ms. */
  retryMs: number | undefined
  readonly #maxBytes: number
  readonly #onEvent: (name: string, data: string) => void
  readonly #decoder = new TextDecoder()
  #afterReturn = false
  /** The beginning of a line whose end has not come. */
  #rest: string[] = []
  /** Bytes of the event so far. */
  #bytes = 0
  #data: string[] = []
  #name = ''

  constructor(maxBytes: number, onEvent: (name: string, data: string) => void) {
    this.#maxBytes = maxBytes
    this.#onEvent = onEvent
  }

  feed(chunk: Uint8Array): void {
    if (this.overflown) return
    const text = this.#withLineFeeds(this.#decoder.decode(chunk, { stream: true }))
    this.#bytes += chunk.length
    let from = 0
    /** Where what is still held begins: lines before it are done with, comments among them. */
    let held = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      if (this.#rest.length === 0) this.#line(text, from, end)
      else {
        const line = this.#rest.join('') + text.slice(from, end)
        this.#rest = []
        this.#line(line, 0, line.length)
      }
      if (this.overflown) return this.#drop()
      from = end + 1
      if (this.#data.length === 0) held = from
    }
    if (from < text.length) this.#rest.push(from === 0 ? text : text.slice(from))
    if (held > 0) this.#bytes = held === text.length ? 0 : Buffer.byteLength(text.slice(held))
    if (this.#bytes > this.#maxBytes + fieldBytes) this.overflown = true
    if (this.overflown) this.#drop()
  }

  #withLineFeeds(text: string): string {
    const rest = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') this.#afterReturn = text.endsWith('\r')
    return rest.includes('\r') ? rest.replaceAll(/\r\n?/g, '\n') : rest
  }

  #line(text: string, from: number, to: number): void {
    if (from === to) return this.#endEvent()
    if (is(text, from, to, 'data')) {
      if (this.#data.push(value(text, from + 4, to)) > maxLines) this.overflown = true
    } else if (is(text, from, to, 'event')) this.#name = value(text, from + 5, to)
    else if (is(text, from, to, 'id')) {
      const id = value(text, from + 2, to)
      if (!id.includes('\0')) this.lastEventId = id
    } else if (is(text, from, to, 'retry')) {
      const retry = value(text, from + 5, to)
      if (/^\d{1,9}$/.test(retry)) this.retryMs = Number(retry)
    }
  }

  #endEvent(): void {
    const data = this.#data.length === 1 ? (this.#data[0] ?? '') : this.#data.join('\n')
    const name = this.#name
    const isEvent = this.#data.length > 0
    this.#name = ''
    this.#data = []
    if (this.#bytes > this.#maxBytes && Buffer.byteLength(data) > this.#maxBytes) this.overflown = true
    else if (isEvent) this.#onEvent(name, data)
  }

  #drop(): void {
    this.#rest = []
    this.#data = []
  }
}

/** Whether the line's field has this name. */
function is(text: string, from: number, to: number, name: string): boolean {
  const end = from + name.length
  return text.startsWith(name, from) && (end === to || (end < to && text.charCodeAt(end) === 0x3a))
}

function value(text: string, colon: number, to: number): string {
  const from = colon + (text.charCodeAt(colon + 1) === 0x20 && colon + 1 < to ? 2 : 1)
  return from >= to ? '' : text.slice(from, to)
}
