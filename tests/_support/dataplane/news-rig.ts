import type { ServerResponse } from 'node:http'
import { gatewayId } from './gateway.ts'
import { ableServer, createLiveGateway } from './live-gateway.ts'
import { createUpstream, event, json, resultOf, sessionServer, sse } from './mcp-upstream.ts'
import { modernRequest } from './modern.ts'
import { servingTarget, type ServingTarget } from './rooms.ts'

/** A server of the older era that tells what the test says, to whoever listens. */
export async function startNews(options: Parameters<typeof createLiveGateway>[1] = {}) {
  const ears = new Map<string, ServerResponse>()
  const { handler } = sessionServer(
    ({ message }, res) => json(res, resultOf(message.id, 'ok')),
    ({ headers }, res) => {
      sse(res).flushHeaders()
      ears.set(String(headers['mcp-session-id']), res)
      res.once('close', () => ears.delete(String(headers['mcp-session-id'])))
    },
  )
  const upstream = await createUpstream(handler)
  const target: ServingTarget = {
    ...servingTarget('notes', upstream.endpoint, ['read'], { server: ableServer }),
    resources: [{ uri: 'test://a', json: '{"uri":"test://a","name":"a"}' }],
  }
  const gateway = await createLiveGateway([target], options)
  const tell = (method: string, params?: object) => {
    for (const res of ears.values()) res.write(event({ jsonrpc: '2.0', method, ...(params && { params }) }))
  }
  const asked = (method: string) => upstream.received.filter(({ message }) => message.method === method)
  const change = () => {
    const { tools, catalogueVersionId } = servingTarget('notes', upstream.endpoint, ['read', 'write'])
    gateway.rooms.serving.set(gatewayId, [{ ...target, tools, catalogueVersionId }])
    gateway.changes.publish({ kind: 'target', gatewayId, targetId: target.targetId })
  }
  const close = async () => {
    await gateway.close()
    await upstream.close()
  }
  return { gateway, upstream, ears, tell, asked, change, target, close }
}
type Rig = Awaited<ReturnType<typeof startNews>>

export const listenRequest = (notifications: object) => modernRequest('subscriptions/listen', { notifications })
export const openListen = async ({ gateway }: Rig, notifications: object, extra: Record<string, string> = {}) => {
  const { body, headers } = listenRequest(notifications)
  return gateway.stream(body, { ...headers, ...extra })
}
