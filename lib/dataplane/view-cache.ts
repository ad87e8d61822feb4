import { LRUCache } from 'lru-cache'
import { gatewayIdSchema } from '../contracts/ids.ts'
import type { Change } from '../platform/changes.ts'
import { createCursors } from './catalogue/cursors.ts'
import { buildView, type GatewayView } from './gateway-view.ts'
import type { DataplaneDeps } from './rooms.ts'

/** A view is asked for again in the background after this time: other nodes' changes that the bus missed. */
const revalidateMs = 5_000
/** Nobody is served an older view than this; after a quiet time the first caller waits for a fresh one. */
const longestMs = 10_000

interface Entry {
  view: GatewayView | undefined
  /** When the reading of what the view shows began. */
  asOf: number
  loading: Promise<GatewayView | undefined> | undefined
}

/** Views of gateways by id, those that do not exist included. Warm, it touches no store. */
export function createViewCache(deps: DataplaneDeps) {
  const cursors = createCursors(deps.keyring)
  const entries = new LRUCache<string, Entry>({ max: 5_000 })
  /** Narrowed views, each with the view that it was made of. */
  const narrowed = new LRUCache<string, { of: GatewayView; view: GatewayView }>({ max: 1_000 })

  const unsubscribe = deps.changes.subscribe((change: Change) => {
    if (change.kind === 'gateway' || change.kind === 'target') entries.delete(change.gatewayId)
  })

  async function load(id: string, previous: GatewayView | undefined): Promise<GatewayView | undefined> {
    const gateway = await deps.gateways.find(id)
    if (!gateway || gateway.status === 'DELETING') return undefined
    const supportedVersions = deps.gateways.supportedVersions(gateway)
    const place = { publicOrigin: deps.publicOrigin, supportedVersions, cursors }
    return buildView(gateway, await deps.targets.serving(id), place, previous)
  }

  /** A change during the reading drops the entry, so what was read then is given to those who wait and kept for nobody. */
  function reload(id: string, entry: Entry): Promise<GatewayView | undefined> {
    const asOf = deps.clock.now()
    entry.loading ??= load(id, entry.view).then(
      (view) => {
        Object.assign(entry, { view, asOf, loading: undefined })
        return view
      },
      (error: unknown) => {
        entry.loading = undefined
        throw error
      },
    )
    return entry.loading
  }

  return {
    find(id: string): GatewayView | undefined | Promise<GatewayView | undefined> {
      const entry = entries.get(id)
      if (!entry) {
        if (!gatewayIdSchema.safeParse(id).success) return undefined
        const fresh: Entry = { view: undefined, asOf: Number.NEGATIVE_INFINITY, loading: undefined }
        entries.set(id, fresh)
        return reload(id, fresh)
      }
      const age = deps.clock.now() - entry.asOf
      if (age < revalidateMs) return entry.view
      const reloaded = reload(id, entry)
      if (age >= longestMs) return reloaded
      reloaded.catch((error: unknown) =>
        deps.logger.warn({ gatewayId: id, error }, 'a gateway could not be read again'),
      )
      return entry.view
    },
    /** The view as far as these targets go, which are sorted. */
    narrow(of: GatewayView, targetIds: readonly string[]): GatewayView {
      const key = `${of.id} ${targetIds.join()}`
      const made = narrowed.get(key)
      if (made?.of === of) return made.view
      const view = of.narrow(targetIds, made?.view)
      narrowed.set(key, { of, view })
      return view
    },
    close: unsubscribe,
  }
}
export type ViewCache = ReturnType<typeof createViewCache>
