import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { admin, listen, startRooms, tool, upTo, withConsent, withSchema } from './harness.ts'

/** The SDK's own server with one of each, of either era. */
const honest = (legacy: 'stateless' | 'reject') =>
  listen(
    toNodeHandler(
      createMcpHandler(
        () => {
          const server = new McpServer({ name: 'honest', version: '1.2' }, { instructions: 'Ask nicely.' })
          server.registerTool('echo', { inputSchema: z.object({ text: z.string() }) }, ({ text }) => ({
            content: [{ type: 'text', text }],
          }))
          server.registerPrompt(
            'brief',
            { description: 'A briefing.', argsSchema: z.object({ about: z.string() }) },
            () => ({
              messages: [],
            }),
          )
          const empty = (uri: URL) => ({ contents: [{ uri: uri.href, text: '' }] })
          server.registerResource('readme', 'file:///readme', { mimeType: 'text/plain' }, empty)
          const notes = new ResourceTemplate('note://{id}', { list: undefined })
          server.registerResource('note', notes, {}, (uri) => empty(uri))
          return server
        },
        { legacy },
      ),
    ),
  )

/** An MCP server with sessions-free `initialize` that answers each method as told; what it is not told it does not know. */
const answering = (capabilities: object, answers: Record<string, (cursor?: string) => object>) =>
  listen(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    if (request.method !== 'POST') return void response.writeHead(405).end()
    const { id, method, params } = JSON.parse(text) as { id?: number; method: string; params?: { cursor?: string } }
    if (id === undefined) return void response.writeHead(202).end()
    if (method === 'server/discover') return void response.writeHead(404).end()
    const serverInfo = { name: 'told', version: '1' }
    const result =
      method === 'initialize'
        ? { protocolVersion: '2025-11-25', capabilities, serverInfo }
        : answers[method]?.(params?.cursor)
    const answer = result ? { result } : { error: { code: -32601, message: 'no' } }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
  })

async function attach(endpoint: string) {
  const rooms = await startRooms()
  const target = await rooms.settled(await rooms.targets.create(admin, rooms.gateway.id, upTo(endpoint)))
  const serving = async () => (await rooms.targets.serving(rooms.gateway.id))[0]
  return { rooms, target, serving }
}
const tools = () => ({ tools: [tool('a')] })

describe('a synchronization reads all that a server lists', () => {
  test.each(['stateless', 'reject'] as const)('of an SDK server (%s)', async (legacy) => {
    const { target, serving } = await attach(await honest(legacy))
    expect(target).toMatchObject({ status: 'READY', statusReasons: [] })
    const served = await serving()
    expect(served?.prompts).toMatchObject([{ name: 'brief' }])
    expect(JSON.parse(served?.prompts[0]?.json ?? '')).toMatchObject({
      description: 'A briefing.',
      arguments: [{ name: 'about' }],
    })
    expect(served?.resources).toMatchObject([{ uri: 'file:///readme' }])
    expect(served?.templates).toMatchObject([{ uriTemplate: 'note://{id}' }])
    expect(served?.server).toMatchObject({
      capabilities: { tools: {}, prompts: {}, resources: {} },
      instructions: 'Ask nicely.',
      serverInfo: { name: 'honest', version: '1.2' },
    })
    expect(served?.resourcePriority).toBe(1_000)
    const hint = { ttlMs: expect.any(Number), cacheScope: expect.stringMatching(/^(public|private)$/) }
    expect(served?.server.cache).toEqual({ tools: hint, prompts: hint, resources: hint, templates: hint })
  })

  test('of a server that declares what it does not know, what it knows', async () => {
    const { target, serving } = await attach(
      await answering(
        { tools: {}, prompts: {}, resources: { subscribe: true }, logging: {}, evil: { x: 1 } },
        {
          'tools/list': tools,
          'resources/list': () => ({ resources: [{ uri: 'x:1', name: 'one' }] }),
        },
      ),
    )
    expect(target.status).toBe('READY')
    expect(await serving()).toMatchObject({ prompts: [], resources: [{ uri: 'x:1' }], templates: [] })
    expect((await serving())?.server.capabilities).toEqual({ tools: {}, resources: { subscribe: true }, logging: {} })
    expect((await serving())?.server.cache).toEqual({})
  })

  test('of a server without tools, its prompts', async () => {
    const { target, serving } = await attach(
      await answering({ prompts: {} }, { 'prompts/list': () => ({ prompts: [{ name: 'p' }] }) }),
    )
    expect(target.status).toBe('READY')
    expect(await serving()).toMatchObject({ tools: [], prompts: [{ name: 'p' }] })
  })

  test('nothing of a server whose tools were given', async () => {
    const rooms = await startRooms()
    const endpoint = await honest('stateless')
    await rooms.targets.create(admin, rooms.gateway.id, withSchema(endpoint, JSON.stringify(tools())))
    const [served] = await rooms.targets.serving(rooms.gateway.id)
    expect(served).toMatchObject({ prompts: [], resources: [], templates: [] })
    expect(served?.server).toEqual({ capabilities: { tools: {} }, cache: {} })
  })

  test('resourcePriority is taken as AgentCore takes it and serves', async () => {
    const rooms = await startRooms()
    const input = withSchema('https://mcp.example.com/mcp', JSON.stringify(tools()))
    const mcpServer = { ...input.targetConfiguration.mcp.mcpServer, resourcePriority: 7 }
    await rooms.targets.create(admin, rooms.gateway.id, { ...input, targetConfiguration: { mcp: { mcpServer } } })
    expect((await rooms.targets.serving(rooms.gateway.id))[0]?.resourcePriority).toBe(7)
  })
})

