import type { Secret } from '../../kernel/secret.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import type { GatewayView, TargetRoute } from '../gateway-view.ts'
import { LegacyTalk } from '../methods/relay/legacy-talk.ts'
import { EventStream } from '../reply/event-stream.ts'
import { ReplayLog } from '../reply/replay-log.ts'
import type { ServingTarget } from '../rooms.ts'
import { notificationText } from '../rpc/server-message.ts'
import type { NewsFilter } from '../wire/index.ts'
import { changedMethod, type ChangedList } from './changed-list.ts'
import type { LiveSession, SessionNews } from './live-session.ts'
import { endInTime } from './news-lifetime.ts'
import type { NewsListener } from './news-desk.ts'
import { UpstreamFeeds } from './upstream-feeds.ts'

/** Who does not read is dropped beyond this (HT-7). */
export const maxUnreadNews = 1024 * 1024

const retryMs = 2_000

/** The stream that a GET opened: news of the gateway, and whatever servers tell outside a call. */
export class SessionStream implements SessionNews, NewsListener {
  readonly gatewayId: string
  readonly owner: string
  readonly subject: string | undefined
  readonly #live: LiveSession
  readonly #exchange: Exchange
  readonly #deps: EndpointDeps
  readonly #stream: EventStream
  readonly #feeds: UpstreamFeeds
  readonly #talks = new Map<string, LegacyTalk>()
  readonly #stopTimer: () => void
  #view: GatewayView

  /** @throws HttpRefusal 429 where too many streams are open */
  constructor(exchange: Exchange, live: LiveSession, deps: EndpointDeps) {
    this.gatewayId = exchange.gatewayId
    this.owner = exchange.parkingOwner
    this.subject = exchange.subject
    this.#exchange = exchange
    this.#live = live
    this.#deps = deps
    this.#view = exchange.gateway
    deps.news.add(this, exchange.gateway)
    const log = new ReplayLog('news')
    this.#stream = new EventStream(exchange.res, {
      heart: deps.heart,
      maxUnread: maxUnreadNews,
      log,
      primed: exchange.wire.primes,
      comebackMs: deps.comebackMs,
      onRetired: () => void live.streams.delete(log.streamId),
    })
    live.keep(log.streamId, this.#stream)
    this.#stream.onGone(() => this.close())
    this.#stopTimer = endInTime(exchange, deps.clock, () => this.end())
    const { key: sessionKey } = live.session
    const filterFor = (target: ServingTarget) => filterOf(target, live)
    this.#feeds = new UpstreamFeeds(
      {
        exchange,
        sessionKey,
        filterFor,
        heard: (target, kind, text, back) => void this.#talkWith(target).message(kind, text, back),
      },
      deps,
    )
    void this.#feeds.refresh(exchange.gateway)
  }

  readonly canStream = true

  send(message: string): boolean {
    return this.#stream.send(message)
  }

  changed(kind: ChangedList): void {
    this.#stream.send(notificationText(changedMethod(kind)))
  }

  refresh(view: GatewayView = this.#view): void {
    this.#view = view
    void this.#feeds.refresh(view)
  }

  join(route: TargetRoute, accessToken: Secret | undefined): void {
    this.#feeds.join(route, accessToken)
  }

  /** The client comes back to another process, or finds that the gateway is gone. */
  end(): void {
    this.#stream.finish(undefined, retryMs)
    this.close()
  }

  close(): void {
    this.#stopTimer()
    this.#deps.news.remove(this)
    this.#feeds.close()
    for (const talk of this.#talks.values()) talk.over()
    if (this.#live.news === this) this.#live.news = undefined
    this.#stream.finish()
  }

  #talkWith(target: ServingTarget): LegacyTalk {
    const known = this.#talks.get(target.targetId)
    if (known) return known
    const talk = new LegacyTalk({ exchange: this.#exchange, reply: this, target }, this.#deps)
    this.#talks.set(target.targetId, talk)
    return talk
  }
}

/** Older servers tell a session what they like; so whoever may have something to tell is listened to. */
function filterOf({ server, targetId }: ServingTarget, live: LiveSession): NewsFilter | undefined {
  const { tools, prompts, resources, logging } = server.capabilities as Record<
    string,
    Record<string, unknown> | undefined
  >
  const uris = [...live.subscriptions].filter(([, owner]) => owner === targetId).map(([uri]) => uri)
  const filter: NewsFilter = {
    ...(tools?.listChanged === true && { toolsListChanged: true }),
    ...(prompts?.listChanged === true && { promptsListChanged: true }),
    ...(resources?.listChanged === true && { resourcesListChanged: true }),
    ...(uris.length > 0 && { resourceSubscriptions: uris }),
  }
  const mayTell = Object.keys(filter).length > 0 || resources?.subscribe === true || logging !== undefined
  return mayTell ? filter : undefined
}
