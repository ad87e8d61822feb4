import { randomToken } from '../../platform/random.ts'
import type { Asking } from '../reply/parkable-reply.ts'

export const parkingLimits = {
  /** From the first question on. */
  longestMs: 15 * 60_000,
  perPrincipal: 20,
  /** Of an open gateway all callers are one principal. */
  perAnonymous: 200,
  inAll: 1_000,
}
export type ParkingLimits = typeof parkingLimits

/** A call that waits at an MCP server while its client asks a person. */
export interface ParkedCall {
  resume(asking: Asking, responses: Record<string, unknown>): void
  /** Its time is over. */
  giveUp(reason: string): void
}

/** Calls of clients of the newer era that older servers have under way. They live in this process alone. */
export interface ParkedCalls {
  /** A handle that nobody can guess, or what bound was reached, in words. */
  park(owner: string, call: ParkedCall): { handle: string } | { bound: string }
  /** Undefined for whatever is not this owner's, or over. */
  find(handle: string, owner: string): ParkedCall | undefined
  /** The call is over. */
  forget(handle: string): void
  readonly size: number
  close(): void
}

export function createParkedCalls(limits: ParkingLimits = parkingLimits): ParkedCalls {
  const parked = new Map<string, { owner: string; call: ParkedCall; timer: NodeJS.Timeout }>()
  const counts = new Map<string, number>()

  function forget(handle: string): void {
    const entry = parked.get(handle)
    if (!entry) return
    parked.delete(handle)
    clearTimeout(entry.timer)
    const left = (counts.get(entry.owner) ?? 1) - 1
    if (left > 0) counts.set(entry.owner, left)
    else counts.delete(entry.owner)
  }

  return {
    park(owner, call) {
      const most = owner.endsWith('anonymous') ? limits.perAnonymous : limits.perPrincipal
      if ((counts.get(owner) ?? 0) >= most) return { bound: `${most} calls of one caller may wait for answers` }
      if (parked.size >= limits.inAll) return { bound: `${limits.inAll} calls may wait for answers here` }
      const handle = randomToken(18)
      const giveUp = (): void => {
        forget(handle)
        call.giveUp('Nobody answered its question in time.')
      }
      parked.set(handle, { owner, call, timer: setTimeout(giveUp, limits.longestMs).unref() })
      counts.set(owner, (counts.get(owner) ?? 0) + 1)
      return { handle }
    },
    find(handle, owner) {
      const entry = parked.get(handle)
      return entry?.owner === owner ? entry.call : undefined
    },
    forget,
    get size() {
      return parked.size
    },
    close() {
      for (const [handle, { call }] of [...parked]) {
        forget(handle)
        call.giveUp('The gateway is shutting down.')
      }
    },
  }
}
