import { describe, expect, test } from 'vitest'
import { parseMessages } from '../../../lib/dataplane/rpc/message.ts'

const parse = (text: string) => parseMessages(Buffer.from(text))

describe('HT-4 JSON-RPC envelopes', () => {
  test.each([
    ['"1"', '1'],
    ['1', 1],
    ['0', 0],
    ['-7', -7],
    ['""', ''],
  ])('id %s keeps its type', (id, expected) => {
    expect(parse(`{"jsonrpc":"2.0","id":${id},"method":"ping"}`)).toEqual({
      kind: 'request',
      id: expected,
      method: 'ping',
      params: {},
    })
  })

  test.each(['null', '1.5', '12345678901234567890', '{}', '[1]', 'true'])('id %s is none', (id) => {
    expect(() => parse(`{"jsonrpc":"2.0","id":${id},"method":"ping"}`)).toThrow('id')
  })

  test('notifications and responses', () => {
    expect(parse('{"jsonrpc":"2.0","method":"notifications/x"}')).toEqual({
      kind: 'notification',
      method: 'notifications/x',
      params: {},
    })
    expect(parse('{"jsonrpc":"2.0","id":1,"result":{}}')).toEqual({ kind: 'response', id: 1, response: { result: {} } })
  })

  test.each([
    '{"jsonrpc":"2.0","id":1,"method":"ping","__proto__":{}}',
    '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"\\u005f_proto__":{}}}',
    '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"constructor":{"prototype":{}}}}',
  ])('HT-3 %s is refused', (text) => {
    expect(() => parse(text)).toThrow('not JSON that Postern accepts')
  })
})
