import type { Secret } from '../../kernel/secret.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import type { GatewayView, TargetRoute } from '../gateway-view.ts'
import type { ServingTarget } from '../rooms.ts'
import type { MessageKind, UpstreamLink } from '../upstream/answer-sink.ts'
import type { NewsListener as UpstreamListener } from '../upstream/news.ts'
import type { NewsFilter } from '../wire/index.ts'

/** One client's ear at the servers of its gateway. */
export interface FeedOwner {
  exchange: Exchange
  /** The client's session at the servers. */
  sessionKey: string
  /** Undefined where this target has nothing to tell that the client wants to hear. */
  filterFor(target: ServingTarget): NewsFilter | undefined
  heard(target: ServingTarget, kind: MessageKind, text: string, back: UpstreamLink): void
}

type Deps = Pick<EndpointDeps, 'identity' | 'upstreamNews' | 'tokensAtHand' | 'logger'>

const deafMs = 60_000

/**
 * Listens to the servers behind a gateway for one client that listens to the gateway. Where a login is needed, the person's
 * own has to be there and good, and is renewed only for targets that he has called: nobody is asked for consent, and no
 * provider for tokens, only to hear news. Everything else waits for his next call.
 */
export class UpstreamFeeds {
  readonly #owner: FeedOwner
  readonly #deps: Deps
  readonly #feeds = new Map<string, UpstreamListener>()
  /** Versions of targets whose login was looked for, which is done once, however often the gateway changes. */
  readonly #looked = new Set<string>()
  /** When a server let us go; it is not asked again with every call. */
  readonly #deafUntil = new Map<string, number>()
  #isOver = false

  constructor(owner: FeedOwner, deps: Deps) {
    this.#owner = owner
    this.#deps = deps
  }

  /**
   * Follows the gateway's targets, and what the client wants of each. Settled when those servers listen that can be
   * listened to at once.
   */
  async refresh(view: GatewayView): Promise<void> {
    const routes = new Map(view.targetRoutes().map((route) => [route.target.targetId, route]))
    for (const [targetId, feed] of [...this.#feeds]) {
      const route = routes.get(targetId)
      const filter = route && this.#owner.filterFor(route.target)
      if (filter) feed.update(filter)
      else this.#leave(targetId)
    }
    await Promise.all([...routes.values()].map((route) => this.#joinWhereAtHand(route)))
    await Promise.all([...this.#feeds.values()].map(({ ready }) => ready))
  }

  /** The client has just called this target. */
  join({ target, address }: TargetRoute, accessToken: Secret | undefined): void {
    const filter = this.#owner.filterFor(target)
    const { targetId } = target
    if (!filter || this.#isOver || this.#feeds.has(targetId)) return
    if ((this.#deafUntil.get(targetId) ?? 0) > performance.now()) return
    const { exchange, sessionKey } = this.#owner
    const feed: UpstreamListener = this.#deps.upstreamNews.listen({
      holder: exchange.holderFor(target, sessionKey),
      address,
      accessToken,
      filter,
      onMessage: (kind, text, back) => this.#owner.heard(target, kind, text, back),
      onEnd: () => {
        if (this.#feeds.get(targetId) !== feed) return
        this.#feeds.delete(targetId)
        this.#deafUntil.set(targetId, performance.now() + deafMs)
      },
    })
    this.#feeds.set(targetId, feed)
  }

  close(): void {
    this.#isOver = true
    for (const targetId of [...this.#feeds.keys()]) this.#leave(targetId)
  }

  #leave(targetId: string): void {
    this.#feeds.get(targetId)?.close()
    this.#feeds.delete(targetId)
  }

  async #joinWhereAtHand(route: TargetRoute): Promise<void> {
    const { target } = route
    const { exchange } = this.#owner
    const { targetId, rowVersion, oauth } = target
    if (this.#feeds.has(targetId) || !this.#owner.filterFor(target)) return
    if (!oauth) return this.join(route, undefined)
    const version = `${targetId}:${rowVersion}`
    const { principal, gatewayId } = exchange
    if (principal.kind !== 'user' || this.#looked.has(version)) return
    this.#looked.add(version)
    const key = {
      workloadName: gatewayId,
      user: principal.user,
      providerName: oauth.providerName,
      scopes: oauth.scopes,
    }
    try {
      const renew = this.#deps.tokensAtHand.has(atHandKey(exchange, target))
      const accessToken = await this.#deps.identity.resourceTokens.held(key, { renew })
      if (accessToken) this.join(route, accessToken)
    } catch (error) {
      this.#deps.logger.warn({ error, targetId }, 'a target could not be listened to')
    }
  }
}

/** Under what it is remembered that a principal has a login for a target. */
export const atHandKey = ({ parkingOwner }: Exchange, { targetId }: ServingTarget): string =>
  `${parkingOwner} ${targetId}`
