import { describe, expect, it } from 'vitest'
import { consoleHeaders, contentSecurityPolicy } from '../../../lib/server/security-headers.ts'

const production = { https: true, dev: false }

describe('console headers', () => {
  it('BR-2: runs scripts by nonce alone and frames nowhere', () => {
    const policy = contentSecurityPolicy('n0nce', '/gateways', production)
    expect(policy).toContain("script-src 'self' 'nonce-n0nce' 'strict-dynamic';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("form-action 'self'")
    expect(policy).not.toContain('unsafe-eval')
  })

  it.each(['/connect', '/consent', '/device', '/sign-in'])(
    'BR-2: leaves form-action out on %s, whose form leads away',
    (path) => {
      expect(contentSecurityPolicy('n', path, production)).not.toContain('form-action')
    },
  )

  it.each(['/connect', '/consent', '/return'])('BR-3: no referrer from %s', (path) => {
    expect(new Map(consoleHeaders(path, production)).get('referrer-policy')).toBe('no-referrer')
  })

  it('BR-3: HSTS on https only', () => {
    expect(new Map(consoleHeaders('/', production)).has('strict-transport-security')).toBe(true)
    expect(new Map(consoleHeaders('/', { ...production, https: false })).has('strict-transport-security')).toBe(false)
  })
})
