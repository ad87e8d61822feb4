import { callOutcomes } from '../../contracts/tool-calls.ts'
import { durationBounds, type PairFigures } from './call-figures.ts'
import type { Calls } from '../../audit/index.ts'
import { counter, gauge, type ReadMetric } from './metrics.ts'

const callsTotal = 'postern_calls_total'
const callSeconds = 'postern_call_duration_seconds'

/** prom-client's own counters look a label set up at each addition; these are read from the figures when asked for. */
export const callMetrics = (pairs: () => PairFigures[]): ReadMetric[] => [
  {
    name: callsTotal,
    help: 'Relayed calls, by how they ended for their caller.',
    type: 'counter',
    read: () =>
      pairs().flatMap(({ gateway, target, outcomes }) =>
        callOutcomes.flatMap((outcome, index) => {
          const value = outcomes[index] ?? 0
          return value > 0 ? [{ value, labels: { gateway, target, outcome } }] : []
        }),
      ),
  },
  {
    name: callSeconds,
    help: 'How long relayed calls took, the wait for the server and for a person included.',
    type: 'histogram',
    read: () => byGateway(pairs()).flatMap(histogramOf),
  },
]

function byGateway(pairs: readonly PairFigures[]): PairFigures[] {
  const sums = new Map<string, PairFigures>()
  for (const pair of pairs) {
    const sum = sums.get(pair.gateway)
    if (!sum) sums.set(pair.gateway, { ...pair, durations: [...pair.durations] })
    else {
      sum.seconds += pair.seconds
      pair.durations.forEach((count, index) => (sum.durations[index] = (sum.durations[index] ?? 0) + count))
    }
  }
  return [...sums.values()]
}

function histogramOf({ gateway, durations, seconds }: PairFigures) {
  let count = 0
  const buckets = [...durationBounds, '+Inf' as const].map((le, index) => {
    count += durations[index] ?? 0
    return { metricName: `${callSeconds}_bucket`, value: count, labels: { le, gateway } }
  })
  return [
    ...buckets,
    { metricName: `${callSeconds}_sum`, value: seconds, labels: { gateway } },
    { metricName: `${callSeconds}_count`, value: count, labels: { gateway } },
  ]
}

export const callLogMetrics = (calls: Pick<Calls, 'figures'>): ReadMetric[] => [
  gauge('postern_call_log_waiting', 'Calls that wait to be stored in the call log.', () => calls.figures.waiting),
  counter('postern_call_log_stored_total', 'Calls stored in the call log.', () => calls.figures.stored),
  counter(
    'postern_call_log_dropped_total',
    'Calls missing from the call log because the store did not keep up.',
    () => calls.figures.dropped,
  ),
]
