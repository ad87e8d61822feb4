import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startEverythingServer, type EverythingServer } from '../../conformance/everything-server/start.ts'
import { createUpstreamRig, recordingSink } from '../../_support/dataplane/upstream-rig.ts'

let server: EverythingServer
let rig: ReturnType<typeof createUpstreamRig>
beforeEach(async () => {
  server = await startEverythingServer()
  rig = createUpstreamRig(server.url)
})
afterEach(async () => {
  await rig.close()
  await server.close()
})
const legacy = { prefers: 'legacy', capabilities: { sampling: {}, roots: {} } } as const
const call = (id: number, name: string, recorder: ReturnType<typeof recordingSink>, params: object = {}) =>
  rig.call(id, recorder.sink, legacy, { params: { name, arguments: {}, ...params } })
const methodOf = (text: string) => (JSON.parse(text) as { method: string }).method

describe("issue 3 item 2 with the MCP SDK's own server", () => {
  test('a model is asked in the middle of a call, and the call goes on with its answer', async () => {
    const recorder = recordingSink({
      message(kind, text, back) {
        const { id } = JSON.parse(text) as { id: number }
        const result = { role: 'assistant', model: 'm', content: { type: 'text', text: 'forty-two' } }
        if (kind === 'request') void back.send(JSON.stringify({ jsonrpc: '2.0', id, result }))
        return true
      },
    })
    expect(await call(1, 'test_sampling', recorder, { arguments: { prompt: 'what?' } })).toMatchObject({
      kind: 'answered',
    })
    expect(recorder.seen.whole).toContain('forty-two')
  })

  test('progress passes, with the token that the client chose', async () => {
    const recorder = recordingSink()
    await call(1, 'test_tool_with_progress', recorder, { _meta: { progressToken: 'mine' } })
    const told = recorder.messages.map(({ text }) => JSON.parse(text) as unknown)
    expect(told).toMatchObject(
      [0, 50, 100].map((progress) => ({
        method: 'notifications/progress',
        params: { progress, progressToken: 'mine' },
      })),
    )
  })

  test('SEP-1699 a stream that it closes is taken up again, and the answer comes there', async () => {
    const recorder = recordingSink()
    expect(await call(1, 'test_reconnection', recorder)).toMatchObject({ kind: 'answered' })
    expect(recorder.waits).toEqual([500])
    expect(recorder.seen.whole).toContain('taken up again')
  })

  test.each(['legacy', 'modern'] as const)(
    'news come from its %s side, of lists and of what is watched',
    async (prefers) => {
      const heard: string[] = []
      const listener = rig.news.listen({
        holder: rig.holder({ ...legacy, prefers }),
        ...rig.where,
        filter: { toolsListChanged: true, resourceSubscriptions: ['test://watched-resource'] },
        onMessage: (_, text) => void heard.push(methodOf(text)),
        onEnd: () => void heard.push('end'),
      })
      const trigger = async () => {
        await call(1, 'test_trigger_tool_change', recordingSink())
        await call(2, 'test_trigger_resource_update', recordingSink())
        return new Set(heard)
      }
      await expect
        .poll(trigger, { timeout: 10_000 })
        .toEqual(new Set(['notifications/tools/list_changed', 'notifications/resources/updated']))
      listener.close()
    },
  )

  test('the sessions of a client end there when his ends here', async () => {
    await call(1, 'test_tool_with_logging', recordingSink())
    expect(server.state.sessions.size).toBe(1)
    rig.sessions.endAll('k1')
    await expect.poll(() => server.state.sessions.size).toBe(0)
  })
})
