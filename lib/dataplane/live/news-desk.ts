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

interface Audience {
  listeners: Set<NewsListener>
  digests: Record<ChangedList, string>
}

type Deps = Pick<DataplaneDeps, 'changes' | 'targets' | 'logger'> & { views: ViewCache }

export function createNewsDesk({ changes, targets, views, logger }: Deps, limits = newsLimits): NewsDesk {
  const audiences = new Map<string, Audience>()
  const listeners = () => [...audiences.values()].flatMap((audience) => [...audience.listeners])
  const dirty = new Set<string>()
  const reading = new Map<string, Set<ChangedList>>()

  const unsubscribe = changes.subscribe((change) => {
    if (change.kind === 'person') return endFor(change.userId)
    if ((change.kind !== 'gateway' && change.kind !== 'target') || !audiences.has(change.gatewayId)) return
    if (dirty.size === 0) setImmediate(() => void refreshAll())
    dirty.add(change.gatewayId)
  })

  /** Whether he still may be here is looked at when he comes back. */
  function endFor(userId: string): void {
    for (const { listeners } of audiences.values())
      for (const listener of [...listeners]) if (listener.subject === userId) listener.end()
  }

  async function refreshAll(): Promise<void> {
    const ids = [...dirty]
    dirty.clear()
    for (const id of ids) await refresh(id)
  }

  /** Tells what is not as it was when it was last told; returns the lists that it told of. */
  async function refresh(gatewayId: string): Promise<Set<ChangedList>> {
    const told = new Set<ChangedList>()
    try {
      const view = await views.find(gatewayId)
      const audience = audiences.get(gatewayId)
      if (!audience) return told
      if (!view) {
        for (const listener of [...audience.listeners]) listener.end()
        return told
      }
      for (const kind of changedLists) {
        if (audience.digests[kind] === view.digests[kind]) continue
        told.add(kind)
        tell(audience, kind)
      }
      audience.digests = digestsOf(view)
      for (const listener of [...audience.listeners]) listener.refresh(view)
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
    const told = isQuick ? await refresh(gatewayId) : new Set<ChangedList>()
    // What is heard from here on is other news.
    reading.delete(`${gatewayId} ${targetId}`)
    const audience = audiences.get(gatewayId)
    if (audience) for (const kind of kinds) if (!told.has(kind)) tell(audience, kind)
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
      const audience = audiences.get(listener.gatewayId) ?? { listeners: new Set(), digests: digestsOf(view) }
      audiences.set(listener.gatewayId, audience)
      audience.listeners.add(listener)
    },

    remove(listener) {
      const audience = audiences.get(listener.gatewayId)
      if (audience?.listeners.delete(listener) && audience.listeners.size === 0) audiences.delete(listener.gatewayId)
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

function tell({ listeners }: Audience, kind: ChangedList): void {
  for (const listener of [...listeners]) listener.changed(kind)
}

const digestsOf = ({ digests }: GatewayView): Audience['digests'] => ({
  tools: digests.tools,
  prompts: digests.prompts,
  resources: digests.resources,
})
