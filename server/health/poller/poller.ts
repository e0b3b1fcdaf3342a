import { subscribe } from '../../database/events/events.ts'
import { maintainSamplePartitions } from '../kept/retention.ts'
import { assign } from './assignment.ts'
import { type Context, createContext, type PollerOptions, type PollerParts } from './context.ts'
import { savePlans } from './plans.ts'
import { askSoon, tick } from './polling.ts'
import { defaultWriterOptions } from './writer.ts'

export type { PollerOptions, PollerParts } from './context.ts'

export interface Poller {
  /** The shards held now. */
  shards(): readonly number[]
  close(): Promise<void>
}

const HOUR_MS = 3_600_000
/** ms between looks at what is due. */
const TICK_MS = 25
/** What is learned is kept so long after (ms). */
const KEEP_PLANS_MS = 2000

/**
 * Polls every SNMP agent of the city, each at its own moment of the interval, sharing them with the other processes that
 * poll.
 *
 * @throws {Error} when the database does not answer at the start; later it may go away and come back
 */
export async function startPoller(parts: PollerParts, options: PollerOptions = {}): Promise<Poller> {
  const { db, log } = parts
  const { leaseMs = 15_000, writing = defaultWriterOptions } = options
  const ending = new AbortController()
  const context = createContext(parts, options, leaseMs, ending.signal)
  await maintainSamples(parts)
  await renewLeases(context)
  const reload = () => reloadTargets(context)
  const subscription = await subscribe(
    db,
    (event) => {
      if (event.type === 'hotspots') reload()
      if (event.type === 'traps') askSoon(context, event.agentIds)
    },
    reload,
  )
  const renewLater = () =>
    renewLeases(context).catch((error) => log.warn({ err: error }, 'leases not renewed: polling goes on'))
  const timers = [
    setInterval(() => tick(context), TICK_MS),
    setInterval(renewLater, leaseMs / 3),
    setInterval(() => keepPlans(context), KEEP_PLANS_MS),
    setInterval(() => context.agentKeeper.flush(), writing.flushMs),
    setInterval(() => maintainSamples(parts), HOUR_MS),
  ]
  return {
    shards: () => context.assignment.shards,
    async close() {
      for (const timer of timers) clearInterval(timer)
      ending.abort()
      await subscription.close()
      await context.engine.close()
      await context.slots.drain()
      await Promise.allSettled(context.running)
      await context.inTurn(async () => {}).catch(() => {})
      await keepPlans(context)
      await context.agentKeeper.flush()
      await context.writer.close()
      await context.leases.release().catch((error) => log.warn({ err: error }, 'leases not given up: they expire'))
    },
  }
}

const maintainSamples = ({ db, config, log }: PollerParts): Promise<void> =>
  maintainSamplePartitions(db, new Date(), config.sampleRetentionDays).catch((error) =>
    log.warn({ err: error }, 'partitions of samples not maintained: tried again in an hour'),
  )

/** Renews the leases on shards, and reads the agents again where that gave or took some. */
const renewLeases = (context: Context): Promise<void> =>
  context.inTurn(async () => {
    if (context.signal.aborted) return
    const shards = await context.leases.renew()
    if (shards.join() !== context.assignment.shards.join()) await assign(context, shards)
  })

/** Hotspots, or their agents, have changed. */
function reloadTargets(context: Context): void {
  const reload = async () => {
    if (!context.signal.aborted) await assign(context, context.assignment.shards)
  }
  context.inTurn(reload).catch((error) => context.log.warn({ err: error }, 'hotspots to poll not reloaded'))
}

/** What was learned meanwhile; while the database is away it is kept for later. */
async function keepPlans({ db, log, plans }: Context): Promise<void> {
  const learned = new Map(plans)
  plans.clear()
  await savePlans(db, learned).catch((error) => {
    for (const [agentId, plan] of learned) if (!plans.has(agentId)) plans.set(agentId, plan)
    log.warn({ err: error }, 'what was learned of agents is not kept yet')
  })
}
