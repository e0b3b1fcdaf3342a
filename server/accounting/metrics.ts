import { Counter, Gauge } from 'prom-client'

export const spooled = new Counter({
  name: 'plaza_radius_spooled_total',
  help: 'Accounting records that were put on the disk since the database did not take them',
})

export const refused = new Counter({
  name: 'plaza_radius_spool_refused_total',
  help: 'Accounting records that the spool did not take either, by reason; the gateway sends them again',
  labelNames: ['reason'],
})

const none = { waiting: () => 0 }

/** The stores of this process, once they are open. */
export const stores: Record<'journal' | 'spool', { waiting(): number }> = { journal: none, spool: none }

new Gauge({
  name: 'plaza_radius_journal_records',
  help: 'Accounting records of this process that are committed and acknowledged, and not in the sessions yet',
  collect() {
    this.set(stores.journal.waiting())
  },
})
new Gauge({
  name: 'plaza_radius_spool_records',
  help: 'Acknowledged accounting records that wait on the disk for the database',
  collect() {
    this.set(stores.spool.waiting())
  },
})
