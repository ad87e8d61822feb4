import { describe, expect, test } from 'vitest'
import { ResultScan } from '../../../lib/dataplane/rpc/result-scan.ts'
import { ResultTypeAdder, withoutResultType } from '../../../lib/dataplane/rpc/result-type.ts'

const scanned = (text: string) => {
  const scan = new ResultScan()
  scan.feed(Buffer.from(text))
  return scan
}
const added = (text: string, pieceLength: number) => {
  const adder = new ResultTypeAdder()
  const bytes = Buffer.from(text)
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += pieceLength)
    pieces.push(...adder.pass(bytes.subarray(at, at + pieceLength)))
  return Buffer.concat(pieces).toString('utf8')
}

const answers: [string, string][] = [
  ['{"jsonrpc":"2.0","id":1,"result":{"content":[]}}', '{"content":[],"resultType":"complete"}'],
  ['{"result":{},"id":1}', '{"resultType":"complete"}'],
  ['{"result" : { } ,"id":1}', '{ "resultType":"complete"}'],
  [
    '{"result":{"a":{"resultType":"x"},"b":["resultType","result"]}}',
    '{"a":{"resultType":"x"},"b":["resultType","result"],"resultType":"complete"}',
  ],
  [
    '{"id":"result","meta":{"result":{}},"result":{"text":"\\"}🦊\\\\"}}',
    '{"text":"\\"}🦊\\\\","resultType":"complete"}',
  ],
]

describe('a resultType is added where there is none', () => {
  test.each(answers)('%s', (text, result) => {
    for (const pieceLength of [1, 2, 7, 1_000])
      expect(JSON.parse(added(text, pieceLength))).toEqual({ ...JSON.parse(text), result: JSON.parse(result) })
  })

  test.each([
    '{"result":{"resultType":"complete","content":[]}}',
    '{"result":{"content":[],"result\\u0054ype":"input_required"}}',
    '{"error":{"code":1,"message":"result","data":{"result":{}}},"id":1}',
    '{"result":[{}]}',
    '{"result":null}',
    '{"params":{"result":{}}}',
  ])('%s passes as it is', (text) => {
    for (const pieceLength of [1, 5, 1_000]) expect(added(text, pieceLength)).toBe(text)
  })
})

test.each([
  ['{"result":{"resultType":"complete"}}', '{"result":{}}'],
  ['{"result":{"resultType":"complete" , "a":1}}', '{"result":{ "a":1}}'],
  ['{"result":{"a":1 , "resultType" : "complete"}}', '{"result":{"a":1 }}'],
  ['{"result":{"a":"é","resultType":"complete","b":2}}', '{"result":{"a":"é","b":2}}'],
  ['{"result":{"a":1}}', '{"result":{"a":1}}'],
])('the type of %s is taken away', (text, rest) => {
  expect(Buffer.from(withoutResultType(Buffer.from(text), scanned(text))).toString('utf8')).toBe(rest)
})

test.each<[string, string | undefined, boolean]>([
  ['{"result":{"resultType":"input_required"}}', 'input_required', false],
  ['{"result":{"result\\u0054ype":"input\\u005frequired"}}', 'input_required', false],
  ['{"result":{"resultType":"complete","resultType":"input_required"}}', 'input_required', true],
  ['{"result":{"resultType":7}}', undefined, true],
  ['{"result":{},"result":{"resultType":"complete"}}', 'complete', true],
  ['{"error":{"resultType":"complete"}}', undefined, false],
])('%s says %s, ambiguous %s', (text, value, ambiguous) => {
  const scan = scanned(text)
  expect(scan.type?.value).toBe(value)
  expect(scan.ambiguous).toBe(ambiguous)
})
