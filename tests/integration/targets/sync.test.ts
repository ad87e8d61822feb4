import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { admin, listen, mcpListing, startRooms, tool, upTo } from './harness.ts'

const honest = (legacy: 'stateless' | 'reject' = 'stateless') =>
  listen(
    toNodeHandler(
      createMcpHandler(
        () => {
          const server = new McpServer({ name: 'honest', version: '1' })
          const inputSchema = z.object({ text: z.string() })
          server.registerTool('add_note', { description: 'Adds a note.', inputSchema }, async ({ text }) => ({
            content: [{ type: 'text', text }],
          }))
          return server
        },
        { legacy },
      ),
    ),
  )

/** A server that is attached, and then what becomes of a synchronization with it. */
async function attach(endpoint: string, options: Parameters<typeof startRooms>[0] = {}) {
  const rooms = await startRooms(options)
  const created = await rooms.targets.create(admin, rooms.gateway.id, upTo(endpoint))
  expect(created.status).toBe('CREATING')
  return { rooms, target: await rooms.settled(created) }
}

describe('implicit sync', () => {
  test('an SDK server is attached: READY, its tools as it wrote them, one succeeded run', async () => {
    const { rooms, target } = await attach(await honest())
    expect(target).toMatchObject({ status: 'READY', statusReasons: [], lastSynchronizedAt: expect.any(Number) })
    const [serving] = await rooms.targets.serving(rooms.gateway.id)
    expect(serving?.tools.map((one) => one.name)).toEqual(['add_note'])
    expect(JSON.parse(serving?.tools[0]?.json ?? '')).toMatchObject({ description: 'Adds a note.' })
    expect(await rooms.targets.runs(target.id)).toMatchObject([
      {
        kind: 'create',
        method: 'sync',
        outcome: 'succeeded',
        catalogueVersion: 1,
        toolCount: 1,
        by: 'admin@example.com',
      },
    ])
  })

  test('a server that knows no initialize is attached alike', async () => {
    const { rooms, target } = await attach(await honest('reject'))
    expect(target).toMatchObject({ status: 'READY', statusReasons: [] })
    const [serving] = await rooms.targets.serving(rooms.gateway.id)
    expect(serving?.tools.map((one) => one.name)).toEqual(['add_note'])
  })

  test.each([400, 404, 405, 500, 503])(
    'one that answers the question for it with %s is asked by initialize',
    async (status) => {
      const listing = await mcpListing(() => ({ result: { tools: [tool('a')] } }), status)
      const { target } = await attach(listing)
      expect(target).toMatchObject({ status: 'READY', statusReasons: [] })
    },
  )

  test('so is one that leaves it unanswered', async () => {
    const { target } = await attach(await mcpListing(() => ({ result: { tools: [tool('a')] } }), 'silence'), {
      syncCapMs: 6_000,
    })
    expect(target).toMatchObject({ status: 'READY', statusReasons: [] })
  })

  test('all pages are read, and a second version knows what changed', async () => {
    let tools = [tool('a'), tool('b'), tool('c')]
    const endpoint = await mcpListing((cursor) => {
      const at = Number(cursor ?? 0)
      const nextCursor = at + 1 < tools.length ? String(at + 1) : undefined
      return { result: { tools: [tools[at]], nextCursor } }
    })
    const { rooms, target } = await attach(endpoint)
    expect((await rooms.targets.tools(rooms.gateway.id, target.id)).map((one) => one.name)).toEqual(['a', 'b', 'c'])
    tools = [tool('a', { description: 'new' }), tool('c'), tool('d')]
    await rooms.targets.synchronize(admin, rooms.gateway.id, target.id)
    expect((await rooms.settled(target)).status).toBe('READY')
    expect((await rooms.targets.runs(target.id))[0]).toMatchObject({
      kind: 'synchronize',
      catalogueVersion: 2,
      diff: { added: ['d'], removed: ['b'], changed: ['a'] },
    })
  })

  test('members that no schema of ours names stay in the definition', async () => {
    const definition = tool('a', { execution: { taskSupport: 'optional' }, _meta: { 'x/y': [1] }, unknown: { z: 1 } })
    const { rooms, target } = await attach(await mcpListing(() => ({ result: { tools: [definition] } })))
    const [entry] = await rooms.targets.tools(rooms.gateway.id, target.id)
    expect(JSON.parse(entry?.json ?? '')).toEqual(definition)
  })
})

