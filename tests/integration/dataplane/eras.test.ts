import { Client, StreamableHTTPClientTransport, type ClientOptions } from '@modelcontextprotocol/client'
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { callOf, createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, json, type Handler, type Received } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'
import { createSdkServer } from '../../_support/dataplane/sdk-server.ts'

const closing: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(endpoint: string, tools = ['ask']) {
  const gateway = await createLiveGateway([servingTarget('t', endpoint, tools)])
  closing.push(gateway.close)
  return gateway
}

async function connect(url: string, mode: 'legacy' | 'auto', options: ClientOptions = {}) {
  const versionNegotiation: ClientOptions['versionNegotiation'] = mode === 'legacy' ? { mode } : { mode }
  const client = new Client({ name: 'sdk', version: '1' }, { versionNegotiation, ...options })
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  closing.push(() => client.close())
  return client
}

describe('a question of a server of 2026-07-28 to a client of the older era', () => {
  test('becomes a request on the stream of the call; the SDK’s client answers it and gets its result', async () => {
    const server = await createSdkServer('modern')
    closing.push(server.close)
    const { url } = await start(server.endpoint)
    const client = await connect(url, 'legacy', { capabilities: { elicitation: { form: {} } } })
    client.setRequestHandler('elicitation/create', ({ params }) => {
      expect(params.message).toBe('Who are you?')
      return { action: 'accept', content: { name: 'Ada' } }
    })
    const { content, isError } = await client.callTool({ name: 't___ask', arguments: { about: 'you' } })
    expect(isError).toBeFalsy()
    expect(JSON.parse((content as { text: string }[])[0]?.text ?? '')).toEqual([
      'you',
      { action: 'accept', content: { name: 'Ada' } },
      'about you',
    ])
  })

  /** A server that asks as often as the test says, and then tells what it was answered. */
  const asker =
    (rounds: number, seen: unknown[] = []): Handler =>
    ({ message: { id, method, params }, headers }, res) => {
      if (headers['mcp-protocol-version'] !== '2026-07-28')
        return json(res, { jsonrpc: '2.0', id, error: { code: -32022, message: 'no', data: {} } }, {}, 400)
      const result = (members: object) => json(res, { jsonrpc: '2.0', id, result: members })
      if (method === 'server/discover')
        return result({ resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: {} })
      seen.push([params?.['inputResponses'], params?.['requestState']])
      if (seen.length > rounds)
        return result({ resultType: 'complete', content: [{ type: 'text', text: JSON.stringify(seen) }] })
      const question = {
        method: 'elicitation/create',
        params: { message: `round ${seen.length}`, requestedSchema: {} },
      }
      return result({
        resultType: 'input_required',
        inputRequests: { q: question },
        requestState: `state ${seen.length}`,
      })
    }

  async function ask(handler: Handler, respond: (n: number) => object) {
    const upstream = await createUpstream(handler)
    closing.push(upstream.close)
    const gateway = await start(upstream.endpoint)
    const session = await gateway.initialize({ elicitation: { form: {} } })
    const stream = await gateway.stream(callOf('t___ask'), session)
    let asked = 0
    const answering = (async () => {
      for (;;) {
        const { id } = await stream.method('elicitation/create')
        await gateway.post({ jsonrpc: '2.0', id, ...respond(++asked) }, session)
      }
    })().catch(() => undefined)
    await stream.ended
    await answering
    const answer = stream.heard.at(-1)?.message as { result: { isError?: boolean; content: { text: string }[] } }
    return { asked, text: answer.result.content[0]?.text ?? '', isError: answer.result.isError, upstream }
  }

  test('is put as often as the server asks, with its state unchanged', async () => {
    const { text } = await ask(asker(2), (n) => ({ result: { action: 'accept', content: { n } } }))
    expect(JSON.parse(text)).toEqual([
      [null, null],
      [{ q: { action: 'accept', content: { n: 1 } } }, 'state 1'],
      [{ q: { action: 'accept', content: { n: 2 } } }, 'state 2'],
    ])
  })

  test('I9 is not put for ever', async () => {
    const { asked, isError, text } = await ask(asker(1_000), () => ({ result: { action: 'decline' } }))
    expect([asked, isError]).toEqual([8, true])
    expect(text).toContain('more than 8 times')
  })

  test('that the client answers with an error ends the call in words', async () => {
    const { isError, text } = await ask(asker(1), () => ({ error: { code: -1, message: 'no screen' } }))
    expect(isError).toBe(true)
    expect(text).toContain('no screen')
  })

  test('that the client did not say it can be asked is not put', async () => {
    const upstream = await createUpstream(asker(1_000))
    closing.push(upstream.close)
    const gateway = await start(upstream.endpoint)
    const session = await gateway.initialize({ sampling: {} })
    const { body } = await gateway.post(callOf('t___ask'), session)
    expect(body.result?.isError).toBe(true)
  })
})

