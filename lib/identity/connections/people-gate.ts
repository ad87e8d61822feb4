import { LRUCache } from 'lru-cache'
import type { KeyHolder, UserKey } from '../../kernel/principals.ts'
import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import { ownPersonId } from '../sessions/session.ts'

/** How an account stands; `away` is disabled, or invited and not here yet. */
export type PersonStanding = 'active' | 'away' | 'gone'

/** The longest time that a connection is served after its person was disabled, where the change event was missed. */
const believedMs = 5_000

/** Whether connections of a user are served now, or of an API key. Whom another issuer names is ours to judge where he has an account here. */
export interface PeopleGate {
  admits(user: UserKey): Promise<boolean>
  /** The same without asking anybody: false also where it is not known. */
  knows(user: UserKey): boolean
  stop(): void
}

export function createPeopleGate(deps: {
  ownIssuer: string
  standing(userId: string): Promise<PersonStanding>
  /** Neither revoked nor expired. */
  keyStands(holder: KeyHolder): Promise<boolean>
  /** False for an account elsewhere of a person who is disabled here. */
  admitsAccount(account: { iss: string; sub: string }): boolean | Promise<boolean>
  changes: ChangeBus
  clock: Clock
}): PeopleGate {
  const believed = new LRUCache<string, number>({ max: 10_000 })
  let changed = 0
  const stop = deps.changes.subscribe((change) => {
    if (change.kind !== 'person') return
    believed.delete(change.userId)
    changed += 1
  })
  const isBelieved = (userId: string, now: number): boolean =>
    now - (believed.get(userId) ?? Number.NEGATIVE_INFINITY) < believedMs
  return {
    knows(user) {
      if (user.kind === 'key') return false
      const userId = ownPersonId({ user }, deps.ownIssuer)
      if (userId !== undefined) return isBelieved(userId, deps.clock.now())
      if (user.kind !== 'jwt') return true
      const admitted = deps.admitsAccount(user)
      if (typeof admitted === 'boolean') return admitted
      // Who waits for the answer asks again, and hears then what went wrong.
      admitted.catch(() => undefined)
      return false
    },
    async admits(user) {
      if (user.kind === 'key') return deps.keyStands(user)
      const userId = ownPersonId({ user }, deps.ownIssuer)
      if (userId === undefined) return user.kind === 'jwt' ? deps.admitsAccount(user) : true
      const asked = deps.clock.now()
      if (isBelieved(userId, asked)) return true
      const before = changed
      if ((await deps.standing(userId)) !== 'active') return false
      if (changed === before) believed.set(userId, asked)
      return true
    },
    stop,
  }
}
