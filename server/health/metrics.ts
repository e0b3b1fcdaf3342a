import { Counter, Gauge, Histogram } from 'prom-client'

export const polls = new Counter({
  name: 'plaza_polls_total',
  help: 'SNMP polls by result',
  labelNames: ['result'] as const,
})

export const pollSeconds = new Histogram({
  name: 'plaza_poll_duration_seconds',
  help: 'Duration of an SNMP poll, all its requests together',
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 3, 5, 10],
})

export const pollLag = new Histogram({
  name: 'plaza_poll_lag_seconds',
  help: 'How much after their time polls began',
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
})

export const discoveries = new Counter({
  name: 'plaza_agent_discoveries_total',
  help: 'SNMP agents walked whole, by why',
  labelNames: ['why'] as const,
})

export const pollTargets = new Gauge({ name: 'plaza_poll_targets', help: 'SNMP agents that this process polls' })

export const samplesDropped = new Counter({
  name: 'plaza_samples_dropped_total',
  help: 'Samples lost because the database did not take them',
})

export const snmpDatagramsIgnored = new Counter({
  name: 'plaza_snmp_datagrams_ignored_total',
  help: 'Datagrams that arrived and were no answer to any SNMP request of this process, by reason',
  labelNames: ['reason'] as const,
})

export const snmpTraps = new Counter({
  name: 'plaza_snmp_traps_total',
  help:
    'Traps and informs that arrived: taken, asked (who we are, before an inform of v3), or passed over as unknown (its sender), ' +
    'wrong-credential (its community, user or signature), malformed, too-many',
  labelNames: ['result'] as const,
})
