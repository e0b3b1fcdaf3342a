import { Counter, Gauge } from 'prom-client'
import type { EapStats } from '../../../radius/index.ts'

const exposed = new Set<EapStats>()
const sum = (of: (stats: EapStats) => number) => [...exposed].reduce((total, stats) => total + of(stats), 0)

new Gauge({
  name: 'plaza_eap_conversations',
  help: 'EAP conversations that are open',
  collect() {
    this.set(sum(({ open }) => open))
  },
})

const events = ['handshakes', 'resumptions', 'successes', 'timeouts', 'evicted'] as const

new Counter({
  name: 'plaza_eap_events_total',
  help: 'What became of EAP conversations; the reasons of failures are in plaza_radius_access_total',
  labelNames: ['event'],
  collect() {
    this.reset()
    for (const event of events)
      this.inc(
        { event },
        sum((stats) => stats[event]),
      )
  },
})

new Counter({
  name: 'plaza_eap_discards_total',
  help: 'Access-Requests with EAP that were answered with nothing, or with the same request again',
  labelNames: ['reason'],
  collect() {
    this.reset()
    for (const { discards } of exposed) for (const [reason, count] of discards) this.inc({ reason }, count)
  },
})

/** Exposes what an EAP server counts. @returns ends that */
export function exposeEapMetrics(stats: EapStats): () => void {
  exposed.add(stats)
  return () => void exposed.delete(stats)
}
