import { describe, expect, test } from 'vitest'
import { createUrlPolicy } from '../../../lib/kernel/url-policy.ts'
import { parseEgressRule, type EgressRule } from '../../../lib/kernel/addresses.ts'

const rules = (...texts: string[]) => texts.map((text) => parseEgressRule(text)).filter((r): r is EgressRule => !!r)
const strict = createUrlPolicy({ isLoopback: false, egressAllow: [], publicOrigin: 'https://postern.example' })
const local = createUrlPolicy({ isLoopback: true, egressAllow: [], publicOrigin: 'http://localhost:3000' })
const allowing = createUrlPolicy({
  isLoopback: false,
  egressAllow: rules('mcp.internal', '10.1.0.0/16', '169.254.0.0/16'),
  publicOrigin: 'https://postern.example',
})
const call = (policy: typeof strict, text: string) => () => policy.checkUrl(text, { what: 'mcpServer.endpoint' })

describe('SS-4 odd spellings of loopback are seen through', () => {
  test.each([
    '0x7f.1',
    '2130706433',
    '017700000001',
    '127.1',
    '①②⑦.0.0.1',
    '127。0。0。1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::7f00:1]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    '10.0.0.1',
    '169.254.169.254',
    '[fd00:ec2::254]',
  ])('https://%s/ is refused from a public installation', (host) => {
    expect(call(strict, `https://${host}/mcp`)).toThrow(/EGRESS_ALLOW/)
  })
})

describe('SS-6 http', () => {
  test('only on loopback, only while PUBLIC_URL is loopback', () => {
    expect(call(local, 'http://localhost:9000/mcp')).not.toThrow()
    expect(call(local, 'http://127.0.0.1:9000/mcp')).not.toThrow()
    expect(call(local, 'http://192.168.1.2/mcp')).toThrow(/uses http/)
    expect(call(local, 'http://mcp.example.com/mcp')).toThrow(/uses http/)
    expect(call(strict, 'http://localhost:9000/mcp')).toThrow(/uses http/)
  })
  test('or by EGRESS_ALLOW', () => {
    expect(call(allowing, 'http://mcp.internal/mcp')).not.toThrow()
    expect(call(allowing, 'http://10.1.2.3/mcp')).not.toThrow()
    expect(call(allowing, 'http://10.2.2.3/mcp')).toThrow()
  })
  test('an allowed name may lie on a private address, and never on a metadata address', () => {
    expect(allowing.addressAllowed('192.168.7.7', 'mcp.internal')).toBe(true)
    expect(allowing.addressAllowed('192.168.7.7', 'other.internal')).toBe(false)
    expect(allowing.addressAllowed('10.1.255.255')).toBe(true)
    expect(allowing.addressAllowed('169.254.169.254', 'mcp.internal')).toBe(false)
    expect(local.addressAllowed('169.254.169.254')).toBe(false)
  })
})

test.each([
  'javascript:alert(1)',
  'ftp://a.example/',
  'https://u:p@a.example/',
  'https://@a.example/',
  'https://a.example/#x',
  'no url',
])('SS-4 %s is no address to call, and the member is named', (text) => {
  expect(call(strict, text)).toThrow(
    expect.objectContaining({
      code: 'ValidationException',
      fieldList: [expect.objectContaining({ name: 'mcpServer.endpoint' })],
    }),
  )
})

const openRedirects = [
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'https:\\\\evil.example',
  'https://good.example\\@evil.example',
  'https://good.example@evil.example',
  'https://good.example:x@evil.example/',
  'https://@evil.example',
  'https://:@evil.example',
  'https://evil.example#',
  'https://evil.example/#https://good.example',
  'https://good.example/\t/evil.example',
  'https://good.example/\n/evil.example',
  'https://good.example/\r\nLocation:https://evil.example',
  ' https://evil.example',
  'https://evil.example ',
  '\u0000https://evil.example',
  '\u00a0https://evil.example',
  '\ufeffhttps://evil.example',
  'ht\ntps://evil.example',
  'https://ev\u0000il.example',
  'https://evil。example/',
  'https://ⓔvil.example/',
  'https://EVIL.example/',
  'HTTPS://evil.example/',
  'https://evil.example:443/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://017700000001/',
  'https://127.1/',
  'https://good.example/../../evil',
  'https://good.example/./x',
  'https://good.example/%2e%2e/x',
  'https://good.example/a b',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'java\tscript:alert(1)',
  'javascript://good.example/%0aalert(1)',
  'data:text/html,<script>1</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://good.example/x',
  'about:blank',
  'view-source:https://good.example',
  'filesystem:https://good.example/x',
  'intent://good.example#Intent;end',
  'ws://good.example/',
  'ftp://good.example/',
  'http://good.example/',
  'http://localhost/',
  'http://127.0.0.1/',
  'http://[::1]/',
  'https://',
  'https://?x',
  'https://[evil',
  'https://postern.example/api/identities/oauth2/callback/5a4f6b1e-0d3c-4f5e-9a55-000000000000',
  'https://postern.example//api/identities/oauth2/authorize',
  '',
]

describe('SB-10 return URLs', () => {
  test('there are sixty hostile ones', () => expect(openRedirects.length).toBeGreaterThanOrEqual(60))
  test.each(openRedirects)('%j is refused', (text) => {
    expect(() => strict.checkReturnUrl(text, { what: 'defaultReturnUrl' })).toThrow(
      expect.objectContaining({ code: 'ValidationException' }),
    )
  })
  test.each([
    'https://app.example',
    'https://app.example/done',
    'https://app.example/done?tab=1',
    'https://app.example?x=1',
  ])('%s is taken as it is', (text) => expect(strict.checkReturnUrl(text, { what: 'defaultReturnUrl' })).toBe(text))
  test('http on loopback while PUBLIC_URL is loopback', () => {
    expect(local.checkReturnUrl('http://localhost:9090/oauth2/callback', { what: 'x' })).toBe(
      'http://localhost:9090/oauth2/callback',
    )
    expect(() => local.checkReturnUrl('http://app.example/', { what: 'x' })).toThrow()
    for (const host of ['localhost', '127.0.0.1', '[::1]'])
      expect(() => local.checkReturnUrl(`http://${host}:3000/api/identities/oauth2/callback/x`, { what: 'x' })).toThrow(
        /callback URL/,
      )
  })
})
