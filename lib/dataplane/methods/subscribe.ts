import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import type { RpcId } from '../rpc/id.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { relayCall } from './relay/relay-call.ts'
import { subjectOf } from './relay/subjects.ts'

const mostSubscriptions = 1_000

/** `resources/subscribe` and its opposite, in the caller's own session at the server that has the resource. */
export async function subscribe(
  exchange: Exchange,
  id: RpcId,
  params: Record<string, unknown>,
  on: boolean,
  deps: EndpointDeps,
): Promise<void> {
  const { live, gateway } = exchange
  if (!live || !gateway.sessions || !gateway.streaming || !gateway.capabilities['resources']?.['subscribe'])
    throw new RpcRefusal(
      rpcErrors.unknownMethod,
      'Subscriptions need a session with a stream, and an MCP server that has them. This gateway offers none here.',
    )
  if (on && live.subscriptions.size >= mostSubscriptions)
    throw new RpcRefusal(rpcErrors.refused, `A session may have ${mostSubscriptions} subscriptions. End one first.`)
  const method = on ? 'resources/subscribe' : 'resources/unsubscribe'
  const subject = subjectOf[method](exchange, id, params)
  await relayCall(exchange, id, params, subject, deps)
  if (on) live.subscriptions.set(subject.name, subject.target.targetId)
  else live.subscriptions.delete(subject.name)
  live.news?.refresh()
}
