import { DomainError } from '../../kernel/domain-error.ts'
import type { ReplayStore } from './replay.store.ts'

/** Twice the skew that the verifier allows: a signature outlives neither end of its window. */
const memoryMs = 10 * 60_000
const purgeEveryMs = 60_000
/** Signatures are dated to the second; what is older than this is no honest call of the same second. */
const sameSecondMs = 3_000

/** A request whose signature was found good. */
export interface SignedCall {
  signatureId: string
  /** ms since 1970 */
  signedAt: number
  /** Tells two calls of one signature apart by what the client left unsigned; undefined where everything is signed. */
  call?: string | undefined
}

export interface ReplayGuard {
  /**
   * Lets a signature in once (SG-8). botocore signs two equal calls of one second alike, and tells them apart only by an
   * unsigned id: as long as that second lasts, and no longer, another such id is another call.
   * @throws DomainError InvalidSignatureException
   */
  admit(signed: SignedCall): Promise<void>
}

export function createReplayGuard(store: ReplayStore, clock: { now(): number }): ReplayGuard {
  let purgedAt = clock.now()
  return {
    async admit({ signatureId, signedAt, call }) {
      const isFirst = await store.remember(signatureId, memoryMs)
      const isNewCall = call !== undefined && (await store.remember(`${signatureId}.${call}`, memoryMs))
      if (!isFirst && !(isNewCall && clock.now() - signedAt < sameSecondMs)) {
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
