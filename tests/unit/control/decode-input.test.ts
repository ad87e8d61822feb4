import { describe, expect, test } from 'vitest'
import { operations } from '../../../lib/control/index.ts'
import { decodeInput } from '../../../lib/control/restjson/decode-input.ts'
import { parseJson } from '../../../lib/control/restjson/json.ts'
import { createRouter } from '../../../lib/control/restjson/router.ts'
import { DomainError } from '../../../lib/kernel/domain-error.ts'

const route = createRouter(operations)
const json = 'application/json'
function decode(method: string, path: string, body = '', contentType: string | undefined = json): unknown {
  const [rawPath = '', rawQuery = ''] = path.split('?')
  const found = route(method, rawPath)
  if (!found) throw new Error(`There is no route for ${method} ${rawPath}.`)
  return decodeInput(found, { rawQuery, contentType, body: Buffer.from(body) })
}
function refusal(action: () => unknown): DomainError {
  try {
    action()
  } catch (error) {
    if (error instanceof DomainError) return error
  }
  throw new Error('Nothing was refused.')
}

describe('input from path, query and body', () => {
  test('members come together, each percent-decoded once', () => {
    expect(decode('GET', '/gateways/g%252D0/targets/?maxResults=5&nextToken=a%2Bb+c')).toEqual({
      gatewayIdentifier: 'g%2D0',
      maxResults: '5',
      nextToken: 'a+b c',
    })
    expect(decode('PUT', '/gateways/g/', '{"name":"x"}')).toEqual({ gatewayIdentifier: 'g', name: 'x' })
  })

  test.each([json, 'application/json; charset=utf-8', 'Application/JSON'])('%s is JSON', (contentType) => {
    expect(decode('POST', '/gateways/', '{"name":"x"}', contentType)).toEqual({ name: 'x' })
  })

  test.each([
    ['{"name":"a\\u0000b"}', 'name'],
    ['{"tags":{"a":["\\ud800"]}}', 'tags.a.0'],
    ['{"tags":{"\\udc00":"a"}}', 'tags'],
  ])('text that no store keeps as it is is refused by its member: %s', (body, member) => {
    expect(refusal(() => decode('POST', '/gateways/', body)).fieldList).toMatchObject([{ name: member }])
    expect(decode('POST', '/gateways/', '{"name":"\\ud83d\\ude00 \\t é"}')).toEqual({ name: '😀 \t é' })
  })

  test('an empty body needs no content type', () => {
    expect(decode('POST', '/identities/ListWorkloadIdentities', '', undefined)).toEqual({})
  })

  test.each([
    '',
    'text/plain',
    'text/plain; x=application/json',
    'application/jsonp',
    'application/x-www-form-urlencoded',
  ])('HT-15 BR-4 a body of type "%s" is refused, because a foreign page may send it unasked', (contentType) => {
    expect(refusal(() => decode('POST', '/gateways/', '{}', contentType)).reason).toBe('CannotParse')
  })

  test.each([
    ['a label in the body', 'PUT', '/gateways/g/', '{"gatewayIdentifier":"other"}', 'gatewayIdentifier'],
    ['a query member in the body', 'GET', '/gateways/', '{"maxResults":5}', 'maxResults'],
    ['an unknown query member', 'GET', '/gateways/?limit=5', '', 'limit'],
    ['a query member twice', 'GET', '/gateways/?maxResults=5&maxResults=6', '', 'maxResults'],
    ['bad percent-encoding in the path', 'GET', '/gateways/%zz/', '', 'gatewayIdentifier'],
    ['bad percent-encoding in the query', 'GET', '/gateways/?nextToken=%f', '', 'nextToken'],
    ['a query on an operation that has none', 'POST', '/gateways/?name=x', '{}', 'name'],
  ])('%s is refused by name', (_, method, path, body, name) => {
    const error = refusal(() => decode(method, path, body))
    expect(error.code).toBe('ValidationException')
    expect(error.fieldList).toMatchObject([{ name }])
  })

  test.each(['[]', 'null', '"x"', '1', '{', '{"a":1}x', '\ufeff', "{'a':1}"])(
    'a body of %s cannot be parsed',
    (body) => {
      expect(refusal(() => decode('POST', '/gateways/', body)).reason).toBe('CannotParse')
    },
  )
})

describe('JSON', () => {
  const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels))
  const wide = (keys: number) => Buffer.from(`{${Array.from({ length: keys }, (_, at) => `"k${at}":0`).join(',')}}`)

  test('HT-2 is read to a depth of 64 and 10,000 members, and no further', () => {
    expect(() => parseJson(nested(64))).not.toThrow()
    expect(refusal(() => parseJson(nested(65))).message).toMatch(/nested/)
    expect(() => parseJson(wide(10_000))).not.toThrow()
    expect(refusal(() => parseJson(wide(10_001))).message).toMatch(/members/)
    expect(refusal(() => parseJson(nested(100_000))).reason).toBe('CannotParse')
  })

  test('HT-2 brackets and colons inside strings do not count', () => {
    const text = JSON.stringify({ a: `${'[{:'.repeat(20_000)}\\"` })
    expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text))
  })

  test.each(['{"__proto__":{"x":1}}', '{"a":{"\\u005f_proto__":1}}', '{"constructor":{"prototype":{"x":1}}}'])(
    'HT-3 %s is refused',
    (text) => expect(refusal(() => parseJson(Buffer.from(text))).reason).toBe('CannotParse'),
  )

  test('bytes that are not UTF-8 are refused', () => {
    expect(refusal(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).message).toMatch(/UTF-8/)
  })
})
