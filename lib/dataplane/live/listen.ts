import { isObject } from '../rpc/message.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { acceptsEvents } from '../inbound/accepts.ts'
import type { RpcId } from '../rpc/id.ts'
import { HttpRefusal, RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import type { NewsFilter } from '../wire/index.ts'
import { ListenStream } from './listen-stream.ts'

const mostSubscriptions = 1_000
const longestUri = 4_096

/** `subscriptions/listen`: a stream of the news that the client names, until one of the two ends it. */
export function listen(exchange: Exchange, id: RpcId, params: Record<string, unknown>, deps: EndpointDeps): void {
  const wanted = readFilter(params.notifications)
  const { gateway } = exchange
  if (!gateway.streaming)
    throw new HttpRefusal(404, 'This gateway does not stream, so there is nothing to listen to.', {
      code: rpcErrors.unknownMethod,
      id,
    })
  if (!acceptsEvents(exchange.header('accept')))
    throw new HttpRefusal(406, 'The answer is a stream: send Accept: text/event-stream.', { id })
  new ListenStream(exchange, id, honoured(wanted, gateway.capabilities), deps).start()
}

/** @throws RpcRefusal -32602 */
function readFilter(said: unknown): NewsFilter {
  if (!isObject(said)) throw invalid('params.notifications must say what to listen to.')
  const { toolsListChanged, promptsListChanged, resourcesListChanged, resourceSubscriptions } = said
  for (const flag of [toolsListChanged, promptsListChanged, resourcesListChanged])
    if (flag !== undefined && typeof flag !== 'boolean')
      throw invalid('The members of params.notifications are true or false.')
  if (resourceSubscriptions === undefined) return { ...said } as NewsFilter
  if (
    !Array.isArray(resourceSubscriptions) ||
    resourceSubscriptions.length > mostSubscriptions ||
    !resourceSubscriptions.every((uri) => typeof uri === 'string' && uri.length <= longestUri)
  )
    throw invalid(
      `params.notifications.resourceSubscriptions must be up to ${mostSubscriptions} addresses of resources.`,
    )
  return { ...said } as NewsFilter
}

/** What the gateway can keep of it; that is what it acknowledges. */
function honoured(wanted: NewsFilter, { tools, prompts, resources }: Record<string, Record<string, true>>): NewsFilter {
  const uris = wanted.resourceSubscriptions ?? []
  return {
    ...(wanted.toolsListChanged && tools?.['listChanged'] && { toolsListChanged: true }),
    ...(wanted.promptsListChanged && prompts?.['listChanged'] && { promptsListChanged: true }),
    ...(wanted.resourcesListChanged && resources?.['listChanged'] && { resourcesListChanged: true }),
    ...(uris.length > 0 && resources?.['subscribe'] && { resourceSubscriptions: [...new Set(uris)] }),
  }
}

const invalid = (message: string) => new RpcRefusal(rpcErrors.invalidParams, message)
