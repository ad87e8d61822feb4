import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { isRpcId } from '../rpc/id.ts'
import { notificationText } from '../rpc/server-message.ts'

/** What a client tells: about its calls, about questions that it was asked, and about itself. Unknown ones are left aside. */
export function takeNotification(
  { live, session, declared }: Exchange,
  { method, params }: Extract<Exchange['message'], { kind: 'notification' }>,
  { upstreamSessions }: EndpointDeps,
): void {
  if (!live || !session) return
  switch (method) {
    case 'notifications/cancelled':
      if (isRpcId(params.requestId)) live.calls.get(params.requestId)?.cancel(reasonOf(params))
      return
    case 'notifications/progress':
      return live.questions.progress(params)
    case 'notifications/roots/list_changed':
      if (declared.roots?.['listChanged'] !== true) return
      for (const upstream of upstreamSessions.of(session.key))
        if (upstream.session.era === 'legacy') void upstream.send(notificationText(method))
  }
}

const reasonOf = ({ reason }: Record<string, unknown>): string =>
  typeof reason === 'string' ? reason.slice(0, 500) : 'The client called it off.'
