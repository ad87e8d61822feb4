import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { EventPicker } from '../../../lib/dataplane/upstream/event-picker.ts'

const answer = JSON.stringify({ jsonrpc: '2.0', id: 'c1', result: { text: 'grüße ☃ 🦊' } })
const stream = `\uFEFF: hi\r\nid: 1\ndata:\n\nevent: message\rdata: {"jsonrpc":"2.0","method":"notifications/x"}\r\rdata: ${answer}\n\n`

describe('HT-8 the answer in a stream', () => {
  test('is found however the bytes are cut', () => {
    const bytes = Buffer.from(stream)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (cuts) => {
        const picker = new EventPicker('c1', 10_000, () => undefined)
        const edges = [0, ...cuts.sort((left, right) => left - right), bytes.length]
        for (const [index, edge] of edges.entries()) picker.feed(bytes.subarray(edges[index - 1] ?? 0, edge))
        expect(picker.picked).toBe(answer)
      }),
    )
  })

  test('the first answer counts', () => {
    const picker = new EventPicker(1, 10_000, () => undefined)
    const line = (text: string) => `data: ${JSON.stringify({ jsonrpc: '2.0', id: 1, result: { text } })}\n\n`
    picker.feed(Buffer.from(line('first') + line('second')))
    expect(picker.picked).toContain('first')
  })

  test('I8 I9 a large event is judged by its outermost members and never built', () => {
    const depth = 100_000
    const nested = '['.repeat(depth) + ']'.repeat(depth)
    const event = (id: number) => `{"jsonrpc":"2.0", "result":{"a":${nested}}, "id": ${id}}`
    const parse = vi.spyOn(JSON, 'parse')
    const picker = new EventPicker(1, 16 * 1024 * 1024, () => undefined)
    picker.feed(Buffer.from(`data: ${event(2)}\n\ndata: ${event(1)}\n\n`))
    const longest = Math.max(...parse.mock.calls.map(([text]) => text.length))
    parse.mockRestore()
    expect(picker.picked).toBe(event(1))
    expect(longest).toBeLessThan(20_000)
  })

  test('an event without end overflows, in one piece and in many', () => {
    for (const pieces of [1, 100]) {
      const picker = new EventPicker(1, 1_000, () => undefined)
      for (let piece = 0; piece < pieces; piece++) picker.feed(Buffer.from(`data: ${'x'.repeat(2_000 / pieces)}\n`))
      picker.feed(Buffer.from('x'.repeat(2_000)))
      picker.feed(Buffer.from('after the end'))
      expect(picker.lines.overflown).toBe(true)
    }
  })

  test('a long event within the limit does not overflow', () => {
    const picker = new EventPicker(1, 16 * 1024 * 1024, () => undefined)
    const chunk = Buffer.alloc(16_384, 'x')
    picker.feed(Buffer.from('data: '))
    for (let index = 0; index < 1_000; index++) picker.feed(chunk)
    expect(picker.lines.overflown).toBe(false)
  })

  test('comments without end are no event; an event of more lines than any needs is too large', () => {
    const quiet = new EventPicker(1, 1_000, () => undefined)
    for (let index = 0; index < 100; index++) quiet.feed(Buffer.from(`: ${'x'.repeat(100)}\nunknown\nother: field\n`))
    expect(quiet.lines.overflown).toBe(false)
    const tall = new EventPicker(1, 16 * 1024 * 1024, () => undefined)
    for (let index = 0; index < 20; index++) tall.feed(Buffer.from('data:\n'.repeat(10_000)))
    expect(tall.lines.overflown).toBe(true)
  })

  test('an event may be as large as the limit, in bytes, and no larger', () => {
    const sizes = [1_000, 1_001].map((size) => {
      const seen: number[] = []
      const picker = new EventPicker(undefined, 1_000, (_, text) => seen.push(Buffer.byteLength(text)))
      const frame = '{"jsonrpc":"2.0","method":"ü'
      const text = `${frame}${'x'.repeat(size - Buffer.byteLength(frame) - 2)}"}`
      for (const byte of Buffer.from(`data:${text}\n\n`)) picker.feed(Buffer.from([byte]))
      return [seen, picker.lines.overflown]
    })
    expect(sizes).toEqual([
      [[1_000], false],
      [[], true],
    ])
  })

  test('its id and the wait that it names are kept; an id with a NUL is none', () => {
    const { lines, ...picker } = new EventPicker(1, 1_000, () => undefined)
    lines.feed(Buffer.from('id: a\nretry: 12\ndata:\n\nid: b\u0000\nretry: x\n\n'))
    expect([lines.lastEventId, lines.retryMs, picker.picked]).toEqual(['a', 12, undefined])
  })
})
