import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  eventParts,
  eventText,
  keepAliveText,
  primingText,
  retryText,
} from '../../../lib/dataplane/reply/event-text.ts'

function read(stream: string) {
  const events: { id: string | undefined; data: string }[] = []
  const parser = createParser({ onEvent: ({ id, data }) => events.push({ id, data }) })
  parser.feed(stream)
  return events
}

test('any message is one event, whatever its white space, and its bytes say the same', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\r\n', '\r'), (value, space) => {
      const text = JSON.stringify(value, null, typeof space === 'number' ? space : undefined)
      const message = typeof space === 'string' ? `${space}${text}${space}` : text
      const [event, ...others] = read(eventText(message, 'e.1'))
      expect(others).toEqual([])
      expect(event?.id).toBe('e.1')
      expect(JSON.parse(event?.data ?? '')).toEqual(JSON.parse(text))
      const parts = eventParts(Buffer.from(message), 'e.1').map((part) => Buffer.from(part).toString('utf8'))
      expect(parts.join('')).toBe(eventText(message, 'e.1'))
    }),
  )
})

test('a client that is primed has an id and no message; comments and waits are no events', () => {
  expect(read(primingText('call-1.1', 500))).toEqual([{ id: 'call-1.1', data: '' }])
  expect(read(keepAliveText + retryText(5))).toEqual([])
})
