import { afterEach, describe, expect, test } from 'vitest'
import { gatewayId } from '../../_support/dataplane/gateway.ts'
import { sse } from '../../_support/dataplane/mcp-upstream.ts'
import { openListen, startNews } from '../../_support/dataplane/news-rig.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

describe('a server that wants each person’s own login', () => {
  const oauth = { providerName: 'notes', scopes: ['read'], defaultReturnUrl: 'https://app.example/return' }
  async function startGuarded(limits = {}) {
    const rig = await startNews({ signIn: true, limits })
    closing.push(rig.close)
    rig.target.oauth = oauth
    rig.gateway.rooms.serving.set(gatewayId, [rig.target])
    const { people, issuer } = rig.gateway
    const connect = (sub: string, more: object = {}) => people.connect(issuer.name, sub, `token-of-${sub}`, more)
    const open = async (sub: string) => {
      const bearer = await rig.gateway.bearer(sub)
      const session = { ...(await rig.gateway.initialize({}, bearer)), ...bearer }
      return { session, news: await rig.gateway.listen(session) }
    }
    /** Who is listened for there. */
    const heardBy = () =>
      rig.upstream.received.filter(({ method }) => method === 'GET').map(({ headers }) => headers.authorization)
    return { ...rig, connect, open, heardBy }
  }

  test('is listened to at once for whoever has one, in his name, and for nobody else', async () => {
    const rig = await startGuarded()
    rig.connect('alice')
    rig.gateway.rooms.upstreamChanges.sync = () => undefined
    const { news: his } = await rig.open('bob')
    const { news: hers } = await rig.open('alice')
    await expect.poll(() => rig.ears.size).toBe(1)
    rig.tell('notifications/message', { level: 'info', data: 'for alice' })
    expect((await hers.method('notifications/message'))['params']).toMatchObject({ data: 'for alice' })
    rig.change()
    await his.method('notifications/tools/list_changed')
    expect(his.heard.some(({ message }) => message?.['method'] === 'notifications/message')).toBe(false)
    expect(rig.heardBy()).toEqual(['Bearer token-of-alice'])
    // Nobody was asked for consent, and no stream was opened twice for what the gateway told meanwhile.
    expect(rig.gateway.people.requests).toEqual([])
    expect(rig.gateway.people.looks.map(({ renew }) => renew)).toEqual([false, false])
    // The newer era listens alike.
    const listening = await openListen(rig, { toolsListChanged: true }, await rig.gateway.bearer('alice'))
    await listening.method('notifications/subscriptions/acknowledged')
    expect(rig.heardBy()).toEqual(['Bearer token-of-alice', 'Bearer token-of-alice'])
  })

  test('costs no renewal of a login that nobody has used; after a call it does', async () => {
    const rig = await startGuarded()
    rig.connect('alice', { stale: true })
    const { session, news } = await rig.open('alice')
    await expect.poll(() => rig.gateway.people.looks).toHaveLength(1)
    expect(rig.heardBy()).toEqual([])
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'notes___read', arguments: {} } }
    await rig.gateway.post(call, session)
    await expect.poll(() => rig.ears.size).toBe(1)
    news.leave()
    const again = await rig.open('alice')
    await expect.poll(() => rig.heardBy()).toHaveLength(2)
    expect(rig.gateway.people.looks.map(({ renew }) => renew)).toEqual([false, true])
    again.news.leave()
  })

  test('and that closes every stream at once is left alone after some tries, whatever else happens', async () => {
    const rig = await startGuarded({ resumeMs: 1 })
    rig.connect('alice')
    const listen = rig.upstream.state.handler
    rig.upstream.state.handler = (received, res, req) =>
      received.method === 'GET' ? void sse(res).end() : listen(received, res, req)
    const { news } = await rig.open('alice')
    await expect.poll(() => rig.heardBy()).toHaveLength(9)
    for (let count = 0; count < 3; count++) {
      rig.gateway.rooms.serving.set(gatewayId, [{ ...rig.target, catalogueVersionId: `v${count}`, tools: [] }])
      rig.change()
      if (count === 0) await news.method('notifications/tools/list_changed')
    }
    const { news: other } = await rig.open('bob')
    other.leave()
    expect(rig.heardBy()).toHaveLength(9)
  })
})
