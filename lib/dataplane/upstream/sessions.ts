import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { ServingTarget } from '../rooms.ts'
import { discoverQuestion, modernRevision, newestLegacyRevision, offersModern, type Era } from '../wire/index.ts'
import { memorySink } from './answer-sink.ts'
import { parseOrUndefined } from './judge-answer.ts'
import type { Fault, Outcome } from './outcome.ts'
import type { Destination, Post } from './post.ts'

/** How one speaks with an MCP server, and what `initialize` there led to where it wants one. */
export interface UpstreamSession {
  era: Era
  revision: string
  /** Undefined where the server keeps no sessions. */
  id: string | undefined
}

/** For whom a session at an MCP server is kept: never two callers, nor two sessions of one (RS-5). */
export interface SessionHolder {
  target: ServingTarget
  owner: string
  /** Undefined for a caller without a session of his own. */
  sessionKey: string | undefined
}

export type Opened = { kind: 'open'; session: UpstreamSession } | { kind: 'failed'; outcome: Outcome }

const initializeResult = z.object({ result: z.object({ protocolVersion: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }) })
const sessionIdPattern = /^[\x21-\x7e]{1,1024}$/
const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 'initialize',
  method: 'initialize',
  params: { protocolVersion: newestLegacyRevision, capabilities: {}, clientInfo: { name: 'postern', version: '1' } },
})
const initialized = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })

/** Strangers without a session share nothing, so what is opened for one of their calls ends with it. */
export const isPassing = ({ owner, sessionKey }: SessionHolder): boolean =>
  owner === 'anonymous' && sessionKey === undefined

const modern: UpstreamSession = { era: 'modern', revision: modernRevision, id: undefined }
/** What servers that did not understand do; the other faults keep any request from getting there. */
const notUnderstood: ReadonlySet<Fault> = new Set<Fault>([
  'not-mcp',
  'no-result',
  'wrong-answer',
  'too-large',
  'no-answer',
  'too-slow',
  'broke-off',
])
/** How long a server that wanted `initialize` is not asked again whether it can do without. */
const legacyVerdictMs = 3_600_000

/**
 * Sessions at MCP servers. The server's era is found out once per version of its target, and so is everything else where
 * it hands out no session.
 */
/** `ask` is `post` with less patience: a server that leaves an unknown method unanswered delays one call only so long. */
export function createUpstreamSessions(post: Post, ask: Post) {
  const stateless = new LRUCache<string, UpstreamSession>({ max: 5_000 })
  const legacy = new LRUCache<string, true>({ max: 5_000, ttl: legacyVerdictMs })
  const personal = new LRUCache<string, UpstreamSession>({ max: 20_000 })
  const opening = new Map<string, Promise<Opened>>()

  const targetKey = ({ target }: SessionHolder) => `${target.targetId}:${target.rowVersion}`
  const ownKey = (holder: SessionHolder) => `${targetKey(holder)}:${holder.owner}:${holder.sessionKey ?? ''}`

  async function handshake(destination: Omit<Destination, 'session'>): Promise<Opened> {
    const sink = memorySink()
    const first = { ...destination, session: undefined }
    const outcome = await post(first, { id: 'initialize', text: initialize }, sink)
    if (outcome.kind !== 'answered') return { kind: 'failed', outcome }
    const answer = initializeResult.safeParse(parseOrUndefined(Buffer.from(sink.body ?? []).toString('utf8')))
    const id = outcome.headers['mcp-session-id']
    if (!answer.success || (id !== undefined && !sessionIdPattern.test(String(id))))
      return {
        kind: 'failed',
        outcome: { kind: 'broken', fault: 'handshake', detail: 'initialize was not answered well' },
      }
    const session = {
      era: 'legacy' as const,
      revision: answer.data.result.protocolVersion,
      id: id === undefined ? undefined : String(id),
    }
    const told = await post({ ...destination, session }, { text: initialized }, memorySink())
    return told.kind === 'answered' ? { kind: 'open', session } : { kind: 'failed', outcome: told }
  }

  /**
   * Undefined for a server that has to be asked by `initialize`. So has one that refuses the login: if it means that, it
   * says so again.
   */
  async function discover(destination: Omit<Destination, 'session'>): Promise<Opened | undefined> {
    const sink = memorySink()
    const outcome = await ask({ ...destination, session: modern }, discoverQuestion, sink)
    if (outcome.kind === 'answered')
      return offersModern(parseOrUndefined(Buffer.from(sink.body ?? []).toString('utf8')))
        ? { kind: 'open', session: modern }
        : undefined
    const isDown = outcome.kind === 'broken' && !notUnderstood.has(outcome.fault)
    return isDown ? { kind: 'failed', outcome } : undefined
  }

  async function openAndKeep(holder: SessionHolder, destination: Omit<Destination, 'session'>): Promise<Opened> {
    const known = legacy.has(targetKey(holder))
    const opened = (known ? undefined : await discover(destination)) ?? (await handshake(destination))
    if (opened.kind === 'failed') {
      legacy.delete(targetKey(holder))
      return opened
    }
    if (opened.session.era === 'legacy') legacy.set(targetKey(holder), true)
    if (opened.session.id === undefined) stateless.set(targetKey(holder), opened.session)
    else if (!isPassing(holder)) personal.set(ownKey(holder), opened.session)
    return opened
  }

  return {
    find: (holder: SessionHolder): UpstreamSession | undefined =>
      personal.get(ownKey(holder)) ?? stateless.get(targetKey(holder)),

    /** Calls of one holder that come at once share one handshake. */
    open(holder: SessionHolder, destination: Omit<Destination, 'session'>): Promise<Opened> {
      if (isPassing(holder)) return openAndKeep(holder, destination)
      const key = ownKey(holder)
      const under = opening.get(key)
      if (under) return under
      const flight = openAndKeep(holder, destination).finally(() => opening.delete(key))
      opening.set(key, flight)
      return flight
    },

    /** Only what the caller saw fail: another call may have opened a new one already. `isOtherEra`: the server changed. */
    forget(holder: SessionHolder, session: UpstreamSession, isOtherEra: boolean): void {
      if (personal.get(ownKey(holder)) === session) personal.delete(ownKey(holder))
      if (stateless.get(targetKey(holder)) === session) stateless.delete(targetKey(holder))
      if (session.era === 'legacy' && isOtherEra) legacy.delete(targetKey(holder))
    },
  }
}
