import { randomToken } from '../../platform/random.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import type { GatewayView } from '../gateway-view.ts'
import { refuseQuestion } from '../methods/relay/refuse-question.ts'
import { EventStream } from '../reply/event-stream.ts'
import type { ServingTarget } from '../rooms.ts'
import type { RpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import { notificationText, readServerMessage } from '../rpc/server-message.ts'
import type { MessageKind, UpstreamLink } from '../upstream/answer-sink.ts'
import type { NewsFilter } from '../wire/index.ts'
import { changedList, changedMethod, type ChangedList } from './changed-list.ts'
import { endInTime } from './news-lifetime.ts'
import type { NewsListener } from './news-desk.ts'
import { maxUnreadNews } from './session-news.ts'
import { UpstreamFeeds } from './upstream-feeds.ts'

const subscriptionKey = 'io.modelcontextprotocol/subscriptionId'

/** A server that does not answer at once holds no subscription up for longer. */
const longestPatienceMs = 2_000

const flags: Record<ChangedList, 'toolsListChanged' | 'promptsListChanged' | 'resourcesListChanged'> = {
  tools: 'toolsListChanged',
  prompts: 'promptsListChanged',
  resources: 'resourcesListChanged',
}

/** One `subscriptions/listen`: everything on it carries the id of the request, and a result says that it is over. */
export class ListenStream implements NewsListener {
  readonly gatewayId: string
  readonly owner: string
  readonly subject: string | undefined
  readonly #id: RpcId
  readonly #exchange: Exchange
  readonly #filter: NewsFilter
  readonly #deps: EndpointDeps
  /** What servers keep for this stream is nobody else's. */
  readonly #sessionKey = `listen-${randomToken(12)}`
  #stopTimer: () => void = () => undefined
  #view: GatewayView
  #isAcknowledged = false
  #stream: EventStream | undefined
  #feeds: UpstreamFeeds | undefined

  constructor(exchange: Exchange, id: RpcId, filter: NewsFilter, deps: EndpointDeps) {
    this.gatewayId = exchange.gatewayId
    this.owner = exchange.parkingOwner
    this.subject = exchange.subject
    this.#view = exchange.gateway
    this.#exchange = exchange
    this.#id = id
    this.#filter = filter
    this.#deps = deps
  }

  /** @throws HttpRefusal 429 where too many streams are open */
  start(): void {
    const { gateway, res } = this.#exchange
    this.#deps.news.add(this, gateway)
    this.#stream = new EventStream(res, { heart: this.#deps.heart, maxUnread: maxUnreadNews })
    this.#stream.onGone(() => this.#close())
    this.#stopTimer = endInTime(this.#exchange, this.#deps.clock, () => this.end())
    if (Object.keys(this.#filter).length === 0) {
      this.#acknowledge()
      return this.end()
    }
    this.#feeds = new UpstreamFeeds(
      {
        exchange: this.#exchange,
        sessionKey: this.#sessionKey,
        filterFor: (target) => this.#filterFor(target),
        heard: (target, kind, text, back) => this.#heard(target, kind, text, back),
      },
      this.#deps,
    )
    const patience = setTimeout(() => this.#acknowledge(), longestPatienceMs)
    void this.#feeds.refresh(gateway).then(() => {
      clearTimeout(patience)
      this.#acknowledge()
    })
  }

  changed(kind: ChangedList): void {
    if (this.#filter[flags[kind]]) this.#tell(changedMethod(kind), {})
  }

  refresh(view: GatewayView): void {
    this.#view = view
    void this.#feeds?.refresh(view)
  }

  end(): void {
    this.#acknowledge()
    const result = { ...this.#exchange.wire.resultMembers, _meta: { [subscriptionKey]: this.#id } }
    this.#stream?.finish(JSON.stringify({ jsonrpc: '2.0', id: this.#id, result }))
    this.#close()
  }

  #close(): void {
    this.#stopTimer()
    this.#deps.news.remove(this)
    this.#feeds?.close()
    this.#deps.upstreamSessions.endAll(this.#sessionKey)
  }

  /** What is acknowledged is heard from then on, at the servers too; what changed before, the client has not read yet. */
  #acknowledge(): void {
    if (this.#isAcknowledged) return
    this.#isAcknowledged = true
    this.#tell('notifications/subscriptions/acknowledged', { notifications: this.#filter })
  }

  #tell(method: string, params: Record<string, unknown>): void {
    if (!this.#isAcknowledged) return
    const meta = isObject(params._meta) ? params._meta : {}
    this.#stream?.send(notificationText(method, { ...params, _meta: { ...meta, [subscriptionKey]: this.#id } }))
  }

  #heard({ targetId }: ServingTarget, kind: MessageKind, text: string, back: UpstreamLink): void {
    const message = readServerMessage(text)
    if (!message) return
    if (kind === 'request') {
      if (message.id !== undefined) refuseQuestion(back, message.id, message.method)
      return
    }
    const changed = changedList(message.method)
    if (changed) this.#deps.news.heard(this.gatewayId, targetId, changed)
    else if (message.method === 'notifications/resources/updated' && this.#isSubscribed(message.params?.uri))
      this.#tell(message.method, message.params ?? {})
  }

  /** A server may name a part of what is subscribed to. */
  #isSubscribed(uri: unknown): boolean {
    const uris = this.#filter.resourceSubscriptions ?? []
    return typeof uri === 'string' && uris.some((wanted) => uri === wanted || uri.startsWith(wanted))
  }

  #filterFor(target: ServingTarget): NewsFilter | undefined {
    const { capabilities } = target.server
    const uris = (this.#filter.resourceSubscriptions ?? []).filter(
      (uri) => this.#view.resourceRoute(uri)?.target.targetId === target.targetId,
    )
    const filter: NewsFilter = { ...(uris.length > 0 && { resourceSubscriptions: uris }) }
    for (const [name, flag] of Object.entries(flags)) {
      const capability = capabilities[name]
      if (this.#filter[flag] && isObject(capability) && capability.listChanged === true) filter[flag] = true
    }
    return Object.keys(filter).length > 0 ? filter : undefined
  }
}
