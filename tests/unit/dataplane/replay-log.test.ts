import { describe, expect, test } from 'vitest'
import { readEventId, ReplayLog } from '../../../lib/dataplane/reply/replay-log.ts'

describe('R18 what a stream keeps for a client that lost its connection', () => {
  test('is found by the ids that were given out, and by nothing that can be guessed', () => {
    const log = new ReplayLog('call')
    const first = log.mark()
    const second = log.add('{"a":1}')
    log.add('{"b":2}')
    expect(readEventId(first)).toEqual({ kind: 'call', streamId: log.streamId, number: 1 })
    expect(log.after(1).map(({ message }) => message)).toEqual(['{"a":1}', '{"b":2}'])
    expect(log.after(readEventId(second)?.number ?? 0)).toHaveLength(1)
    expect(new ReplayLog('call').streamId).not.toBe(log.streamId)
  })

  test.each(['', '7', 'call-short.1', 'other-AAAAAAAAAAAAAAAA.1', 'call-AAAAAAAAAAAAAAAA', 'call-AAAAAAAAAAAAAAAA.-1'])(
    '%s is no id of ours',
    (text) => expect(readEventId(text)).toBeUndefined(),
  )

  test('is bounded by number and by size; the newest stay', () => {
    const many = new ReplayLog('news')
    for (let n = 1; n <= 300; n++) many.add(String(n))
    expect(many.after(0).map(({ message }) => message)).toEqual(Array.from({ length: 256 }, (_, n) => String(n + 45)))
    const large = new ReplayLog('news')
    for (let n = 0; n < 4; n++) large.add('x'.repeat(500_000))
    expect(large.after(0)).toHaveLength(2)
    large.add('y'.repeat(2_000_000))
    expect(large.after(0)).toHaveLength(2)
  })

  test('the answer itself may be longer: it is what the client comes back for', () => {
    const log = new ReplayLog('call')
    log.add('before')
    log.add(Buffer.alloc(2_000_000, 'x'))
    expect(log.after(0).map(({ message }) => message.length)).toEqual([2_000_000])
    log.clear()
    expect(log.after(0)).toEqual([])
  })
})
