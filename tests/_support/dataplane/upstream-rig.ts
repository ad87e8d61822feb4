import { pino } from 'pino'
import { createUrlPolicy } from '../../../lib/kernel/url-policy.ts'
import { createEgress } from '../../../lib/platform/http/index.ts'
import { addressOf } from '../../../lib/dataplane/upstream/address.ts'
import type { AnswerSink, MessageKind, UpstreamLink } from '../../../lib/dataplane/upstream/answer-sink.ts'
import { createUpstream as createClient } from '../../../lib/dataplane/upstream/index.ts'
import { upstreamLimits, type UpstreamLimits } from '../../../lib/dataplane/upstream/outcome.ts'
import type { SessionHolder } from '../../../lib/dataplane/upstream/sessions.ts'
import { servingTarget } from './rooms.ts'

export const callText = (id: string | number, params: object = { name: 't' }) =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })

/** A sink that keeps all it is given; `leave` is what a client's vanishing is. */
export function recordingSink(changes: Partial<AnswerSink> = {}) {
  const messages: { kind: MessageKind; text: string; back: UpstreamLink }[] = []
  const waits: number[] = []
  const leaving = new Set<() => void>()
  const seen = { whole: undefined as string | undefined, streams: 0 }
  const sink: AnswerSink = {
    whole: (body) => void (seen.whole = Buffer.from(body).toString('utf8')),
    onGone(listener) {
      leaving.add(listener)
      return () => void leaving.delete(listener)
    },
    streams: () => void seen.streams++,
    message(kind, text, back) {
      messages.push({ kind, text, back })
      return true
    },
    onDrain: () => undefined,
    interrupted: (ms) => void waits.push(ms),
    ...changes,
  }
  const leave = () => leaving.forEach((listener) => listener())
  return { sink, messages, waits, seen, leave, listeners: leaving }
}

/** The part of the data plane that speaks with servers, at one server, with a clock of its own for pauses. */
export function createUpstreamRig(endpoint: string, limits: Partial<UpstreamLimits> = {}) {
  const urlPolicy = createUrlPolicy({ isLoopback: true, egressAllow: [], publicOrigin: 'http://127.0.0.1' })
  const egress = createEgress({ urlPolicy, logger: pino({ level: 'silent' }) })
  const clock = { at: Date.UTC(2026, 10, 25, 1, 2, 3) }
  const upstream = createClient(egress.dispatcher, { ...upstreamLimits, ...limits }, () => clock.at)
  const target = servingTarget('notes', endpoint, ['t'])
  const holder = (changes: Partial<SessionHolder> = {}): SessionHolder => ({
    target,
    owner: 'alice',
    sessionKey: 'k1',
    ...changes,
  })
  const where = { address: addressOf(endpoint), accessToken: undefined }
  const call = (
    id: string | number,
    sink: AnswerSink,
    changes: Partial<SessionHolder> = {},
    more: { onLink?: (link: UpstreamLink) => void; params?: object } = {},
  ) =>
    upstream.callTarget({
      holder: holder(changes),
      ...where,
      id,
      encode: () => ({ id, text: callText(id, more.params) }),
      sink: () => sink,
      ...more,
    })
  return { ...upstream, holder, where, call, clock, close: () => egress.close() }
}
