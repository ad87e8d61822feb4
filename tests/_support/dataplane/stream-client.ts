import { createParser, type EventSourceMessage } from 'eventsource-parser'

export interface Heard {
  id: string | undefined
  /** Undefined for an event without a message. */
  message: Record<string, unknown> | undefined
}

/** A stream of events as a client reads it, one at a time. */
export interface EventReader {
  status: number
  headers: Headers
  /** All that was heard so far. */
  heard: Heard[]
  /** The next event that this holds for; waits until it comes. */
  until(matches: (heard: Heard) => boolean): Promise<Heard>
  /** The next message with this method. */
  method(name: string): Promise<Record<string, unknown>>
  /** The answer to the request with this id. */
  answer(id: unknown): Promise<Record<string, unknown>>
  /** Resolves when the other side has ended the stream, or it broke. */
  ended: Promise<void>
  leave(): void
}

export async function openEvents(url: string, init: RequestInit): Promise<EventReader> {
  const leaving = new AbortController()
  const response = await fetch(url, { ...init, signal: leaving.signal })
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  let isOver = false
  const wake = () => {
    for (const resolve of [...waiting]) resolve()
    waiting.clear()
  }
  const parser = createParser({
    onEvent({ id, data }: EventSourceMessage) {
      heard.push({ id, message: data.trim() === '' ? undefined : (JSON.parse(data) as Record<string, unknown>) })
      wake()
    },
  })
  const ended = (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }))
    } catch {
      // Whoever leaves, or is cut off, has heard what there was.
    }
    isOver = true
    wake()
  })()
  let read = 0
  async function until(matches: (one: Heard) => boolean): Promise<Heard> {
    for (;;) {
      for (; read < heard.length; read++) {
        const one = heard[read]
        if (one && matches(one)) {
          read++
          return one
        }
      }
      if (isOver) throw new Error(`the stream ended after ${JSON.stringify(heard)}`)
      await new Promise<void>((resolve) => waiting.add(resolve))
    }
  }
  return {
    status: response.status,
    headers: response.headers,
    heard,
    until,
    method: async (name) => (await until(({ message }) => message?.['method'] === name)).message ?? {},
    answer: async (id) =>
      (await until(({ message }) => message?.['id'] === id && message?.['method'] === undefined)).message ?? {},
    ended,
    leave: () => leaving.abort(),
  }
}
