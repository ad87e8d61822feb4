import { expect, test } from 'vitest'
import { buildView } from '../../../lib/dataplane/gateway-view.ts'
import { challenge } from '../../../lib/dataplane/inbound/challenge.ts'
import { gatewayRecord } from '../../_support/dataplane/rooms.ts'

const view = buildView(gatewayRecord('team-abcdefghij'), [], {
  publicOrigin: 'https://gw.example.com',
  supportedVersions: [],
  cursors: { seal: () => '', open: () => undefined },
})
const metadata =
  'resource_metadata="https://gw.example.com/.well-known/oauth-protected-resource/gateways/team-abcdefghij/mcp"'

test('RS-6 a scope cannot break out of its quotes or its header', () => {
  expect(challenge(view, 'insufficient_scope', ['a"b', 'c\\d', 'e\r\nset-cookie: x'])).toBe(
    `Bearer error="insufficient_scope", scope="a\\"b c\\\\d eset-cookie: x", ${metadata}`,
  )
})

test('RS-6 without scopes there is no scope', () => {
  expect(challenge(view, 'invalid_token')).toBe(`Bearer error="invalid_token", ${metadata}`)
})
