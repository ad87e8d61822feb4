import { describe, expect, test } from 'vitest'
import { safePath } from '../../../lib/console/safe-path.ts'

describe('BR-9 where a visitor goes after signing in', () => {
  test.each(['/', '/gateways', '/gateways/payments-abc1234567?tab=a#b', '/connect?request_uri=urn%3Aa%3Ab'])(
    '%s is kept',
    (path) => expect(safePath(path)).toBe(path),
  )

  test.each([
    undefined,
    null,
    '',
    'gateways',
    'https://evil.example',
    'javascript:alert(1)',
    '//evil.example',
    '/\\evil.example',
    '/%2f%2fevil.example',
    '/%5Cevil.example',
    '/\t/evil.example',
    '/a\r\nset-cookie: x',
    '/a%0d%0aset-cookie:%20x',
    '/..\\evil',
  ])('%j becomes the overview', (path) => expect(safePath(path)).toBe('/'))

  test('the mark of a fetch by the router is not a part of the address', () => {
    expect(safePath('/gateways?_rsc=abc')).toBe('/gateways')
  })

  test('dot segments cannot lead to another origin', () => {
    expect(new URL(safePath('/a/..//evil.example'), 'https://ours.example').origin).toBe('https://ours.example')
  })
})
