import { createChangeBus, type Change, type ChangeBus } from '../../platform/changes.ts'
import type { Circle } from './circle.ts'

/** What is published here is heard by the listeners of every worker. */
export function createSharedChanges(circle: Pick<Circle, 'ask'>): ChangeBus & { hear(change: Change): void } {
  const here = createChangeBus()
  const underWay = new Set<Promise<unknown>>()
  return {
    subscribe: here.subscribe,
    publish(change) {
      here.publish(change)
      const heard = circle.ask({ kind: 'change', change }).finally(() => underWay.delete(heard))
      underWay.add(heard)
    },
    async settled() {
      await Promise.all(underWay)
    },
    /** A change of another worker: told here and not passed on. */
    hear: here.publish,
  }
}
