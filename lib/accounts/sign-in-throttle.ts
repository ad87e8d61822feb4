import { LRUCache } from 'lru-cache'
import { DomainError } from '../kernel/domain-error.ts'
import type { Clock } from '../platform/clock.ts'

/** This many wrong passwords are free; each further one doubles the wait, up to the longest. */
const freeFailures = 5
const firstWaitMs = 1_000
const longestWaitMs = 60_000
const forgetAfterMs = 15 * 60_000
const mostAddresses = 10_000

interface Failures {
  count: number
  lastAt: number
}

export interface SignInThrottle {
  /** @throws DomainError ThrottlingException, alike for known and unknown addresses. */
  check(email: string): void
  failed(email: string): void
  succeeded(email: string): void
}

/** Per address and process. A wait, not a lock-out: nobody can keep an administrator out for longer than a minute. */
export function createSignInThrottle(clock: Clock): SignInThrottle {
  const failures = new LRUCache<string, Failures>({ max: mostAddresses })
  const recent = (email: string): Failures | undefined => {
    const entry = failures.get(email)
    return entry && clock.now() - entry.lastAt < forgetAfterMs ? entry : undefined
  }
  return {
    check(email) {
      const entry = recent(email)
      if (!entry || entry.count < freeFailures) return
      const waitMs = Math.min(firstWaitMs * 2 ** (entry.count - freeFailures), longestWaitMs)
      const restMs = entry.lastAt + waitMs - clock.now()
      if (restMs <= 0) return
      const seconds = Math.ceil(restMs / 1000)
      throw new DomainError(
        'ThrottlingException',
        `Too many wrong passwords for this e-mail address. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
      )
    },
    failed(email) {
      failures.set(email, { count: (recent(email)?.count ?? 0) + 1, lastAt: clock.now() })
    },
    succeeded(email) {
      failures.delete(email)
    },
  }
}
