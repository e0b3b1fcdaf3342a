import type { RequestHandler } from 'express'
import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type MetricObject,
  Registry,
  register,
} from 'prom-client'

/** What else `/metrics` shows: figures that are read when asked for. */
export interface MetricSources {
  liveConnections(): number
  hotspots(): Record<string, number>
  databaseConnections(): { total: number; idle: number; waiting: number }
  /** The figures of each worker process, which are added to this process's. */
  workers(): Promise<object[][]>
}

/** Counts and times requests; `answer` sends those, the process's own figures and every role's, for Prometheus. */
export function httpMetrics(sources: MetricSources): { observe: RequestHandler; answer: RequestHandler } {
  const own = new Registry()
  const requests = new Counter({
    name: 'plaza_http_requests_total',
    help: 'HTTP requests answered, by part of the site, method and status',
    labelNames: ['part', 'method', 'status'] as const,
    registers: [own],
  })
  const seconds = new Histogram({
    name: 'plaza_http_request_seconds',
    help: 'Time to answer an HTTP request',
    labelNames: ['part'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [own],
  })
  new Gauge({
    name: 'plaza_live_connections',
    help: 'Dashboards connected to the live link',
    registers: [own],
    collect() {
      this.set(sources.liveConnections())
    },
  })
  new Gauge({
    name: 'plaza_hotspots',
    help: 'Hotspots in use by what is known of them',
    labelNames: ['state'] as const,
    registers: [own],
    collect() {
      for (const [state, count] of Object.entries(sources.hotspots())) this.set({ state }, count)
    },
  })
  new Gauge({
    name: 'plaza_database_connections',
    help: 'Connections to PostgreSQL in the pool; waiting: requests for one that none is free for',
    labelNames: ['state'] as const,
    registers: [own],
    collect() {
      for (const [state, count] of Object.entries(sources.databaseConnections())) this.set({ state }, count)
    },
  })
  if (!register.getSingleMetric('process_start_time_seconds')) collectDefaultMetrics({ register })

  return {
    observe(request, response, next) {
      const part = partOf(request.path)
      const stop = seconds.startTimer({ part })
      response.once('finish', () => {
        stop()
        requests.inc({ part, method: request.method, status: response.statusCode })
      })
      next()
    },
    async answer(_request, response) {
      const ofThisProcess = await Registry.merge([register, own]).getMetricsAsJSON()
      const processes = [ofThisProcess.map(evenAlone), ...(await sources.workers())]
      const text = await AggregatorRegistry.aggregate(processes).metrics()
      response.set('cache-control', 'no-store').type(register.contentType).send(text)
    },
  }
}

/** What makes no sense as a sum (the start time, say) is shown as this process has it; the workers do not tell theirs. */
const evenAlone = (metric: MetricObject): MetricObject =>
  metric.aggregator === 'omit' ? { ...metric, aggregator: 'first' } : metric

const PARTS = new Set(['api', 'dashboard', 'portal', 'staff', 'healthz', 'readyz', 'metrics'])

/** Few values, whatever is asked for. */
const partOf = (path: string): string => {
  const first = path.split('/', 2)[1] ?? ''
  return PARTS.has(first) ? first : 'other'
}