/** A server's older half: what asks whether there is a newer one is turned away. */
async function passOn(url: string, { method, headers, message }: Received, res: ServerResponse): Promise<void> {
  const { id } = message
  if (message.method === 'server/discover')
    return void json(res, { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } })
  const { host: _, 'content-length': __, connection: ___, 'transfer-encoding': ____, ...own } = headers
  const answer = await fetch(url, {
    method,
    headers: own as Record<string, string>,
    ...(method === 'POST' && { body: JSON.stringify(message) }),
  })
  const kept = ['content-type', 'mcp-session-id'].flatMap((name) => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  res.writeHead(answer.status, Object.fromEntries(kept)).flushHeaders()
  try {
    for await (const chunk of answer.body ?? []) res.write(chunk)
  } finally {
    res.end()
  }
}

test('a question of an older server reaches the SDK’s client of 2026-07-28, which answers by itself', async () => {
  const { startEverythingServer } = await import('../../conformance/everything-server/start.ts')
  const server = await startEverythingServer()
  closing.push(server.close)
  const legacyOnly = await createUpstream(async (received, res) => {
    await passOn(server.url, received, res).catch(() => res.destroy())
  })
  closing.push(legacyOnly.close)
  const { url } = await start(legacyOnly.endpoint, ['test_elicitation', 'test_sampling'])
  const client = await connect(url, 'auto', { capabilities: { elicitation: { form: {} }, sampling: {} } })
  client.setRequestHandler('elicitation/create', () => ({
    action: 'accept',
    content: { response: 'ada@example.com' },
  }))
  client.setRequestHandler('sampling/createMessage', () => ({
    role: 'assistant',
    model: 'm',
    content: { type: 'text', text: 'forty-two' },
  }))
  expect(client.getProtocolEra()).toBe('modern')
  const elicited = await client.callTool({ name: 't___test_elicitation', arguments: { message: 'Who?' } })
  expect(JSON.stringify(elicited.content)).toContain('ada@example.com')
  const sampled = await client.callTool({ name: 't___test_sampling', arguments: { prompt: 'What?' } })
  expect(JSON.stringify(sampled.content)).toContain('forty-two')
})

describe('a server of 2026-07-28 that does not keep to what was declared', () => {
  const saying =
    (result: object): Handler =>
    ({ message: { id, method }, headers }, res) => {
      if (headers['mcp-protocol-version'] !== '2026-07-28')
        return json(res, { jsonrpc: '2.0', id, error: { code: -32022, message: 'no', data: {} } }, {}, 400)
      const discovered = { resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: {} }
      return json(res, { jsonrpc: '2.0', id, result: method === 'server/discover' ? discovered : result })
    }
  async function startSaying(result: object) {
    const server = await createUpstream(saying(result))
    closing.push(server.close)
    const gateway = await start(server.endpoint)
    const modern = async (capabilities: object) => {
      const { body, headers } = modernRequest('tools/call', { name: 't___ask', arguments: {} }, capabilities)
      return (await gateway.post(body, { ...headers, accept: 'application/json' })).body.result
    }
    return { gateway, modern }
  }
  const asking = (method: string, params: object = {}) => ({
    resultType: 'input_required',
    inputRequests: { q: { method, params } },
    requestState: 's',
  })
  const form = { elicitation: { form: {} } }

  test.each([
    ['elicitation/create', {}, {}],
    ['elicitation/create', { mode: 'url', url: 'https://evil.example' }, form],
    ['sampling/createMessage', {}, form],
    ['x/anything', {}, { ...form, sampling: {}, roots: {} }],
  ])('is not let through with %s %j to a client of its own era that declared %j', async (method, params, declared) => {
    const { modern } = await startSaying(asking(method, params))
    expect(await modern(declared)).toMatchObject({
      resultType: 'complete',
      isError: true,
      content: [{ text: expect.stringContaining('asked what this client did not say that it can be asked') }],
    })
  })

  test('is let through with what was declared', async () => {
    const { modern } = await startSaying(asking('elicitation/create', { message: 'Who?' }))
    expect(await modern(form)).toMatchObject({ resultType: 'input_required' })
  })

  test('a kind of result that an older client’s revision does not have is told as a fault, not passed off as complete', async () => {
    const { gateway } = await startSaying({ resultType: 'task', taskId: 'x', status: 'working' })
    const { body } = await gateway.post(callOf('t___ask'), await gateway.initialize())
    expect(body.result).toMatchObject({ isError: true })
  })
})
