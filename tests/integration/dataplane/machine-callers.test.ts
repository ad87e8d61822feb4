import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestGateway, gatewayId } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer()))
  const oauth = { providerName: 'github', scopes: ['repo'], defaultReturnUrl: 'http://localhost:8080/callback' }
  gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read'], { oauth })])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

test('item 5: the call and the connection of a machine’s token are marked, a person’s are not', async () => {
  for (const claims of [
    { sub: 'batch', client_id: 'batch' },
    { sub: 'alice', client_id: 'batch' },
  ])
    await gateway.call('notes___read', { authorization: `Bearer ${await gateway.issuer.sign(claims)}` })
  expect(gateway.calls.map(({ caller, callerKind }) => [caller, callerKind])).toEqual([
    ['batch', 'machine'],
    ['alice', 'person'],
  ])
  const iss = gateway.issuer.name
  expect(gateway.people.requests.map((request) => request.user)).toEqual([
    { kind: 'jwt', iss, sub: 'batch', isMachine: true },
    { kind: 'jwt', iss, sub: 'alice' },
  ])
})
