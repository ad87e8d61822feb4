/** What has changed and is committed. Caches drop what hangs on it; nobody reads new values from the event itself. */
export type Change =
  | { kind: 'gateway'; gatewayId: string }
  | { kind: 'target'; gatewayId: string; targetId: string }
  /** An API key of this gateway was made, changed, revoked or deleted. */
  | { kind: 'gateway-key'; gatewayId: string }
  | { kind: 'provider'; name: string }
  | { kind: 'connection'; keyHash: string }
  | { kind: 'workload'; name: string }
  /** A consent has come to its end; `done` is the one that left a grant. */
  | { kind: 'authorization'; elicitationId: string; state: 'done' | 'ended' }
  | { kind: 'console-session'; sessionId: string }
  /** A client has ended its session at a gateway. Nothing is stored of it: whoever hears this remembers it. */
  | { kind: 'mcp-session'; key: string; expiresAt: number }
  /** A person's role, or whether he may be here at all. */
  | { kind: 'person'; userId: string }

export interface ChangeBus {
  /** Call after the commit. Listeners run before it returns, so the next read of this process is fresh. */
  publish(change: Change): void
  /** Returns the way to stop listening. Listeners must not throw. */
  subscribe(listener: (change: Change) => void): () => void
  /** Resolves when what was published here has been heard by every process of this port: at once where it is alone. */
  settled(): Promise<void>
}

/** Within one process. */
export function createChangeBus(): ChangeBus {
  const listeners = new Set<(change: Change) => void>()
  return {
    publish(change) {
      for (const listener of listeners) listener(change)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    settled: () => Promise.resolve(),
  }
}
