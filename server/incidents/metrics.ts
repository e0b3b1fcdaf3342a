import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import type { Database } from '../database/connection.ts'

const incidents = new Gauge({
  name: 'plaza_incidents_open',
  help: 'Incidents that go on, by what is wrong and where the cause is',
  labelNames: ['kind', 'cause'] as const,
})
const unacknowledged = new Gauge({
  name: 'plaza_incidents_unacknowledged',
  help: 'Those of them that nobody has acknowledged, and no silence covers',
})
const deliveries = new Gauge({
  name: 'plaza_deliveries',
  help: 'Messages to receivers: those of the last 24 hours, and all that wait, by state and kind of receiver',
  labelNames: ['state', 'kind'] as const,
})
const failing = new Gauge({
  name: 'plaza_receivers_failing',
  help: 'Receivers in use that took no message the last time, by kind',
  labelNames: ['kind'] as const,
})

const EVERY_MS = 15_000

/** Counts now and every quarter of a minute, for `/metrics` never to wait. What was counted last stays while the database is away. */
export async function measureIncidents(db: Pick<Database, 'query'>, everyMs = EVERY_MS): Promise<{ close(): void }> {
  const measureQuietly = () => measure(db).catch(() => {})
  await measureQuietly()
  const timer = setInterval(measureQuietly, everyMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}

async function measure({ query }: Pick<Database, 'query'>): Promise<void> {
  const [open, sent, receivers] = await Promise.all([
    query
      .selectFrom('incidents')
      .where('closed_at', 'is', null)
      .where('merged_into', 'is', null)
      .select(['kind', 'cause', sql<number>`count(*)`.as('count')])
      .select(sql<number>`count(*) filter (where acknowledged_at is null and not silenced)`.as('untouched'))
      .groupBy(['kind', 'cause'])
      .execute(),
    query
      .selectFrom('deliveries')
      .innerJoin('receivers', 'receivers.id', 'deliveries.receiver_id')
      .where(sql<boolean>`(state = 'waiting' or deliveries.created_at > now() - interval '1 day')`)
      .select(['state', 'kind', sql<number>`count(*)`.as('count')])
      .groupBy(['state', 'kind'])
      .execute(),
    query
      .selectFrom('receivers')
      .where('disabled_at', 'is', null)
      .select(['kind', sql<number>`count(failing_since)`.as('failing')])
      .groupBy('kind')
      .execute(),
  ])
  incidents.reset()
  for (const { kind, cause, count } of open) incidents.set({ kind, cause }, Number(count))
  unacknowledged.set(open.reduce((sum, { untouched }) => sum + Number(untouched), 0))
  deliveries.reset()
  for (const { state, kind, count } of sent) deliveries.set({ state, kind }, Number(count))
  failing.reset()
  for (const { kind, failing: count } of receivers) failing.set({ kind }, Number(count))
}
