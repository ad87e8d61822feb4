import { AggregatorRegistry, collectDefaultMetrics, Registry, type Metric, type MetricObject } from 'prom-client'

export interface MetricSample {
  value: number
  labels: Record<string, string | number>
  /** Where it differs from the metric's own. */
  metricName?: string
}

/** A figure that is kept elsewhere and read when somebody asks. */
export interface ReadMetric {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  read(): MetricSample[]
}

export interface Metrics {
  add(...metrics: readonly ReadMetric[]): void
  /** This process's part, for `render` of another. */
  own(): Promise<MetricObject[]>
  /** All in Prometheus' text form; the parts of other processes of this port are added up with our own. */
  render(): Promise<{ contentType: string; text: string }>
}

/** @param others asks the other processes for their `own()` */
export function createMetrics(others: () => Promise<MetricObject[][]> = () => Promise.resolve([])): Metrics {
  const registry = new Registry()
  // CPU, memory, open files, garbage collection, and the delay of the event loop by monitorEventLoopDelay.
  collectDefaultMetrics({ register: registry })
  // What `get` gives is what the declared type names; prom-client lets nobody declare one that only reads.
  const own = () => registry.getMetricsAsJSON() as Promise<unknown> as Promise<MetricObject[]>
  return {
    own,
    add(...metrics) {
      for (const { name, help, type, read } of metrics) {
        const get = () => Promise.resolve({ name, help, type, values: read(), aggregator: 'sum' })
        registry.registerMetric({ name, get, reset: () => undefined } as unknown as Metric)
      }
    },
    async render() {
      const parts = [await own(), ...(await others())]
      const whole = parts.length === 1 ? registry : AggregatorRegistry.aggregate(parts)
      return { contentType: registry.contentType, text: await whole.metrics() }
    },
  }
}

export const gauge = (name: string, help: string, read: () => number): ReadMetric => ({
  ...{ name, help, type: 'gauge' },
  read: () => [{ value: read(), labels: {} }],
})

export const counter = (name: string, help: string, read: () => number): ReadMetric => ({
  ...{ name, help, type: 'counter' },
  read: () => [{ value: read(), labels: {} }],
})
