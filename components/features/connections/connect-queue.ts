import { useSyncExternalStore } from 'react'

/** "Connect all" goes over several pages and other sites, so what was tried is kept by this tab of the browser. */
const key = 'postern-connect-all'
const listeners = new Set<() => void>()

const write = (tried: readonly string[] | undefined): void => {
  if (tried) window.sessionStorage.setItem(key, JSON.stringify(tried))
  else window.sessionStorage.removeItem(key)
  for (const listener of listeners) listener()
}

function parse(kept: string | null): string[] | undefined {
  if (kept === null) return undefined
  try {
    const tried: unknown = JSON.parse(kept)
    return Array.isArray(tried) ? tried.filter((id) => typeof id === 'string') : undefined
  } catch {
    return undefined
  }
}
const read = (): string | null => window.sessionStorage.getItem(key)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** `tried`: the connections that were gone through so far; undefined while no round is under way. */
export function useConnectQueue() {
  const tried = parse(useSyncExternalStore(subscribe, read, () => null))
  return {
    tried,
    /** Notes an attempt in the round that is under way, or begins one with it. */
    note: (connectionId: string) => write([...(tried ?? []), connectionId]),
    stop: () => write(undefined),
  }
}
