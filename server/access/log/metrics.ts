import { Counter } from 'prom-client'
import { isAcceptReason } from '../decide.ts'
import type { AccessEntry, AccessMethod } from './store.ts'

const counts = new Map<string, { labels: Record<'result' | 'reason' | 'method', string>; count: number }>()

new Counter({
  name: 'plaza_radius_access_total',
  help: 'Access-Requests decided, by result, reason and method',
  labelNames: ['result', 'reason', 'method'],
  collect() {
    this.reset()
    for (const { labels, count } of counts.values()) this.inc(labels, count)
  },
})

/** Counts a decision; Prometheus' own counters take longer than the decision. */
export function countDecision(method: AccessMethod, reason: AccessEntry['reason']): void {
  const key = `${method} ${reason}`
  const counted = counts.get(key)
  if (counted) counted.count++
  else counts.set(key, { labels: { result: isAcceptReason(reason) ? 'accept' : 'reject', reason, method }, count: 1 })
}
