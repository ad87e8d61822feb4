import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestGateway, gatewayId } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

const oauth = { providerName: 'github', scopes: [], defaultReturnUrl: 'https://app.example.com/return' }
let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer()))
  gateway.rooms.serving.set(gatewayId, [
    servingTarget('open', upstream.endpoint, ['read']),
    servingTarget('own', upstream.endpoint, ['read'], { targetId: 'OWN0000000', oauth }),
  ])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

test.each(['2025-03-26', '2025-06-18', '2025-11-25'])('the MCP SDK’s client works with %s', async (revision) => {
  const client = new Client({ name: 'sdk', version: '1' }, { supportedProtocolVersions: [revision] })
  const transport = new StreamableHTTPClientTransport(new URL(gateway.url), {
    requestInit: { headers: await gateway.bearer() },
  })
  await client.connect(transport)
  expect(transport.sessionId).toBeTruthy()
  expect(client.getServerVersion()?.name).toBe('team')
  await client.ping()
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['open___read', 'own___read'])
  expect(await client.callTool({ name: 'open___read', arguments: {} })).toMatchObject({ content: [{ text: 'hello' }] })
  const asked = await client.callTool({ name: 'own___read', arguments: {} })
  expect(asked.isError).toBe(true)
  expect(JSON.stringify(asked.content)).toContain('/api/identities/oauth2/authorize?request_uri=')
  gateway.people.connect(gateway.issuer.name, 'alice', 'alices-token')
  expect(await client.callTool({ name: 'own___read', arguments: {} })).toMatchObject({ content: [{ text: 'hello' }] })
  await client.close()
})

test('a client of the SDK that declares URL mode is asked by -32042', async () => {
  const client = new Client(
    { name: 'sdk', version: '1' },
    { supportedProtocolVersions: ['2025-11-25'], capabilities: { elicitation: { url: {} } } },
  )
  await client.connect(
    new StreamableHTTPClientTransport(new URL(gateway.url), { requestInit: { headers: await gateway.bearer() } }),
  )
  await expect(client.callTool({ name: 'own___read', arguments: {} })).rejects.toMatchObject({ code: -32042 })
  await client.close()
})
