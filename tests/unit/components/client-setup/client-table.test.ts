import { describe, expect, test } from 'vitest'
import { firstCallOf, isFrom } from '../../../../components/features/client-setup/arrivals.ts'
import { clients } from '../../../../components/features/client-setup/client-table.ts'
import { type Place, placeOf } from '../../../../components/features/client-setup/place.ts'
import { command, quoted } from '../../../../components/features/client-setup/snippets.ts'
import { type Gateway, gatewaySchema } from '../../../../lib/contracts/gateways.ts'
import type { ToolCall } from '../../../../lib/contracts/tool-calls.ts'

const origin = 'https://postern.example.com'
const url = `${origin}/gateways/payments-abcdefghij/mcp`
const ownDiscovery = `${origin}/oauth/.well-known/openid-configuration`
const jwt = (discoveryUrl: string, allowedClients?: string[]) => ({
  authorizerType: 'CUSTOM_JWT' as const,
  authorizerConfiguration: { customJWTAuthorizer: { discoveryUrl, allowedClients, allowedAudience: ['a'] } },
})

const gateway = (settings: Partial<Gateway>): Gateway =>
  gatewaySchema.parse({
    gatewayArn: 'arn:aws:bedrock-agentcore:eu-west-1:000000000000:gateway/payments-abcdefghij',
    gatewayId: 'payments-abcdefghij',
    gatewayUrl: url,
    createdAt: '2026-11-24T00:00:00Z',
    updatedAt: '2026-11-24T00:00:00Z',
    status: 'READY',
    name: 'payments',
    authorizerType: 'NONE',
    ...settings,
  })

const places = {
  'sign-in': placeOf(gateway(jwt(ownDiscovery))),
  'own-provider': placeOf(gateway(jwt('https://id.example.com/.well-known/openid-configuration', ['postern-mcp']))),
  signature: placeOf(gateway({ authorizerType: 'AWS_IAM' })),
  key: placeOf(gateway({ authorizerType: 'AUTHENTICATE_ONLY' })),
  nothing: placeOf(gateway({})),
} satisfies Record<Place['way'], Place>

const stepsOf = (id: string, place: Place) => clients.find((client) => client.id === id)?.steps(place) ?? []
const linkOf = (id: string, place: Place): string =>
  stepsOf(id, place)
    .map((step) => (step.kind === 'link' ? step.href : ''))
    .join('')
const textOf = (id: string, place: Place): string =>
  stepsOf(id, place)
    .map((step) => (step.kind === 'link' ? step.href : step.text))
    .join('\n')

