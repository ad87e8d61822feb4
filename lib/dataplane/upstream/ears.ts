import type { Destination } from './destination.ts'
import { Ear } from './ear.ts'
import type { NewsDeps } from './news-deps.ts'
import type { UpstreamSession } from './upstream-session.ts'

/** GET streams in one process; each holds a connection. */
const most = 2_000
/** How long a first call waits for the stream on which it may be asked. */
const readyMs = 500

export interface Ears {
  /** Undefined where the server offers no such stream, or we hold too many. */
  of(destination: Destination, session: UpstreamSession, eventBytes: number): Ear | undefined
  /** For a call that may be asked something; the ear is open when this has ended, where there is one. */
  ready(destination: Destination, session: UpstreamSession, eventBytes: number): Promise<Ear | undefined>
  /** The session is over; `lost`: by no wish of ours. */
  close(session: UpstreamSession, lost: boolean): void
}

/** One ear for each session that is listened to. */
export function createEars(deps: NewsDeps): Ears {
  const ears = new Map<UpstreamSession, Ear>()
  const deaf = new WeakSet<UpstreamSession>()

  const of: Ears['of'] = (destination, session, eventBytes) => {
    const open = ears.get(session)
    open?.use(destination)
    if (open || deaf.has(session) || ears.size >= most) return open
    const ear = new Ear(destination, eventBytes, deps, (isOffered) => {
      ears.delete(session)
      if (!isOffered) deaf.add(session)
    })
    ears.set(session, ear)
    return ear
  }

  return {
    of,
    async ready(destination, session, eventBytes) {
      const ear = of(destination, session, eventBytes)
      if (!ear) return undefined
      let timer: NodeJS.Timeout | undefined
      const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, readyMs)))
      await Promise.race([ear.ready, enough])
      clearTimeout(timer)
      return deaf.has(session) ? undefined : ear
    },
    close: (session, lost) => ears.get(session)?.close(lost),
  }
}
