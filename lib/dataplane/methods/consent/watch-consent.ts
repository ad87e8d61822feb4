import type { DataplaneDeps } from '../../rooms.ts'

/** After its own end a link may still be in its exchange, which ends by itself. */
const graceMs = 60_000

/**
 * Calls back once when the person has finished the consent that a client was asked for: what
 * `notifications/elicitation/complete` tells to that client session and no other. Never for one that was denied or
 * lapsed, and not after `signal`.
 */
export function watchConsent(
  { authorizations }: Pick<DataplaneDeps['identity'], 'authorizations'>,
  asked: { elicitationId: string; expiresAt: number; now: number; signal: AbortSignal },
  onDone: () => void,
): void {
  const timeoutMs = Math.max(0, asked.expiresAt - asked.now) + graceMs
  void authorizations.settled(asked.elicitationId, { timeoutMs, signal: asked.signal }).then((end) => {
    if (end === 'done' && !asked.signal.aborted) onDone()
  })
}
