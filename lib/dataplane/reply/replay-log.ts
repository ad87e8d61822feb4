import { randomToken } from '../../platform/random.ts'

const maxEvents = 256
const maxBytes = 1024 * 1024
/** What all streams of this process together keep for clients that are away; more is forgotten. */
const maxBytesInAll = 64 * 1024 * 1024
/** One answer may be longer than all that is kept before it: a client that was told to come back must find it. */
const maxAnswerBytes = 16 * 1024 * 1024

let bytesInAll = 0

interface Kept {
  number: number
  message: string | Uint8Array
}

/**
 * What was said on one stream, so that a client which lost its connection hears the rest. An event's id is found in the
 * session that the stream belongs to and nowhere else, and cannot be guessed (R18).
 */
export class ReplayLog {
  /** Unguessable; what the ids of its events begin with. */
  readonly streamId: string
  #kept: Kept[] = []
  #bytes = 0
  #last = 0

  constructor(kind: 'call' | 'news') {
    this.streamId = `${kind}-${randomToken(12)}`
  }

  /** Whether any id was given out: without one nobody can come back. */
  get isKnown(): boolean {
    return this.#last > 0
  }

  /** An id after which everything that follows is replayed. */
  mark(): string {
    return this.#id(++this.#last)
  }

  add(message: string | Uint8Array): string {
    const number = ++this.#last
    const isAnswer = typeof message !== 'string'
    const most = isAnswer ? maxAnswerBytes : maxBytes
    if (message.length <= most && bytesInAll + message.length <= maxBytesInAll) {
      this.#kept.push({ number, message })
      this.#count(message.length)
    }
    while (this.#kept.length > maxEvents || (this.#bytes > maxBytes && this.#kept.length > 1)) this.#forgetFirst()
    return this.#id(number)
  }

  /** What followed the event of this number, oldest first. */
  after(number: number): { id: string; message: string | Uint8Array }[] {
    return this.#kept
      .filter((kept) => kept.number > number)
      .map((kept) => ({ id: this.#id(kept.number), message: kept.message }))
  }

  clear(): void {
    this.#count(-this.#bytes)
    this.#kept = []
  }

  #forgetFirst(): void {
    const first = this.#kept.shift()
    if (first) this.#count(-first.message.length)
  }

  #count(bytes: number): void {
    this.#bytes += bytes
    bytesInAll += bytes
  }

  #id(number: number): string {
    return `${this.streamId}.${number}`
  }
}

/** The stream and the place in it that a `Last-Event-ID` names; undefined for what is none of ours. */
export function readEventId(text: string): { kind: 'call' | 'news'; streamId: string; number: number } | undefined {
  const match = /^((call|news)-[\w-]{16})\.(\d{1,9})$/.exec(text)
  if (!match?.[1]) return undefined
  return { kind: match[2] === 'call' ? 'call' : 'news', streamId: match[1], number: Number(match[3]) }
}
