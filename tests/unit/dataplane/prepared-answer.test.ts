import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ContentCoding } from '../../../lib/dataplane/rpc/content-coding.ts'
import type { RpcId } from '../../../lib/dataplane/rpc/id.ts'
import { PreparedAnswer } from '../../../lib/dataplane/rpc/prepared-answer.ts'

const tools = Array.from({ length: 3_000 }, (_, at) => ({
  name: `tool_${at}`,
  description: `Löst "${at}" 🦊`.repeat(at % 9),
}))
const results = [{ tools }, { tools: [] }, {}]
const decode = { br: brotliDecompressSync, gzip: gunzipSync }

async function decoded(answer: PreparedAnswer, id: RpcId, coding: ContentCoding | undefined): Promise<string> {
  const bytes = Buffer.concat([...(await answer.bytes({ id, members: '' }, coding))])
  return (coding === undefined ? bytes : decode[coding](bytes)).toString('utf8')
}

test('performance.md §8 every coding carries the same text, byte for byte, whatever the id', async () => {
  for (const result of results) {
    const answer = new PreparedAnswer(JSON.stringify(result))
    const ids = fc.oneof(
      fc.maxSafeInteger(),
      fc.string({ maxLength: 256 }),
      fc.string({ maxLength: 256, unit: 'binary' }),
      fc.constantFrom('\ud800'.repeat(256), '\u0000'.repeat(256), '', 0, -1, Number.MAX_SAFE_INTEGER),
    )
    await fc.assert(
      fc.asyncProperty(ids, fc.constantFrom('br' as const, 'gzip' as const, undefined), async (id, coding) => {
        const text = `{"jsonrpc":"2.0","result":${JSON.stringify(result)},"id":${JSON.stringify(id)}}`
        expect(await decoded(answer, id, coding)).toBe(text)
      }),
      { numRuns: 100 },
    )
  }
})

test('the shared bytes are made once, also for callers that come while they are made', async () => {
  const answer = new PreparedAnswer(JSON.stringify({ tools }))
  const [[one], [other]] = await Promise.all([
    answer.bytes({ id: 1, members: '' }, 'br'),
    answer.bytes({ id: 'x', members: ',"a":1' }, 'br'),
  ])
  expect(other).toBe(one)
  const later = answer.bytes({ id: 2, members: '' }, 'br')
  expect(later).not.toBeInstanceOf(Promise)
  expect((await later)[0]).toBe(one)
})

test.each(['br', 'gzip', undefined] as const)('members of one revision end the result, coding %s', async (coding) => {
  const answer = new PreparedAnswer('{"tools":[]}')
  const bytes = Buffer.concat([...(await answer.bytes({ id: 1, members: ',"resultType":"complete"' }, coding))])
  const text = (coding === undefined ? bytes : decode[coding](bytes)).toString('utf8')
  expect(text).toBe('{"jsonrpc":"2.0","result":{"tools":[],"resultType":"complete"},"id":1}')
})
