import { LRUCache } from 'lru-cache'
import type { Secret } from '../../kernel/secret.ts'
import type { ServingTarget } from '../rooms.ts'
import type { Era } from '../wire/index.ts'
import type { UpstreamAddress } from './address.ts'
import { silentSink, type AnswerSink } from './answer-sink.ts'
import { capabilitiesKey } from './capabilities-key.ts'
import type { Destination, PostMessage } from './destination.ts'
import { createHandshake, type HandshakeDeps } from './handshake.ts'
import type { Outcome } from './outcome.ts'
import type { UpstreamSession } from './upstream-session.ts'

/** For whom a session at an MCP server is kept: never two callers, nor two sessions of one (RS-5). */
export interface SessionHolder {
  target: ServingTarget
  owner: string
  /** Undefined for a caller without a session of his own. */
  sessionKey: string | undefined
  /** What the server is told that the client can do; absent: nothing. The same object for the same client spares work. */
  capabilities?: Readonly<Record<string, unknown>>
  /** The era that a server which speaks both is spoken to in: the client's own. Absent: the newer one. */
  prefers?: Era
}

export type Opened = { kind: 'open'; session: UpstreamSession; isNew: boolean } | { kind: 'failed'; outcome: Outcome }

/** A session of a client's session, as others than its calls see it. */
export interface OpenUpstream {
  readonly holder: SessionHolder
  readonly session: UpstreamSession
  readonly address: UpstreamAddress
  /** The one of the last call. */
  readonly accessToken: Secret | undefined
  /** A request of ours, or of the client outside its calls. */
  ask(message: PostMessage, sink: AnswerSink): Promise<Outcome>
  /** A notification or a response. */
  send(text: string): Promise<Outcome>
}

interface Kept extends OpenUpstream {
  accessToken: Secret | undefined
}

/** Strangers without a session share nothing, so what is opened for one of their calls ends with it. */
export const isPassing = ({ owner, sessionKey }: SessionHolder): boolean =>
  owner === 'anonymous' && sessionKey === undefined

type Where = Omit<Destination, 'session'>

/**
 * Sessions at MCP servers. The server's era is found out once per version of its target, and so is everything else where
 * it hands out no session. `end` tells a server that a session of ours is over.
 */
export function createUpstreamSessions(
  deps: HandshakeDeps & { keptSessions: number; end(destination: Destination, session: UpstreamSession): void },
) {
  const { post, keptSessions, end } = deps
  const handshake = createHandshake(deps)
  const stateless = new LRUCache<string, UpstreamSession>({ max: 5_000 })
  const ofClients = new Map<string, Set<Kept>>()
  const personal = new LRUCache<string, Kept>({
    max: keptSessions,
    dispose(kept, _, reason) {
      dropFromClient(kept)
      if (reason === 'evict') end(kept, kept.session)
    },
  })
  const opening = new Map<string, Promise<Opened>>()

  const targetKey = ({ target }: SessionHolder) => `${target.targetId}:${target.rowVersion}`
  const sharedKey = (holder: SessionHolder) =>
    `${targetKey(holder)}:${holder.prefers ?? ''}:${holder.capabilities ? capabilitiesKey(holder.capabilities) : ''}`
  const ownKey = (holder: SessionHolder) => `${sharedKey(holder)}:${holder.owner}:${holder.sessionKey ?? ''}`

  function dropFromClient(kept: Kept): void {
    const { sessionKey } = kept.holder
    const all = sessionKey === undefined ? undefined : ofClients.get(sessionKey)
    if (all?.delete(kept) && all.size === 0 && sessionKey !== undefined) ofClients.delete(sessionKey)
  }

  function keep(holder: SessionHolder, where: Where, session: UpstreamSession): void {
    const kept: Kept = {
      holder,
      session,
      ...where,
      ask: (message, sink) => post(kept, message, sink),
      send: (text) => post(kept, { text }, silentSink),
    }
    personal.set(ownKey(holder), kept)
    if (holder.sessionKey === undefined) return
    const all = ofClients.get(holder.sessionKey) ?? new Set()
    ofClients.set(holder.sessionKey, all.add(kept))
  }

  async function open(holder: SessionHolder, where: Where, passing: boolean): Promise<Opened> {
    const opened = await handshake.open(targetKey(holder), where, holder)
    if (opened.kind === 'failed') return opened
    const { session } = opened
    if (session.id === undefined) stateless.set(sharedKey(holder), session)
    else if (!passing) keep(holder, where, session)
    return { ...opened, isNew: session.id !== undefined }
  }

  return {
    /** `accessToken` is what is used from now on when the session is spoken to outside a call. */
    find(holder: SessionHolder, accessToken?: Secret): UpstreamSession | undefined {
      const kept = personal.get(ownKey(holder))
      if (!kept) return stateless.get(sharedKey(holder))
      if (accessToken) kept.accessToken = accessToken
      return kept.session
    },

    /** Calls of one holder that come at once share one handshake, but for those that want a session for themselves. */
    open(holder: SessionHolder, where: Where, passing: boolean): Promise<Opened> {
      if (passing) return open(holder, where, true)
      const key = ownKey(holder)
      const under = opening.get(key)
      if (under) return under.then((opened) => (opened.kind === 'open' ? { ...opened, isNew: false } : opened))
      const flight = open(holder, where, false).finally(() => opening.delete(key))
      opening.set(key, flight)
      return flight
    },

    /** Only what the caller saw fail: another call may have opened a new one already. `isOtherEra`: the server changed. */
    forget(holder: SessionHolder, session: UpstreamSession, isOtherEra: boolean): void {
      if (personal.peek(ownKey(holder))?.session === session) personal.delete(ownKey(holder))
      if (stateless.peek(sharedKey(holder)) === session) stateless.delete(sharedKey(holder))
      if (session.era === 'legacy' && isOtherEra) handshake.forget(targetKey(holder))
    },

    kept: (holder: SessionHolder): OpenUpstream | undefined => personal.peek(ownKey(holder)),

    /** The open sessions of one session of a client. */
    of: (sessionKey: string): OpenUpstream[] => [...(ofClients.get(sessionKey) ?? [])],

    /** The client's session is over: so are those at the servers. */
    endAll(sessionKey: string): void {
      for (const kept of ofClients.get(sessionKey) ?? []) {
        personal.delete(ownKey(kept.holder))
        end(kept, kept.session)
      }
    },
  }
}
export type UpstreamSessions = ReturnType<typeof createUpstreamSessions>