const failures: [string, () => Promise<string>, RegExp][] = [
  [
    'F-41 answers HTML',
    () => listen((_, response) => response.setHeader('content-type', 'text/html').end('<p>hi')),
    /web page \(HTML\)/,
  ],
  [
    'F-41 redirects',
    () => listen((_, response) => response.writeHead(307, { location: '/other' }).end()),
    /redirect.*final address/,
  ],
  [
    'F-41 cuts the connection',
    () => listen((request) => request.socket.destroy()),
    /could not be reached|cut the connection/,
  ],
  [
    'F-41 wants another login',
    () => listen((_, response) => response.writeHead(401).end()),
    /Authorization error.*401/,
  ],
  ['F-41 is not there', () => listen((_, response) => response.writeHead(404).end()), /404.*path/],
  ['F-41 is broken', () => listen((_, response) => response.writeHead(503).end()), /Received error \(503\)/],
  ['F-41 sends 100 MB', hundredMegabytes, /more than 16777216 bytes/],
  ['F-41 sends broken JSON', () => mcpListing(() => '{"jsonrpc":'), /did not speak MCP/],
  ['F-41 lists no list', () => mcpListing(() => ({ result: { tools: 'none' } })), /no list of tools/],
  ['has no tools', () => mcpListing(() => ({ error: { code: -32601, message: 'no' } })), /has no tools/],
  [
    'refuses',
    () => mcpListing(() => ({ error: { code: -32000, message: 'not \u001b[31mtoday' } })),
    /error -32000: not .\[31mtoday/,
  ],
  ['F-43 lists a tool twice', () => mcpListing(() => ({ result: { tools: [tool('a'), tool('a')] } })), /“a” is taken/],
  ['F-43 names a tool badly', () => mcpListing(() => ({ result: { tools: [tool('a b')] } })), /no tool name/],
  ['F-43 nests deeply', deeplyNested, /nested too deeply/],
  ['I8 sends a million arrays', () => manyArrays('application/json', ''), /more than 1000000 objects and arrays/],
  [
    'I8 sends them in a stream that can be resumed',
    () => manyArrays('text/event-stream', 'id: 1\ndata: '),
    /more than 1000000 objects and arrays/,
  ],
  [
    'F-43 refers elsewhere',
    () => mcpListing(() => ({ result: { tools: [tool('a', { outputSchema: { $ref: 'http://x/' } })] } })),
    /follows no such reference/,
  ],
  [
    'F-43 repeats its page',
    () => mcpListing((at) => ({ result: { tools: [tool(`t${at ?? ''}`)], nextCursor: 'again' } })),
    /same page/,
  ],
  [
    'F-43 never ends',
    () => mcpListing((at) => ({ result: { tools: [tool(`t${at ?? 0}`)], nextCursor: String(Number(at ?? 0) + 1) } })),
    /more than 100 pages/,
  ],
  ['F-43 changes between pages', changingPages, /changed while it was being read/],
  [
    'F-43 forgets its page mark',
    () =>
      mcpListing((at) =>
        at ? { error: { code: -32602, message: 'bad cursor' } } : { result: { tools: [tool('a')], nextCursor: 'x' } },
      ),
    /no longer knows its own page mark/,
  ],
]

function manyArrays(type: string, prefix: string) {
  const body = `${prefix}${'[],'.repeat(600_000)}\n\n`
  return listen((request, response) => {
    response.setHeader('content-type', type)
    response.end(request.headers['last-event-id'] ? body : `${body}${body}`)
  })
}

function hundredMegabytes() {
  return listen((_, response) => {
    response.setHeader('content-type', 'application/json')
    const block = Buffer.alloc(1_000_000, ' ')
    let sent = 0
    const more = () => {
      while (sent < 100 && response.writable && response.write(block)) sent++
      if (sent >= 100) response.end()
    }
    response.on('drain', more)
    more()
  })
}

function deeplyNested() {
  const schema = '{"properties":'.repeat(5_000) + '{}' + '}'.repeat(5_000)
  return mcpListing(() => `{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","inputSchema":${schema}}]}}`)
}

/** Each reading of the second page finds another tool there. */
function changingPages() {
  let reading = 0
  return mcpListing((at) => ({
    result: at ? { tools: [tool(`b${reading++}`)] } : { tools: [tool('a')], nextCursor: '1' },
  }))
}

describe('a server that misbehaves leaves its target FAILED with a reason for people', () => {
  test.each(failures)('%s', async (_what, start, reason) => {
    const { rooms, target } = await attach(await start())
    expect(target.status).toBe('FAILED')
    expect(target.statusReasons.join()).toMatch(
      /^Failed to connect and fetch tools from the provided MCP target server/,
    )
    expect(target.statusReasons.join()).toMatch(reason)
    expect(target.statusReasons.join()).not.toMatch(/\p{C}/u)
    expect(await rooms.targets.serving(rooms.gateway.id)).toEqual([])
    expect(await rooms.targets.runs(target.id)).toMatchObject([
      { outcome: 'failed', reason: expect.stringMatching(reason) },
    ])
  })

  test.each([
    ['before it answers', () => listen(() => undefined)],
    [
      'within its answer',
      () => listen((_, response) => void response.setHeader('content-type', 'text/event-stream').write(':\n')),
    ],
    ['between pages', () => mcpListing((at) => (at ? undefined : { result: { tools: [tool('a')], nextCursor: 'x' } }))],
  ])('F-41 one that hangs %s is given up at the cap', async (_where, start) => {
    const { target } = await attach(await start(), { syncCapMs: 300 })
    expect(target.status).toBe('FAILED')
    expect(target.statusReasons.join()).toMatch(/did not finish within 1 s/)
  })

  test('I8 what served before serves on, and other targets are untouched', async () => {
    let broken = false
    const endpoint = await mcpListing(() => ({ result: { tools: broken ? [tool('a'), tool('a')] : [tool('a')] } }))
    const { rooms, target } = await attach(endpoint)
    const other = await rooms.targets.create(admin, rooms.gateway.id, upTo(await honest(), 'other'))
    expect((await rooms.settled(other)).status).toBe('READY')
    broken = true
    await rooms.targets.synchronize(admin, rooms.gateway.id, target.id)
    expect((await rooms.settled(target)).status).toBe('SYNCHRONIZE_UNSUCCESSFUL')
    const serving = await rooms.targets.serving(rooms.gateway.id)
    expect(serving.map((one) => [one.name, one.tools.length])).toEqual([
      ['other', 1],
      ['t', 1],
    ])
    broken = false
    await rooms.targets.synchronize(admin, rooms.gateway.id, target.id)
    expect((await rooms.settled(target)).status).toBe('READY')
  })

  test('a failed update keeps the endpoint that the serving catalogue came from', async () => {
    const good = await honest()
    const { rooms, target } = await attach(good)
    const bad = await mcpListing(() => ({ error: { code: -32601, message: 'no' } }))
    await rooms.targets.update(admin, rooms.gateway.id, target.id, upTo(bad))
    const after = await rooms.settled(target)
    expect(after.status).toBe('UPDATE_UNSUCCESSFUL')
    expect(after.configuration.mcp.mcpServer.endpoint).toBe(bad)
    expect((await rooms.targets.serving(rooms.gateway.id))[0]?.endpoint).toBe(good)
  })
})
