import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clientToolName } from '../../../lib/targets/index.ts'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget, type ServingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId))
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const serve = (...targets: ServingTarget[]) => {
  gateway.rooms.serving.set(gatewayId, targets)
  gateway.changes.publish({ kind: 'gateway', gatewayId })
}
const notes = (tools: string[], name = 'notes') => servingTarget(name, upstream.endpoint, tools)
const many = (count: number) => Array.from({ length: count }, (_, at) => `tool_${at}`)
const rpc = (method: string, params?: object, id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params })
const ask = async (message: object, at = gateway.url) =>
  (await (await gateway.send(message, {}, {}, at)).json()) as Answer
const list = (cursor?: unknown, at?: string) => ask(rpc('tools/list', cursor === undefined ? {} : { cursor }), at)
const namesOf = ({ result }: Answer) => (result?.['tools'] as { name: string }[]).map(({ name }) => name)
const bare = () => `${gateway.url}?names=bare`

/** Without the decoding that fetch does by itself. */
const raw = (acceptEncoding: string | undefined, id: unknown) =>
  new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...(acceptEncoding !== undefined && { 'accept-encoding': acceptEncoding }),
    }
    const sent = request(gateway.url, { method: 'POST', headers }, (response) => {
      response.toArray().then((chunks) => resolve({ headers: response.headers, body: Buffer.concat(chunks) }), reject)
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(rpc('tools/list', {}, id)))
  })

describe('coding', () => {
  test('brotli, gzip or as it is, by Accept-Encoding, each with its length and told to caches', async () => {
    serve(notes(many(400)))
    const plain = await raw(undefined, 'ü "1"')
    expect(plain.headers).toMatchObject({ vary: 'accept-encoding', 'cache-control': 'no-store' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    const answer = JSON.parse(plain.body.toString('utf8')) as Answer
    expect(answer.id).toBe('ü "1"')
    expect(namesOf(answer)).toHaveLength(400)
    for (const [accepted, coding, decode] of [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
    ] as const)
      for (const id of ['ü "1"', 7]) {
        const { headers, body } = await raw(accepted, id)
        expect(headers).toMatchObject({
          'content-encoding': coding,
          'content-length': String(body.length),
          vary: 'accept-encoding',
        })
        expect(JSON.parse(decode(body).toString('utf8'))).toEqual({ ...answer, id })
        expect(body.length).toBeLessThan(plain.body.length / 4)
      }
  })

  test('a list that is asked for again is the same bytes, no store is read, and a change is in the next answer', async () => {
    serve(notes(['read']))
    const first = await raw('br', 1)
    const reads = gateway.rooms.reads.count
    expect((await raw('br', 1)).body).toEqual(first.body)
    expect(gateway.rooms.reads.count).toBe(reads)
    serve(notes(['read', 'write']))
    expect(namesOf(await list())).toEqual(['notes___read', 'notes___write'])
  })

  test('a view that is read again and has not changed keeps its bytes, and calls go where the target is now', async () => {
    serve(notes(many(1_001)))
    const { result } = await list()
    gateway.rooms.serving.set(gatewayId, [{ ...notes(many(1_001)), rowVersion: 2 }])
    gateway.clock.at += 11_000
    expect((await list()).result?.['nextCursor']).toBe(result?.['nextCursor'])
    expect((await gateway.call('notes___tool_5')).body.result?.content[0]?.text).toBe('hello')
  })
})

describe('pages', () => {
  test('1,000 tools come in one answer', async () => {
    serve(notes(many(1_000)))
    const answer = await list()
    expect(namesOf(answer)).toHaveLength(1_000)
    expect(answer.result).not.toHaveProperty('nextCursor')
  })

  test('more come in pages of 30 whose cursors lead through all of them once', async () => {
    serve(notes(many(700), 'a'), notes(many(501), 'b'))
    const seen: string[] = []
    let cursor: unknown
    do {
      const answer = await list(cursor)
      expect(namesOf(answer).length).toBeLessThanOrEqual(30)
      seen.push(...namesOf(answer))
      cursor = answer.result?.['nextCursor']
    } while (cursor !== undefined)
    expect(seen).toEqual([...many(700).map((name) => `a___${name}`), ...many(501).map((name) => `b___${name}`)])
  })

  test('disableMcpListToolsPagination: all of them in one answer', async () => {
    const protocolConfiguration = { mcp: { disableMcpListToolsPagination: true } }
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { protocolConfiguration }))
    serve(...Array.from({ length: 10 }, (_, at) => notes(many(1_000), `t${at}`)))
    const answer = await list()
    expect(namesOf(answer)).toHaveLength(10_000)
    expect(answer.result).not.toHaveProperty('nextCursor')
  })

  test('-32602 for what is no cursor, another gateway’s, another naming’s, and one of an earlier catalogue', async () => {
    serve(notes(many(1_001)))
    const cursor = (await list()).result?.['nextCursor']
    const ofBare = (await list(undefined, bare())).result?.['nextCursor']
    const other = 'more-abcdefghij'
    gateway.rooms.records.set(other, gatewayRecord(other))
    gateway.rooms.serving.set(other, [notes(many(1_001))])
    const elsewhere = (await list(undefined, gateway.url.replace(gatewayId, other))).result?.['nextCursor']
    expect(new Set([typeof cursor, typeof ofBare, typeof elsewhere])).toEqual(new Set(['string']))
    for (const wrong of ['', 'abc', `${String(cursor)}A`, 7, null, {}, ofBare, elsewhere])
      expect((await list(wrong)).error).toMatchObject({ code: -32602, message: expect.stringContaining('cursor') })
    serve(notes(many(1_002)))
    expect((await list(cursor)).error).toMatchObject({ code: -32602 })
  })
})

