import { setTimeout as wait } from 'node:timers/promises'
import type { GatewayView } from '../gateway-view.ts'
import type { DataplaneDeps } from '../rooms.ts'
import { HttpRefusal } from '../rpc/refusals.ts'
import type { ViewCache } from '../view-cache.ts'
import { changedLists, type ChangedList } from './changed-list.ts'

/** A client that listens to what changes at a gateway. */
export interface NewsListener {
  readonly gatewayId: string
  /** Whose streams are counted together. */
  readonly owner: string
  /** Of the person who listens, at the issuer. */
  readonly subject: string | undefined
  changed(kind: ChangedList): void
  /** The gateway is another one now: targets may have come and gone. */
  refresh(view: GatewayView): void
  /** The gateway is gone, or this process is about to be. */
  end(): void
}

export const newsLimits = {
  perOwner: 100,
  perAnonymous: 2_000,
  inAll: 5_000,
  /** How long the news of a server wait for what it changed. */
  quickMs: 500,
}
export type NewsLimits = typeof newsLimits

/** Tells clients that listen what changed, wherever the change came from. */
export interface NewsDesk {
  /** @throws HttpRefusal 429 where too many streams are open */
  add(listener: NewsListener, view: GatewayView): void
  remove(listener: NewsListener): void
  /** A server said that a list of its own has changed: it is read again first where that needs nobody's consent. */
  heard(gatewayId: string, targetId: string, kind: ChangedList): void
  /** Clients that listen, those included who may come back to a stream that broke. */
  readonly size: number
  /** Ends every stream. */
  close(): void
}

/** Those who listen to one gateway and see the same of it. */
interface Audience {
  gatewayId: string
  reach: GatewayView['reach']
  listeners: Set<NewsListener>
  digests: Record<ChangedList, string>
}

type Deps = Pick<DataplaneDeps, 'changes' | 'targets' | 'logger'> & { views: ViewCache }

export function createNewsDesk({ changes, targets, views, logger }: Deps, limits = newsLimits): NewsDesk {
  const audiences = new Map<string, Audience>()
  const places = new Map<NewsListener, Audience>()
  const listeners = () => [...places.keys()]
  const dirty = new Set<string>()
  const reading = new Map<string, Set<ChangedList>>()

  const unsubscribe = changes.subscribe((change) => {
    if (change.kind === 'person') return endFor(change.userId)
    if ((change.kind !== 'gateway' && change.kind !== 'target') || audiencesOf(change.gatewayId).length === 0) return
    if (dirty.size === 0) setImmediate(() => void refreshAll())
    dirty.add(change.gatewayId)
  })

  function audiencesOf(gatewayId: string): Audience[] {
    return [...audiences.values()].filter((audience) => audience.gatewayId === gatewayId)
  }

  /** Whether he still may be here is looked at when he comes back. */
  function endFor(userId: string): void {
    for (const listener of listeners()) if (listener.subject === userId) listener.end()
  }

  async function refreshAll(): Promise<void> {
    const ids = [...dirty]
    dirty.clear()
    for (const id of ids) await refresh(id)
  }

  /** Tells what is not as it was when it was last told; returns whom it told of which lists. */
  async function refresh(gatewayId: string): Promise<Map<Audience, Set<ChangedList>>> {
    const told = new Map<Audience, Set<ChangedList>>()
    try {
      const whole = await views.find(gatewayId)
      for (const audience of audiencesOf(gatewayId)) {
        if (!whole) {
          for (const listener of [...audience.listeners]) listener.end()
          continue
        }
        const view = audience.reach ? views.narrow(whole, audience.reach) : whole
        const changed = changedLists.filter((kind) => audience.digests[kind] !== view.digests[kind])
        told.set(audience, new Set(changed))
        for (const kind of changed) tell(audience, kind)
        audience.digests = digestsOf(view)
        for (const listener of [...audience.listeners]) listener.refresh(view)
      }
    } catch (error) {
      logger.warn({ error, gatewayId }, 'clients that listen could not be told what changed')
    }
    return told
  }

  /**
   * A synchronization may have to wait for its turn. Clients are told by then, for the lists may have changed all the same;
   * they are told once more where it finds that they have.
   */
  async function readAgain(gatewayId: string, targetId: string, kinds: ReadonlySet<ChangedList>): Promise<void> {
    const read = targets.upstreamChanged(gatewayId, targetId)
    const isQuick = await Promise.race([read.then(() => true), wait(limits.quickMs, false, { ref: false })])
    const told = isQuick ? await refresh(gatewayId) : new Map<Audience, Set<ChangedList>>()
    // What is heard from here on is other news.
    reading.delete(`${gatewayId} ${targetId}`)
    for (const audience of audiencesOf(gatewayId).filter(({ reach }) => reach?.includes(targetId) !== false))
      for (const kind of kinds) if (!told.get(audience)?.has(kind)) tell(audience, kind)
    if (isQuick) return
    await read
    await refresh(gatewayId)
  }

  return {
    add(listener, view) {
      const all = listeners()
      const most = listener.owner.endsWith(' anonymous') ? limits.perAnonymous : limits.perOwner
      const own = all.filter(({ owner }) => owner === listener.owner).length
      if (own >= most || all.length >= limits.inAll)
        throw new HttpRefusal(429, 'Too many streams are open. Close one that you do not need, then try again.', {
          headers: { 'retry-after': '30' },
        })
      const { gatewayId } = listener
      const { reach } = view
      const key = keyOf(gatewayId, reach)
      const audience = audiences.get(key) ?? { gatewayId, reach, listeners: new Set(), digests: digestsOf(view) }
      audiences.set(key, audience)
      places.set(listener, audience)
      audience.listeners.add(listener)
    },

    remove(listener) {
      const audience = places.get(listener)
      if (!audience) return
      places.delete(listener)
      audience.listeners.delete(listener)
      if (audience.listeners.size === 0) audiences.delete(keyOf(audience.gatewayId, audience.reach))
    },

    heard(gatewayId, targetId, kind) {
      const key = `${gatewayId} ${targetId}`
      const under = reading.get(key)
      if (under) {
        // The lists that are being read now may have been read before this; what a further reading finds is told by then.
        under.add(kind)
        void targets.upstreamChanged(gatewayId, targetId)
        return
      }
      const kinds = new Set([kind])
      reading.set(key, kinds)
      void readAgain(gatewayId, targetId, kinds)
    },

    get size() {
      return listeners().length
    },

    close() {
      unsubscribe()
      for (const listener of listeners()) listener.end()
    },
  }
}

const keyOf = (gatewayId: string, reach: GatewayView['reach']): string => `${gatewayId} ${reach?.join() ?? ''}`

function tell({ listeners }: Audience, kind: ChangedList): void {
  for (const listener of [...listeners]) listener.changed(kind)
}

const digestsOf = ({ digests }: GatewayView): Audience['digests'] => ({
  tools: digests.tools,
  prompts: digests.prompts,
  resources: digests.resources,
})
