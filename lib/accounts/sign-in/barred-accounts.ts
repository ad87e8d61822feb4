import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import type { SignInStore, Subject } from './sign-in.store.ts'

/** The longest time that an account is still taken after its person was disabled, where the change event was missed. */
const believedMs = 5_000
/** From then on the list is read again beside the calls, so that none of them waits for it. */
const renewMs = 2_500
const mostListed = 50_000

/** Accounts elsewhere of people who are disabled here: their tokens and connections are not taken at gateways. */
export interface BarredAccounts {
  /** At once while the list is fresh. @throws what the store throws, where it cannot be read for five seconds */
  admits(subject: Subject): boolean | Promise<boolean>
}

const keyOf = ({ iss, sub }: Subject): string => `${iss}\n${sub}`

export function createBarredAccounts(deps: {
  store: Pick<SignInStore, 'barred' | 'isBarred'>
  changes: ChangeBus
  clock: Clock
}): BarredAccounts {
  const { store, clock } = deps
  const none = { barred: new Set<string>(), isWhole: true, at: Number.NEGATIVE_INFINITY }
  let known = none
  let changed = 0
  let reading: { since: number; done: Promise<void> } | undefined
  deps.changes.subscribe(({ kind }) => {
    if (kind !== 'person') return
    changed += 1
    known = none
  })

  const read = async (since: number): Promise<void> => {
    const at = clock.now()
    const rows = await store.barred(mostListed + 1)
    const listed = { barred: new Set(rows.map(keyOf)), isWhole: rows.length <= mostListed, at }
    // Read before somebody was disabled: true for who waits for it, not to be kept.
    if (since === changed) known = listed
  }
  const renewed = (): Promise<void> => {
    if (reading?.since !== changed) {
      const mine = { since: changed, done: read(changed).finally(() => reading === mine && (reading = undefined)) }
      reading = mine
    }
    return reading.done
  }
  const judge = (subject: Subject): boolean | Promise<boolean> => {
    if (known.barred.has(keyOf(subject))) return false
    return known.isWhole || store.isBarred(subject).then((barred) => !barred)
  }

  return {
    admits(subject) {
      const age = clock.now() - known.at
      if (age < renewMs) return judge(subject)
      if (age < believedMs) {
        renewed().catch(() => undefined)
        return judge(subject)
      }
      return renewed().then(() => (known === none ? store.isBarred(subject).then((barred) => !barred) : judge(subject)))
    },
  }
}
