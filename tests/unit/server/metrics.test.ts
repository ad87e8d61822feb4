import type { MetricObject } from 'prom-client'
import { describe, expect, test } from 'vitest'
import type { CallRecord } from '../../../lib/audit/index.ts'
import { createCallFigures } from '../../../lib/server/metrics/call-figures.ts'
import { callMetrics } from '../../../lib/server/metrics/call-metrics.ts'
import { dataplaneMetrics } from '../../../lib/server/metrics/dataplane-metrics.ts'
import { mayReadMetrics } from '../../../lib/server/metrics/may-read.ts'
import { createMetrics } from '../../../lib/server/metrics/metrics.ts'

const call = (more: Partial<CallRecord> = {}): CallRecord => ({
  ...{ at: 0, durationMs: 30, gatewayId: 'team-0123456789', targetId: 'ABCDEFGHIJ', method: 'tools/call' },
  ...{
    name: 'canary-tool',
    caller: 'canary-person',
    callerKind: 'person',
    client: 'canary-client',
    outcome: 'answered',
    requestId: 'r',
  },
  ...more,
})

const linesOf = (text: string, name: string) =>
  text.split('\n').filter((line) => line.startsWith(name) && !line.startsWith('#'))

function metricsOf(calls: readonly CallRecord[]) {
  const figures = createCallFigures()
  const metrics = createMetrics()
  metrics.add(...callMetrics(figures.pairs))
  for (const each of calls) figures.record(each)
  return metrics
}

describe('metrics', () => {
  test('count calls by gateway, target and outcome, and never name a person, a tool or a client (LG-7)', async () => {
    const { text } = await metricsOf([call(), call(), call({ outcome: 'failed' })]).render()
    expect(linesOf(text, 'postern_calls_total')).toEqual([
      'postern_calls_total{gateway="team-0123456789",target="ABCDEFGHIJ",outcome="answered"} 2',
      'postern_calls_total{gateway="team-0123456789",target="ABCDEFGHIJ",outcome="failed"} 1',
    ])
    expect(text).not.toContain('canary')
  })

  test('durations are a histogram of each gateway', async () => {
    const { text } = await metricsOf([call({ durationMs: 5 }), call({ durationMs: 1_000_000 })]).render()
    const lines = linesOf(text, 'postern_call_duration_seconds')
    expect(lines).toContain('postern_call_duration_seconds_bucket{le="0.005",gateway="team-0123456789"} 1')
    expect(lines).toContain('postern_call_duration_seconds_bucket{le="900",gateway="team-0123456789"} 1')
    expect(lines).toContain('postern_call_duration_seconds_bucket{le="+Inf",gateway="team-0123456789"} 2')
    expect(lines).toContain('postern_call_duration_seconds_count{gateway="team-0123456789"} 2')
  })

  test('stay small however many targets there are', async () => {
    const calls = Array.from({ length: 3_000 }, (_, n) => call({ targetId: `T${n}` }))
    const { text } = await metricsOf(calls).render()
    expect(linesOf(text, 'postern_calls_total')).toHaveLength(2_001)
    expect(text).toContain('postern_calls_total{gateway="other",target="other",outcome="answered"} 1000')
  })

  test('of several processes are added up', async () => {
    const other = metricsOf([call(), call()])
    const figures = createCallFigures()
    const metrics = createMetrics(async () => [await other.own(), []])
    metrics.add(...callMetrics(figures.pairs))
    figures.record(call())
    const { text } = await metrics.render()
    expect(linesOf(text, 'postern_calls_total')).toEqual([
      'postern_calls_total{gateway="team-0123456789",target="ABCDEFGHIJ",outcome="answered"} 3',
    ])
    expect(text).toContain('postern_call_duration_seconds_count{gateway="team-0123456789"} 3')
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  })

  const held = (targetId: string, state: 'open' | 'half-open' = 'open') => ({
    targetId,
    state,
    callers: 'all' as const,
  })
  const openOf = async (
    heldBack: ReturnType<typeof held>[],
    others: () => Promise<MetricObject[][]> = async () => [],
  ) => {
    const metrics = createMetrics(others)
    const figures = { streams: 3, listeners: 2, sessions: 5, parked: 1, heldBack }
    metrics.add(
      ...dataplaneMetrics(
        () => figures,
        () => ({ busy: 4, idle: 6, waiting: 0 }),
      ),
    )
    return metrics
  }

  test('tell what is open now, added up over processes', async () => {
    const other = await openOf([held('T1')])
    const metrics = await openOf([held('T1'), held('T2', 'half-open')], async () => [await other.own()])
    const { text } = await metrics.render()
    expect(text.split('\n').filter((line) => line.startsWith('postern_'))).toEqual([
      'postern_client_streams 6',
      'postern_news_listeners 4',
      'postern_live_sessions 10',
      'postern_parked_calls 2',
      'postern_upstream_connections{state="busy"} 8',
      'postern_upstream_connections{state="idle"} 12',
      'postern_upstream_requests_waiting 0',
      'postern_target_breaker{target="T1",state="open",callers="all"} 2',
      'postern_target_breaker{target="T2",state="half-open",callers="all"} 1',
    ])
  })

  test('tell a thousand broken targets apart, and count the rest', async () => {
    const { text } = await (await openOf(Array.from({ length: 1_500 }, (_, n) => held(`T${n}`)))).render()
    const lines = linesOf(text, 'postern_target_breaker')
    expect(lines).toHaveLength(1_001)
    expect(lines).toContain('postern_target_breaker{target="other",state="open",callers="all"} 500')
  })

  test.each([
    ['this machine, by name', true, '127.0.0.1', { host: 'localhost:3000' }],
    ['this machine, by IPv6', true, '::1', { host: '[::1]:3000' }],
    ['this machine, on a socket of both kinds', true, '::ffff:127.0.0.1', { host: '127.0.0.1:3000' }],
    ['another machine', false, '10.0.0.7', { host: 'localhost:3000' }],
    [
      'a proxy that says for whom it asks',
      false,
      '127.0.0.1',
      { host: 'localhost:3000', 'x-forwarded-for': '10.0.0.7' },
    ],
    ['a proxy that only passes the name on', false, '127.0.0.1', { host: 'mcp.example.com' }],
    ['nobody knows who', false, undefined, { host: 'localhost:3000' }],
    ['no name', false, '127.0.0.1', {}],
  ])('may be read: %s: %s', (_, may, remoteAddress, headers) => {
    expect(mayReadMetrics({ headers, socket: { remoteAddress } as never })).toBe(may)
  })
})