describe('the instructions of each client', () => {
  const cases = clients.flatMap((client) => Object.values(places).map((place) => ({ client, place })))

  test.each(cases)('$client.label, $place.way: they name the gateway and leave nothing blank', ({ client, place }) => {
    const text = textOf(client.id, place)
    const everything = [text, decodeURIComponent(text), JSON.stringify(decoded(client.id, place))].join('\n')
    expect(everything).toContain(place.url)
    expect(everything).not.toMatch(/undefined|null|\[object/)
  })

  test('the ways follow from the gateway’s sign-in, and our own issuer is not somebody else’s', () => {
    expect(Object.entries(places).map(([way, place]) => [way, place.way])).toEqual(
      Object.keys(places).map((way) => [way, way]),
    )
    expect(places['own-provider'].clientId).toBe('postern-mcp')
    expect(places['sign-in'].clientId).toBe('YOUR_CLIENT_ID')
  })
})

/** What a client of that kind reads out of its link. */
function decoded(id: string, place: Place): unknown {
  const href = linkOf(id, place)
  if (href === '') return undefined
  if (id === 'vscode') return JSON.parse(decodeURIComponent(href.slice('vscode:mcp/install?'.length)))
  if (id === 'cursor') return JSON.parse(atob(new URL(href).searchParams.get('config') ?? ''))
  return undefined
}

describe('one-click links', () => {
  test('VS Code: vscode:mcp/install? and JSON', () => {
    expect(linkOf('vscode', places['sign-in'])).toMatch(/^vscode:mcp\/install\?%7B/)
    expect(decoded('vscode', places['sign-in'])).toEqual({ name: 'payments', type: 'http', url })
    expect(decoded('vscode', places.signature)).toMatchObject({ type: 'stdio', command: 'uvx' })
  })

  test('Cursor: a name, and the settings as base64 of JSON', () => {
    const href = linkOf('cursor', places['own-provider'])
    expect(href).toMatch(/^cursor:\/\/anysphere\.cursor-deeplink\/mcp\/install\?name=payments&config=/)
    expect(decoded('cursor', places['own-provider'])).toEqual({ url, auth: { CLIENT_ID: 'postern-mcp' } })
    expect(decoded('cursor', places.nothing)).toEqual({ url })
  })

  test('Goose: an extension of type streamable_http, a local signer, and none where a token must be typed', () => {
    const parameters = new URL(linkOf('goose', places['sign-in'])).searchParams
    expect(Object.fromEntries(parameters)).toMatchObject({ type: 'streamable_http', url, name: 'payments' })
    expect(linkOf('goose', places['sign-in'])).toMatch(/^goose:\/\/extension\?/)
    expect(linkOf('goose', places['sign-in'])).not.toContain('+')
    const signer = new URL(linkOf('goose', places.signature)).searchParams
    expect([signer.get('cmd'), ...signer.getAll('arg')]).toEqual([
      ...['uvx', 'mcp-proxy-for-aws@latest', url, '--service', 'bedrock-agentcore', '--region', 'eu-west-1'],
    ])
    expect(linkOf('goose', places['own-provider'])).toBe('')
  })
})

test('with an API key every client is told where the key goes, no link carries one, and a real one stands nowhere', () => {
  for (const client of clients) {
    const text = textOf(client.id, places.key)
    expect(text).toMatch(/YOUR_API_KEY|POSTERN_API_KEY|input:postern-api-key/)
    expect(linkOf(client.id, places.key)).toBe('')
    expect(text).not.toMatch(/YOUR_TOKEN|POSTERN_TOKEN|CLIENT_ID|\$TOKEN/)
  }
  expect(textOf('claude-code', places.key)).toContain(`payments ${url} --header 'Authorization: Bearer YOUR_API_KEY'`)
  expect(textOf('codex', places.key)).toContain('--bearer-token-env-var POSTERN_API_KEY')
})

describe('commands and files', () => {
  test('files that are JSON parse', () => {
    for (const place of Object.values(places))
      for (const step of clients.flatMap((client) => client.steps(place)))
        if (step.kind === 'file' && step.path.endsWith('.json')) expect(() => JSON.parse(step.text)).not.toThrow()
  })

  test('Claude Code: by HTTP, with the client that is registered, or through the signer', () => {
    expect(textOf('claude-code', places.nothing)).toBe(`claude mcp add --transport http payments ${url}`)
    expect(textOf('claude-code', places['own-provider'])).toContain('--client-id postern-mcp --callback-port 8765')
    expect(textOf('claude-code', places.signature)).toContain('payments -- uvx mcp-proxy-for-aws@latest')
  })

  test('curl: the newest revision says all about itself; a gateway without it is asked the old way', () => {
    const modern = textOf('curl', places['sign-in'])
    expect(modern).toContain("-H 'Mcp-Name: TARGET___TOOL'")
    expect(modern).toContain('"io.modelcontextprotocol/clientInfo":{"name":"curl","version":"1"}')
    const old = placeOf(gateway({ protocolConfiguration: { mcp: { supportedVersions: ['2025-11-25'] } } }))
    expect(textOf('curl', old)).not.toContain('_meta')
    expect(textOf('curl', places.signature)).toContain('--aws-sigv4 aws:amz:eu-west-1:bedrock-agentcore')
  })

  test('words for a shell stay one word each, whatever is in them', () => {
    expect(quoted("it's")).toBe(String.raw`'it'\''s'`)
    expect(command('a', 'b c', '$(d)')).toBe("a 'b c' '$(d)'")
  })

  test('Claude Desktop: connectors only for addresses that others can reach', () => {
    const here = placeOf(gateway({ ...jwt(ownDiscovery), gatewayUrl: 'http://127.0.0.1:3000/gateways/x/mcp' }))
    expect(textOf('claude-desktop', here)).not.toContain('custom connector')
    expect(textOf('claude-desktop', places['sign-in'])).toContain('custom connector')
  })
})

describe('whose call it was', () => {
  const call = (client: string, callId: string): ToolCall => ({
    ...{ callId, client, at: '2026-11-25T00:00:00Z', durationMs: 1, targetId: 't', method: 'tools/call', name: 'n' },
    ...{ caller: 'alice', callerKind: 'person', outcome: 'answered', requestId: 'r' },
  })

  test('by the names that clients are known to give', () => {
    const given = ['Visual Studio Code', 'cursor-vscode', 'claude-code', 'claude-ai (via mcp-remote 0.1.37)']
    const more = ['codex-mcp-client', 'gemini-cli-mcp-client', 'windsurf-client', 'goose', 'mcpdo', 'curl']
    const found = [...given, ...more].map((name) => clients.filter((client) => isFrom(client, { client: name })))
    expect(found.map((each) => each.map(({ id }) => id))).toEqual(clients.map(({ id }) => [id]))
  })

  test('the first of a client is the oldest since then, and no one else’s', () => {
    const cursor = clients.find(({ id }) => id === 'cursor')
    const calls = [call('goose', '3'), call('cursor-vscode', '2'), call('Cursor', '1'), call('unknown', '0')]
    expect(cursor && firstCallOf(cursor, calls)?.callId).toBe('1')
    expect(cursor && firstCallOf(cursor, [call('precursor', '4')])).toBeUndefined()
  })
})
