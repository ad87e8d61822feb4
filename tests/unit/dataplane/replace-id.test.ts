import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replaceId } from '../../../lib/dataplane/rpc/replace-id.ts'

const replaced = (text: string, id: string | number = 'new') => {
  const body = replaceId(Buffer.from(text), id)
  return body && Buffer.from(body).toString('utf8')
}

describe('an answer under another id', () => {
  test.each([
    ['{"jsonrpc":"2.0","id":"old","result":{"id":1}}', '{"jsonrpc":"2.0","id":"new","result":{"id":1}}'],
    ['{ "result" : {"a":"}\\"id\\":"} , "id" : 7 }', '{ "result" : {"a":"}\\"id\\":"} , "id" :"new"}'],
    ['{"\\u0069d":1,"result":{}}', '{"\\u0069d":"new","result":{}}'],
  ])('%s', (before, after) => expect(replaced(before)).toBe(after))

  test.each(['{"result":{"id":1}}', '{"id":1,"id":2,"result":{}}', '[]', 'null'])(
    '%s has no one place for it',
    (text) => expect(replaced(text)).toBeUndefined(),
  )

  test('changes nothing else of any answer', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.oneof(fc.string(), fc.integer()), (result, id) => {
        const message = { jsonrpc: '2.0', result, id: 'old' }
        expect(JSON.parse(replaced(JSON.stringify(message, null, 1), id) ?? '')).toEqual(
          JSON.parse(JSON.stringify({ ...message, id })),
        )
      }),
    )
  })
})