test.each([
  [
    'F-43 lists a prompt twice',
    'prompts/list',
    { prompts: [{ name: 'p' }, { name: 'p' }] },
    /“p” is taken by \$\.prompts\[0\]/,
  ],
  [
    'F-43 lists a resource twice',
    'resources/list',
    { resources: [{ uri: 'x:1' }, { uri: 'x:1' }] },
    /URI “x:1” is taken/,
  ],
  [
    'has a resource without an address',
    'resources/list',
    { resources: [{ name: 'n' }] },
    /\$\.resources\[0\]\.uri: Every resource needs a URI/,
  ],
  ['names a prompt with a line break', 'prompts/list', { prompts: [{ name: 'a\nb' }] }, /cannot be shown/],
  ['lists no list', 'prompts/list', { prompts: 'none' }, /no list of tools, prompts or resources/],
  ['repeats its page', 'resources/list', { resources: [], nextCursor: 'again' }, /same page of resources/],
])('a server that %s leaves its target FAILED with a reason', async (_what, method, result, reason) => {
  const endpoint = await answering(
    { tools: {}, prompts: {}, resources: {} },
    { 'tools/list': tools, 'prompts/list': () => ({ prompts: [] }), [method]: () => result },
  )
  const { target } = await attach(endpoint)
  expect(target.status).toBe('FAILED')
  expect(target.statusReasons.join()).toMatch(reason)
})

describe('a server that says its lists have changed', () => {
  test('is read again, once for all who say so at once; the history names it, and the diff has its prompts', async () => {
    let prompts = [{ name: 'p' }]
    let reads = 0
    const endpoint = await answering(
      { tools: {}, prompts: {} },
      { 'tools/list': () => (reads++, tools()), 'prompts/list': () => ({ prompts }) },
    )
    const { rooms, target, serving } = await attach(endpoint)
    prompts = [{ name: 'q' }]
    await Promise.all(Array.from({ length: 20 }, () => rooms.targets.upstreamChanged(rooms.gateway.id, target.id)))
    expect(reads).toBe(2)
    expect((await serving())?.prompts).toMatchObject([{ name: 'q' }])
    expect(await rooms.targets.get(rooms.gateway.id, target.id)).not.toHaveProperty('staleSince')
    const [run] = await rooms.targets.runs(target.id)
    expect(run).toMatchObject({ kind: 'synchronize', by: 'MCP server', outcome: 'succeeded' })
    expect(run?.diff).toMatchObject({ prompts: { added: ['q'], removed: ['p'] } })
  })

  test('TC-3 stays marked where reading it again fails; what served serves on', async () => {
    let broken = false
    const endpoint = await answering({ tools: {} }, { 'tools/list': () => (broken ? { tools: [{}] } : tools()) })
    const { rooms, target, serving } = await attach(endpoint)
    broken = true
    await rooms.targets.upstreamChanged(rooms.gateway.id, target.id)
    expect(await rooms.targets.get(rooms.gateway.id, target.id)).toMatchObject({
      status: 'SYNCHRONIZE_UNSUCCESSFUL',
      staleSince: expect.any(Number),
    })
    expect((await serving())?.tools).toHaveLength(1)
  })

  test('is only marked where somebody has to consent; the next synchronization takes the mark away', async () => {
    const rooms = await startRooms()
    const endpoint = await answering({ tools: {} }, { 'tools/list': tools })
    const created = await rooms.targets.create(admin, rooms.gateway.id, withConsent(endpoint))
    await rooms.grant(created)
    const target = await rooms.settled(created)
    await rooms.targets.upstreamChanged(rooms.gateway.id, target.id)
    const marked = await rooms.targets.get(rooms.gateway.id, target.id)
    expect(marked).toMatchObject({ status: 'READY', version: target.version, staleSince: expect.any(Number) })
    expect(await rooms.targets.runs(target.id)).toHaveLength(1)
    await rooms.grant(await rooms.targets.synchronize(admin, rooms.gateway.id, target.id))
    expect(await rooms.settled(target)).not.toHaveProperty('staleSince')
  })

  test('is not read for a target whose tools were given, nor for one that is gone', async () => {
    const rooms = await startRooms()
    const given = await rooms.targets.create(
      admin,
      rooms.gateway.id,
      withSchema('https://mcp.example.com/mcp', JSON.stringify(tools())),
    )
    await rooms.targets.upstreamChanged(rooms.gateway.id, given.id)
    await rooms.targets.upstreamChanged(rooms.gateway.id, 'GONE000000')
    expect(await rooms.targets.get(rooms.gateway.id, given.id)).not.toHaveProperty('staleSince')
    expect(await rooms.targets.runs(given.id)).toHaveLength(1)
  })
})
