import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { gatewayRecord, servingTarget, type ServingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createTestGateway>>
beforeEach(async () => {
  gateway = await createTestGateway()
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId))
})
afterEach(() => gateway.close())

const at = 'https://mcp.example.com/mcp'
const serve = (...targets: ServingTarget[]) => {
  gateway.rooms.serving.set(gatewayId, targets)
  gateway.changes.publish({ kind: 'gateway', gatewayId })
}
const ask = async (method: string, params: object = {}, url = gateway.url) =>
  (await (await gateway.send({ jsonrpc: '2.0', id: 1, method, params }, {}, {}, url)).json()) as Answer

const modern = async (method: string) => {
  const { body, headers } = modernRequest(method)
  return (await (await gateway.send(body, headers)).json()) as Answer
}

const resource = (uri: string) => ({ uri, json: `{"uri":"${uri}","name":"n","size":1.0,"_meta":{"x/y":[1]}}` })
const full = (name: string, more: Partial<ServingTarget> = {}) =>
  servingTarget(name, at, [], {
    prompts: [{ name: 'brief', json: '{"name":"brief","icons":[{"src":"data:,"}],"arguments":[{"name":"a"}]}' }],
    resources: [resource(`file:///${name}`), resource('file:///shared')],
    templates: [{ uriTemplate: 'file:///{id}', json: '{"uriTemplate":"file:///{id}","name":"t"}' }],
    server: { capabilities: { tools: {}, prompts: {}, resources: { subscribe: true } }, cache: {} },
    ...more,
  })

describe('mcp.md 1.4 lists beside the tools', () => {
  test('prompts have their target in front, resources and templates are as their servers wrote them', async () => {
    serve(full('docs'))
    expect((await ask('prompts/list')).result).toEqual({
      prompts: [{ name: 'docs___brief', icons: [{ src: 'data:,' }], arguments: [{ name: 'a' }] }],
    })
    const response = await gateway.send({ jsonrpc: '2.0', id: 1, method: 'resources/list' })
    expect(await response.text()).toContain(
      `{"resources":[${resource('file:///docs').json},${resource('file:///shared').json}]}`,
    )
    expect((await ask('resources/templates/list')).result).toEqual({
      resourceTemplates: [{ uriTemplate: 'file:///{id}', name: 't' }],
    })
  })

  test('?names=bare: prompts as upstream, refused where two targets have one of the name; resources go on', async () => {
    serve(full('docs'))
    const bare = `${gateway.url}?names=bare`
    expect((await ask('prompts/list', {}, bare)).result).toMatchObject({ prompts: [{ name: 'brief' }] })
    serve(full('docs'), full('wiki'))
    const refused = await ask('prompts/list', {}, bare)
    expect(refused.error).toMatchObject({
      code: -32602,
      data: { collisions: [{ name: 'brief', targets: ['docs', 'wiki'] }] },
    })
    expect(refused.error?.message).toContain('have a prompt of the same name: brief (docs, wiki)')
    expect((await ask('resources/list', {}, bare)).result).toMatchObject({
      resources: [{ uri: 'file:///docs' }, { uri: 'file:///shared' }, { uri: 'file:///wiki' }],
    })
  })

  test('a long list comes in pages, and a cursor of one list is none of another', async () => {
    serve(full('docs', { resources: Array.from({ length: 1_001 }, (_, n) => resource(`x:${n}`)) }))
    const first = await ask('resources/list')
    expect(first.result?.['resources']).toHaveLength(30)
    const cursor = first.result?.['nextCursor']
    const second = await ask('resources/list', { cursor })
    expect(second.result?.['resources']).toMatchObject({ 0: { uri: 'x:30' }, length: 30 })
    expect((await ask('prompts/list', { cursor })).error?.code).toBe(-32602)
  })

  test('a gateway without any answers empty lists', async () => {
    serve(servingTarget('tools', at, ['t']))
    expect((await ask('prompts/list')).result).toEqual({ prompts: [] })
    expect((await ask('resources/list')).result).toEqual({ resources: [] })
  })

  test('initialize and discovery announce what there is', async () => {
    serve(full('docs'))
    const init = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } }
    expect((await ask('initialize', init)).result).toMatchObject({
      capabilities: { tools: {}, prompts: {}, resources: {} },
    })
    const found = await modern('server/discover')
    expect(found.result).toMatchObject({ capabilities: { tools: {}, prompts: {}, resources: {} } })
    serve(servingTarget('tools', at, ['t']))
    expect((await ask('initialize', init)).result?.['capabilities']).not.toHaveProperty('prompts')
  })
})

test('TC-8 a list is private where one server behind it says so of its own, and nobody may keep it longer than we know', async () => {
  const cache = {
    resources: { ttlMs: 60_000, cacheScope: 'private' as const },
    prompts: { ttlMs: 9, cacheScope: 'public' as const },
  }
  const server = { capabilities: { prompts: {}, resources: {} }, cache }
  serve(full('docs', { server }), full('wiki'))
  expect((await modern('resources/list')).result).toMatchObject({
    resultType: 'complete',
    ttlMs: 0,
    cacheScope: 'private',
  })
  expect((await modern('prompts/list')).result).toMatchObject({ ttlMs: 0, cacheScope: 'public' })
  expect((await modern('tools/list')).result).toMatchObject({ ttlMs: 0, cacheScope: 'public' })
})
