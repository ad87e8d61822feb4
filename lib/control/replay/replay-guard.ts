import { DomainError } from '../../kernel/domain-error.ts'
import type { ReplayStore } from './replay.store.ts'

/** Twice the skew that the verifier allows: a signature outlives neither end of its window. */
const memoryMs = 10 * 60_000
const purgeEveryMs = 60_000

export interface ReplayGuard {
  /** @throws DomainError InvalidSignatureException where this signed request was let in before (SG-8) */
  admit(signatureId: string): Promise<void>
}

export function createReplayGuard(store: ReplayStore, clock: { now(): number }): ReplayGuard {
  let purgedAt = clock.now()
  return {
    async admit(signatureId) {
      if (!(await store.remember(signatureId, memoryMs))) {
        throw new DomainError(
          'InvalidSignatureException',
          'This signed request was already received. Sign it anew to send it again, or give a clientToken.',
        )
      }
      if (clock.now() - purgedAt < purgeEveryMs) return
      purgedAt = clock.now()
      await store.purge()
    },
  }
}
