import type { CallRecord } from './call.store.ts'

/** Calls that wait to be stored, in batches that are each one insert. Adding is a push. */
export interface CallQueue {
  /** False where there is no room for it. */
  add(call: CallRecord): boolean
  /** The oldest batch, which counts as waiting until it is `done`. */
  take(): CallRecord[] | undefined
  done(batch: readonly unknown[]): void
  readonly waiting: number
}

export function createCallQueue(capacity: number, batchSize: number, onFullBatch: () => void): CallQueue {
  const full: CallRecord[][] = []
  let open: CallRecord[] = []
  let waiting = 0
  return {
    add(call) {
      if (waiting >= capacity) return false
      waiting += 1
      if (open.push(call) === batchSize) {
        full.push(open)
        open = []
        onFullBatch()
      }
      return true
    },
    take() {
      const batch = full.shift()
      if (batch) return batch
      if (open.length === 0) return undefined
      const rest = open
      open = []
      return rest
    },
    done(batch) {
      waiting -= batch.length
    },
    get waiting() {
      return waiting
    },
  }
}
