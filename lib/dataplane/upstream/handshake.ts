import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { discoverQuestion, modernRevision, newestLegacyRevision, offersModern, type Era } from '../wire/index.ts'
import { memorySink, silentSink } from './answer-sink.ts'
import type { Destination, Post } from './destination.ts'
import { parseOrUndefined } from './judge-answer.ts'
import type { Fault, Outcome } from './outcome.ts'
import type { UpstreamSession } from './upstream-session.ts'

export interface HandshakeDeps {
  post: Post
  /** `post` with less patience: a server that leaves an unknown method unanswered delays one call only so long. */
  ask: Post
}

type Where = Omit<Destination, 'session'>
type Capabilities = Readonly<Record<string, unknown>>
type Opened = { kind: 'open'; session: UpstreamSession } | { kind: 'failed'; outcome: Outcome }

const initializeResult = z.object({
  result: z.object({
    protocolVersion: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    capabilities: z.record(z.string(), z.unknown()).catch({}),
  }),
})
const sessionIdPattern = /^[\x21-\x7e]{1,1024}$/
const initialized = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })
const clientInfo = { name: 'postern', version: '1' }

const modern: UpstreamSession = { era: 'modern', revision: modernRevision, id: undefined, capabilities: {} }
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
/** How long a server that did not speak an era is not asked again whether it does. */
const verdictMs = 3_600_000

/** Finds out a server's era, and agrees with it on a session where it wants that. */
export function createHandshake({ post, ask }: HandshakeDeps) {
  const lacksModern = new LRUCache<string, true>({ max: 5_000, ttl: verdictMs })
  const lacksLegacy = new LRUCache<string, true>({ max: 5_000, ttl: verdictMs })

  async function initialize(where: Where, capabilities: Capabilities): Promise<Opened> {
    const sink = memorySink()
    const params = { protocolVersion: newestLegacyRevision, capabilities, clientInfo }
    const text = JSON.stringify({ jsonrpc: '2.0', id: 'initialize', method: 'initialize', params })
    const outcome = await post({ ...where, session: undefined }, { id: 'initialize', text }, sink)
    if (outcome.kind !== 'answered') return { kind: 'failed', outcome }
    const answer = initializeResult.safeParse(parseOrUndefined(Buffer.from(sink.body ?? []).toString('utf8')))
    const id = outcome.headers.get('mcp-session-id')
    if (!answer.success || (id !== undefined && !sessionIdPattern.test(id)))
      return {
        kind: 'failed',
        outcome: { kind: 'broken', fault: 'handshake', detail: 'initialize was not answered well' },
      }
    const { protocolVersion: revision, capabilities: declared } = answer.data.result
    const agreed = { era: 'legacy' as const, revision, id }
    const session: UpstreamSession = { ...agreed, capabilities: declared, inFlight: new Map() }
    const told = await post({ ...where, session }, { text: initialized }, silentSink)
    return told.kind === 'answered' ? { kind: 'open', session } : { kind: 'failed', outcome: told }
  }

  /**
   * Undefined for a server that has to be asked by `initialize`. So has one that refuses the login: if it means that, it
   * says so again.
   */
  async function discover(where: Where): Promise<Opened | undefined> {
    const sink = memorySink()
    const outcome = await ask({ ...where, session: modern }, discoverQuestion, sink)
    if (outcome.kind === 'answered')
      return offersModern(parseOrUndefined(Buffer.from(sink.body ?? []).toString('utf8')))
        ? { kind: 'open', session: modern }
        : undefined
    const isDown = outcome.kind === 'broken' && !notUnderstood.has(outcome.fault)
    return isDown ? { kind: 'failed', outcome } : undefined
  }

  /** An older server first, where the client is one of that time and the server may speak both. */
  async function initializeOrDiscover(key: string, where: Where, capabilities: Capabilities): Promise<Opened> {
    const initialized = lacksLegacy.has(key) ? undefined : await initialize(where, capabilities)
    if (initialized && (initialized.kind === 'open' || !mayLackIt(initialized.outcome))) return initialized
    const discovered = await discover(where)
    if (discovered?.kind === 'open') lacksLegacy.set(key, true)
    else lacksLegacy.delete(key)
    return discovered ?? initialized ?? initialize(where, capabilities)
  }

  async function discoverOrInitialize(key: string, where: Where, capabilities: Capabilities): Promise<Opened> {
    const opened = (lacksModern.has(key) ? undefined : await discover(where)) ?? (await initialize(where, capabilities))
    if (opened.kind === 'failed') lacksModern.delete(key)
    else if (opened.session.era === 'legacy') lacksModern.set(key, true)
    return opened
  }

  return {
    /** `key` names the server as it is configured now; `capabilities` are declared to one of the older era. */
    open: (
      key: string,
      where: Where,
      { capabilities = {}, prefers }: { capabilities?: Capabilities; prefers?: Era },
    ): Promise<Opened> =>
      (prefers === 'legacy' ? initializeOrDiscover : discoverOrInitialize)(key, where, capabilities),

    /** The server was exchanged for one of the other era. */
    forget(key: string): void {
      lacksModern.delete(key)
      lacksLegacy.delete(key)
    },
  }
}

/** A refusal by which a server may mean that it knows no `initialize`. */
const mayLackIt = (outcome: Outcome): boolean =>
  outcome.kind === 'refused'
    ? [400, 404, 405].includes(outcome.status)
    : outcome.kind === 'broken' && (outcome.fault === 'handshake' || notUnderstood.has(outcome.fault))
