import type { Clock } from '../../platform/clock.ts'
import type { Exchange } from '../exchange.ts'

/** Whoever listens shows again who he is at least this often. */
const longestMs = 3_600_000

/** Ends a stream with the login, and with the session, that it was opened with. Returns what keeps it from that. */
export function endInTime(
  {
    authenticatedUntil,
    onCredentialEnd,
    session,
  }: Pick<Exchange, 'authenticatedUntil' | 'onCredentialEnd' | 'session'>,
  clock: Clock,
  end: () => void,
): () => void {
  const now = clock.now()
  const until = Math.min(now + longestMs, authenticatedUntil ?? Infinity, session?.expiresAt ?? Infinity)
  const timer = setTimeout(end, Math.max(until - now, 0)).unref()
  const stopListening = onCredentialEnd?.(end)
  return () => {
    clearTimeout(timer)
    stopListening?.()
  }
}
