import type { DataplaneFigures } from '../../dataplane/index.ts'
import type { Egress } from '../../platform/http/index.ts'
import { gauge, type MetricSample, type ReadMetric } from './metrics.ts'

/** So many targets are told apart; the rest is counted together, so that metrics stay small. */
const mostTargets = 1_000

/** What is open now: of several processes the sum, so a breaker counts the processes in which it keeps calls away. */
export const dataplaneMetrics = (
  figures: () => DataplaneFigures,
  connections: Egress['figures'],
): readonly ReadMetric[] => [
  gauge('postern_client_streams', 'Streams of events that clients have open.', () => figures().streams),
  gauge(
    'postern_news_listeners',
    'Clients that listen for news by GET or subscriptions/listen.',
    () => figures().listeners,
  ),
  gauge('postern_live_sessions', 'MCP sessions of clients that something is kept of.', () => figures().sessions),
  gauge(
    'postern_parked_calls',
    'Calls that wait for their client to come back with an answer.',
    () => figures().parked,
  ),
  {
    name: 'postern_upstream_connections',
    help: 'Open connections to MCP servers, authorization servers and identity providers.',
    type: 'gauge',
    read() {
      const { busy, idle } = connections()
      return [
        { value: busy, labels: { state: 'busy' } },
        { value: idle, labels: { state: 'idle' } },
      ]
    },
  },
  gauge('postern_upstream_requests_waiting', 'Requests that wait for a connection.', () => connections().waiting),
  {
    name: 'postern_target_breaker',
    help: 'Processes in which calls to a target are held back (open) or tried one at a time (half-open), of one caller or of all.',
    type: 'gauge',
    read: () => breakers(figures().heldBack),
  },
]

function breakers(heldBack: DataplaneFigures['heldBack']): MetricSample[] {
  const samples = new Map<string, MetricSample>()
  const targets = new Set<string>()
  for (const { targetId, state, callers } of heldBack) {
    if (targets.size < mostTargets) targets.add(targetId)
    const target = targets.has(targetId) ? targetId : 'other'
    const key = `${target} ${state} ${callers}`
    const sample = samples.get(key) ?? { value: 0, labels: { target, state, callers } }
    samples.set(key, sample)
    // Of one target there may be two, of before and after it was changed; it is the newer one that counts.
    sample.value = target === 'other' ? sample.value + 1 : 1
  }
  return [...samples.values()]
}
