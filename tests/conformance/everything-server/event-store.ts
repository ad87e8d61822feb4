import type { EventStore } from '@modelcontextprotocol/server'

/** Keeps the events of one session's streams, so that a client may come back for those it missed. */
export function createEventStore(): EventStore {
  const events: { stream: string; message: Parameters<EventStore['storeEvent']>[1] }[] = []
  return {
    storeEvent: (stream, message) => Promise.resolve(String(events.push({ stream, message }))),
    async replayEventsAfter(lastEventId, { send }) {
      const seen = Number(lastEventId)
      const stream = events[seen - 1]?.stream ?? ''
      for (const [index, event] of events.entries()) {
        const missed = index >= seen && event.stream === stream && Object.keys(event.message).length > 0
        if (missed) await send(String(index + 1), event.message)
      }
      return stream
    },
  }
}
