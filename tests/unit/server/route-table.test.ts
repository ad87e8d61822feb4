import { describe, expect, it } from 'vitest'
import { pathOf, routeOf } from '../../../lib/server/route-table.ts'

describe('route table', () => {
  it.each([
    ['/gateways/demo-abc1234567/mcp', { room: 'mcp', gatewayId: 'demo-abc1234567' }],
    ['/gateways/demo-abc1234567', { room: 'console' }],
    ['/gateways/demo-abc1234567/mcp/', { room: 'console' }],
    ['/gateways//mcp', { room: 'console' }],
    ['/.well-known/oauth-protected-resource', { room: 'resource-metadata', gatewayId: undefined }],
    ['/.well-known/oauth-protected-resource/gateways/g-1/mcp', { room: 'resource-metadata', gatewayId: 'g-1' }],
    ['/.well-known/oauth-authorization-server', { room: 'oauth', path: '/.well-known/oauth-authorization-server' }],
    [
      '/.well-known/oauth-authorization-server/oauth',
      { room: 'oauth', path: '/.well-known/oauth-authorization-server' },
    ],
    ['/.well-known/openid-configuration', { room: 'oauth', path: '/.well-known/openid-configuration' }],
    ['/.well-known/openid-configuration/oauth', { room: 'oauth', path: '/.well-known/openid-configuration' }],
    ['/oauth/.well-known/openid-configuration', { room: 'oauth', path: '/.well-known/openid-configuration' }],
    ['/.well-known/oauth-authorization-server/other', { room: 'nowhere' }],
    ['/oauth/token', { room: 'oauth', path: '/token' }],
    ['/oauth', { room: 'console' }],
    ['/api/identities/oauth2/authorize', { room: 'authorize' }],
    ['/api/identities/oauth2/callback/0b1c', { room: 'callback', callbackId: '0b1c' }],
    ['/api/identities/oauth2/token', { room: 'control' }],
    ['/api/gateways/', { room: 'control' }],
    ['/api', { room: 'control' }],
    ['/apidocs', { room: 'console' }],
    ['/api/auth/session', { room: 'console' }],
    ['/api/authentic', { room: 'control' }],
    ['/healthz', { room: 'health' }],
    ['/readyz', { room: 'readiness' }],
    ['/', { room: 'console' }],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toEqual(route)
  })

  it('SG-5: decodes nothing, so that what was signed is what is dispatched', () => {
    expect(routeOf('/%61pi/gateways/')).toEqual({ room: 'console' })
    expect(routeOf('/gateways/a%2Fb/mcp')).toEqual({ room: 'mcp', gatewayId: 'a%2Fb' })
    expect(pathOf('/api/gateways/?maxResults=1')).toBe('/api/gateways/')
  })
})
