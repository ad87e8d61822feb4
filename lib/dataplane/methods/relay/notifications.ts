import { isObject } from '../../rpc/message.ts'
import { readServerMessage } from '../../rpc/server-message.ts'
import type { EndpointDeps } from '../../endpoint-deps.ts'
import { changedList } from '../../live/changed-list.ts'
import { skimMessage } from '../../upstream/skim-message.ts'
import { isLoudEnough, logLevelFor } from './log-level.ts'
import type { Between } from './talk.ts'

/** Of the newer era: what does not exist there, and what a client hears on a stream of its own or not at all. */
const notForModern: ReadonlySet<string> = new Set([
  'notifications/elicitation/complete',
  'notifications/resources/updated',
])

const methodOf = (text: string): string => {
  const method = skimMessage(text)?.method
  return typeof method === 'string' ? method : ''
}

/** Passes on what a server tells while it works on a call. False asks for a pause. */
export function passNotification(between: Between, text: string, deps: Pick<EndpointDeps, 'news'>): boolean {
  const { exchange, reply, target } = between
  const method = methodOf(text)
  const changed = changedList(method)
  // What the client would list again is read again first; it is told then, on its own stream where it has one.
  if (changed) deps.news.heard(exchange.gatewayId, target.targetId, changed)
  if (changed && (exchange.envelope || exchange.live?.news)) return true
  if (exchange.envelope && (notForModern.has(method) || isTooQuiet(between, method, text))) return true
  return method === '' || !reply.canStream || reply.send(text)
}

function isTooQuiet({ exchange, reply }: Between, method: string, text: string): boolean {
  if (method !== 'notifications/message') return false
  const least = logLevelFor(exchange, reply)
  const params = readServerMessage(text)?.params
  return least === undefined || !isObject(params) || !isLoudEnough(params.level, least)
}
