import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  GetGatewayTargetCommand,
  SynchronizeGatewayTargetsCommand,
  UpdateGatewayTargetCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUpstream, json, plainServer, resultOf, type Handler } from '../../_support/dataplane/mcp-upstream.ts'
import { eventually, startPostern, type RunningPostern } from '../../_support/postern.ts'
import { roleArn, rpc } from '../../_support/story.ts'

type Upstream = Awaited<ReturnType<typeof createUpstream>>
const tool = (name: string) => ({ name, inputSchema: { type: 'object' } })

/** Lists as told, answers calls honestly. */
const listing = (tools: (cursor: unknown) => object): Handler =>
  plainServer(({ message: { id, method, params } }, res) =>
    method === 'tools/list'
      ? json(res, { jsonrpc: '2.0', id, result: tools(params?.['cursor']) })
      : json(res, resultOf(id, 'honest answer')),
  )
const honest = listing(() => ({ tools: [tool('ask')] }))
const always =
  (answer: (res: ServerResponse) => unknown): Handler =>
  (_received, res) =>
    void answer(res)

function hundredMegabytes(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'application/json' })
  const block = Buffer.alloc(1_000_000, ' ')
  let sent = 0
  const more = (): void => {
    while (sent < 100 && res.writable && res.write(block)) sent++
    if (sent >= 100) res.end()
  }
  res.on('drain', more)
  more()
}
let reading = 0
const faults: [string, Handler, RegExp][] = [
  ['redirects', always((res) => res.writeHead(302, { location: 'https://elsewhere.example/' }).end()), /redirect/],
  ['answers HTML', always((res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi')), /HTML/],
  ['sends 100 MB', always(hundredMegabytes), /bytes/],
  ['lists the same tool twice', listing(() => ({ tools: [tool('a'), tool('a')] })), /“a” is taken/],
  [
    'changes pages under way',
    listing((cursor) => (cursor ? { tools: [tool(`b${reading++}`)] } : { tools: [tool('a')], nextCursor: '1' })),
    /changed while/,
  ],
  ['hangs', always(() => undefined), /did not finish within/],
]

describe('MCP servers that misbehave', () => {
  let postern: RunningPostern
  let gateway: { gatewayId?: string; gatewayUrl?: string }
  const upstreams: Upstream[] = []
  beforeAll(async () => {
    postern = await startPostern()
    gateway = await control().send(new CreateGatewayCommand({ name: 'hostile', roleArn, authorizerType: 'NONE' }))
  })
  afterAll(async () => {
    await postern?.stop()
    await Promise.all(upstreams.map((upstream) => upstream.close()))
  })
  const control = () => postern.clients.control
  const upstream = async (handler: Handler): Promise<Upstream> => {
    const started = await createUpstream(handler)
    upstreams.push(started)
    return started
  }
  const settings = (name: string, endpoint: string) => ({
    gatewayIdentifier: gateway.gatewayId,
    name,
    targetConfiguration: { mcp: { mcpServer: { endpoint } } },
  })
  const create = async (name: string, endpoint: string): Promise<string> =>
    (await control().send(new CreateGatewayTargetCommand(settings(name, endpoint)))).targetId ?? ''
  const settled = (targetId: string) =>
    eventually(
      () => control().send(new GetGatewayTargetCommand({ gatewayIdentifier: gateway.gatewayId, targetId })),
      ({ status }) => status !== undefined && !status.endsWith('ING'),
      45,
    )
  const synchronize = (targetId: string) =>
    control().send(
      new SynchronizeGatewayTargetsCommand({ gatewayIdentifier: gateway.gatewayId, targetIdList: [targetId] }),
    )
  const call = async (name: string): Promise<string | undefined> => {
    const answer = await rpc(gateway.gatewayUrl ?? '', undefined, 'tools/call', { name, arguments: {} })
    return answer.result?.content?.[0]?.text
  }
  const fault = (title: string): Handler => faults.find(([name]) => name === title)?.[1] ?? honest

  test.concurrent.each(faults)('one that %s is FAILED with a reason that a person understands', async (...row) => {
    const [title, handler, reason] = row
    const { endpoint } = await upstream(handler)
    const target = await settled(await create(title.replaceAll(' ', '-'), endpoint))
    expect(target.status).toBe('FAILED')
    expect(target.statusReasons?.join(' ')).toMatch(reason)
    expect(target.statusReasons?.join(' ')).toMatch(/^Failed to connect and fetch tools/)
    expect(target.statusReasons?.join(' ')).not.toMatch(/undici|ECONN|at .*\.m?js|\[object/)
  })

  test.concurrent('I8: a broken target leaves the previous catalogue serving and the others untouched', async () => {
    const good = await upstream(honest)
    const spoilt = await upstream(honest)
    await settled(await create('good', good.endpoint))
    const targetId = await create('spoilt', spoilt.endpoint)
    expect((await settled(targetId)).status).toBe('READY')

    spoilt.state.handler = fault('lists the same tool twice')
    const answer = await synchronize(targetId)
    expect(answer.$metadata.httpStatusCode).toBe(202)
    expect(answer.targets?.[0]).toMatchObject({ targetId, status: 'SYNCHRONIZING' })
    const after = await settled(targetId)
    expect(after.status).toBe('SYNCHRONIZE_UNSUCCESSFUL')
    expect(after.statusReasons?.join()).toMatch(/“a” is taken/)
    expect(await call('spoilt___ask')).toBe('honest answer')
    expect(await call('good___ask')).toBe('honest answer')

    const wrong = await upstream(fault('answers HTML'))
    const moved = settings('spoilt', wrong.endpoint)
    await control().send(new UpdateGatewayTargetCommand({ ...moved, targetId }))
    expect((await settled(targetId)).status).toBe('UPDATE_UNSUCCESSFUL')
    expect(await call('spoilt___ask')).toBe('honest answer')

    spoilt.state.handler = listing(() => ({ tools: [tool('ask'), tool('more')] }))
    await control().send(new UpdateGatewayTargetCommand({ ...settings('spoilt', spoilt.endpoint), targetId }))
    const healed = await settled(targetId)
    expect(healed).toMatchObject({ status: 'READY' })
    expect(healed.statusReasons ?? []).toEqual([])
    expect(await call('spoilt___more')).toBe('honest answer')
  })

  test.concurrent('a synchronize that hangs is SYNCHRONIZE_UNSUCCESSFUL within 45 s', async () => {
    const server = await upstream(honest)
    const targetId = await create('sleepy', server.endpoint)
    expect((await settled(targetId)).status).toBe('READY')
    server.state.handler = fault('hangs')
    await synchronize(targetId)
    // One operation per target at a time.
    await expect(synchronize(targetId)).rejects.toMatchObject({ name: 'ConflictException' })
    expect((await settled(targetId)).status).toBe('SYNCHRONIZE_UNSUCCESSFUL')
  })

  test.concurrent('nobody at the address is a reason, not an error of ours', async () => {
    const target = await settled(await create('nobody', 'http://127.0.0.1:9/mcp'))
    expect(target.status).toBe('FAILED')
    expect(target.statusReasons?.join()).toMatch(/reached|connect/i)
  })

  test.concurrent('a call to a server that fails is a tool result with isError, and the others answer', async () => {
    const server = await upstream(honest)
    await settled(await create('fails', server.endpoint))
    server.state.handler = always((res) => res.writeHead(500, { 'content-type': 'text/html' }).end('<h1>stack'))
    const answer = await rpc(gateway.gatewayUrl ?? '', undefined, 'tools/call', { name: 'fails___ask', arguments: {} })
    expect(answer.status).toBe(200)
    expect(answer.result?.isError).toBe(true)
    const text = answer.result?.content?.[0]?.text ?? ''
    expect(text).toContain('fails')
    expect(text).toMatch(/again|later/)
    expect(text).not.toContain('stack')
  })
})