describe('names', () => {
  test('?names=bare lists and calls under the MCP servers’ own names', async () => {
    serve(notes(['read']), notes(['search'], 'web'))
    expect(namesOf(await list(undefined, bare()))).toEqual(['read', 'search'])
    const answer = await ask(rpc('tools/call', { name: 'read', arguments: {} }), bare())
    expect(answer.result?.content[0]?.text).toBe('hello')
    expect(upstream.calls().map(({ message }) => message.params?.['name'])).toEqual(['read'])
    expect((await ask(rpc('tools/call', { name: 'notes___read' }), bare())).error?.code).toBe(-32602)
    expect((await gateway.call('read')).body.error?.code).toBe(-32602)
  })

  test('names that several targets have: refused with the names, listing and calling alike; other URLs go on', async () => {
    serve(notes(['read', 'own']), notes(['read'], 'web'))
    const refusal = {
      code: -32602,
      message: expect.stringContaining('read (notes, web)'),
      data: { collisions: [{ name: 'read', targets: ['notes', 'web'] }] },
    }
    expect((await list(undefined, bare())).error).toMatchObject(refusal)
    expect((await ask(rpc('tools/call', { name: 'own' }), bare())).error).toMatchObject(refusal)
    expect(upstream.calls()).toEqual([])
    expect(namesOf(await list())).toEqual(['notes___read', 'notes___own', 'web___read'])
  })

  test('another value of names is refused before it can be mistaken', async () => {
    const response = await gateway.send(rpc('tools/list'), {}, {}, `${gateway.url}?names=short`)
    expect(response.status).toBe(400)
  })

  test('a name of more than 64 characters is listed short and called by the short and the full one', async () => {
    const tool = `read_${'x'.repeat(100)}`
    serve(notes([tool]))
    const short = clientToolName(`notes___${tool}`)
    expect(namesOf(await list())).toEqual([short])
    expect(short).toHaveLength(64)
    for (const name of [short, `notes___${tool}`])
      expect((await gateway.call(name)).body.result?.content[0]?.text).toBe('hello')
    expect(upstream.calls().map(({ message }) => message.params?.['name'])).toEqual([tool, tool])
    expect(namesOf(await list(undefined, bare()))).toEqual([tool])
  })
})
