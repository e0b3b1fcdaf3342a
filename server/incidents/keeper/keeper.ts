import type { Database } from '../../database/connection.ts'
import { type PlazaEvent, publish, subscribe } from '../../database/events/events.ts'
import { locks } from '../../database/locks.ts'
import { inOneTransaction, type OneTransaction } from '../../database/one-transaction.ts'
import { takesTurn } from '../../database/turns.ts'
import { parentFaults } from '../../health/parents/faults.ts'
import type { Log } from '../../log.ts'
import { type Belongings, belongingsOfHotspots, namesOfSubjects } from '../../network/belongings.ts'
import { type AlertGroup, groupAlerts, groupKey, incidentKey } from '../grouping.ts'
import { reconcile, type Steps } from '../reconcile.ts'
import { keptSilences, silencedAt } from '../silences/silences.ts'
import { type KeptIncident, placed, readIncidents, readOpenAlerts, readSizes } from './read.ts'
import { type Figures, type IncidentChange, noteChanges, type Standing, setFigures, storeSteps } from './store.ts'

export interface KeeperOptions {
  db: Database
  log: Log
  /** The city's clock, e.g. `America/Mexico_City`: silences recur by it. */
  timeZone: string
  /** Residents whom no working hotspot but these covers; a whole number. */
  residentsAffected(...hotspotIds: number[]): number
  /**
   * Stores within the same transaction who is to be called for what happened: neither is there without the other.
   */
  call?(tx: OneTransaction, changes: readonly IncidentChange[], now: Date): Promise<void>
  /** How soon (ms) after an alert; default 1,000. */
  soonMs?: number
  /** How often (ms) it is looked whether a silence begins or ends; default 15,000. */
  everyMs?: number
}

export interface IncidentKeeper {
  /** Brings incidents up to date now. */
  run(now?: Date): Promise<void>
  close(): Promise<void>
}

/**
 * Keeps incidents as alerts are. Each process with the role poller has one; they take turns by an advisory lock, and what
 * one of them stores is whole: incidents, their history and who is to be called.
 */
export async function startIncidentKeeper(options: KeeperOptions): Promise<IncidentKeeper> {
  const { db, log, soonMs = 1000, everyMs = 15_000 } = options
  let running: Promise<void> = Promise.resolve()
  let soon: NodeJS.Timeout | undefined
  const runNext = (now?: Date): Promise<void> => {
    const next = running.then(() => bringUpToDate(options, now ?? new Date()))
    running = next.catch((error) => log.error({ err: error }, 'incidents were not brought up to date'))
    return next
  }
  const runSoon = () => {
    soon ??= setTimeout(() => {
      soon = undefined
      runNext().catch(() => {})
    }, soonMs).unref()
  }
  const moves: ReadonlyArray<PlazaEvent['type']> = ['alert', 'hotspots', 'silences']
  const subscription = await subscribe(db, ({ type }) => (moves.includes(type) ? runSoon() : undefined), runSoon)
  const timer = setInterval(runSoon, everyMs).unref()
  return {
    run: runNext,
    async close() {
      clearTimeout(soon)
      clearInterval(timer)
      await subscription.close()
      await running
    },
  }
}

async function bringUpToDate(options: KeeperOptions, now: Date): Promise<void> {
  const changes = await inOneTransaction(options.db, async (tx) =>
    (await takesTurn(tx.pool, locks.incidents)) ? keep(tx, options, now) : [],
  )
  if (changes.length > 0) await publish(options.db, { type: 'incidents' })
}

async function keep(tx: OneTransaction, options: KeeperOptions, now: Date): Promise<IncidentChange[]> {
  const [incidents, told] = [await readIncidents(tx, now), await readOpenAlerts(tx)]
  if (told.length === 0 && incidents.length === 0) return []
  const hotspots = await belongingsOfHotspots(
    tx,
    told.map(({ hotspotId }) => hotspotId),
  )
  const alerts = placed(told, hotspots, told.length > 0 ? await parentFaults(tx) : new Map())
  const open = incidents.filter(({ closedAt }) => closedAt === null)
  const groups = groupAlerts(alerts, alerts.length > 0 ? await readSizes(tx, alerts) : new Map(), open)
  const steps = reconcile(incidents, groups, now.getTime())
  const figures = figuresBy(options, hotspots, silencedAt(await keptSilences(tx), now, options.timeZone))
  const standing: Standing = { figures, name: await namesFor(tx, steps.open), now }
  const changes = [
    ...(await storeSteps(tx.pool, steps, standing)),
    ...(await refigure(tx, open, groups, steps, standing)),
  ]
  await options.call?.(tx, changes, now)
  return changes
}

/** Of the hotspots of a group, worked out once for each; one that is degraded still serves. */
function figuresBy(
  { residentsAffected }: KeeperOptions,
  hotspots: ReadonlyMap<number, Belongings>,
  isSilenced: (hotspot: Belongings) => boolean,
): Standing['figures'] {
  const known = new Map<AlertGroup, Figures>()
  return (group) => {
    const before = known.get(group)
    if (before) return before
    const members = group.alerts.map(({ hotspotId }) => hotspots.get(hotspotId)!)
    const districts = new Set(members.map(({ districtId }) => districtId))
    const figures: Figures = {
      residents: group.kind === 'down' ? residentsAffected(...members.map(({ hotspotId }) => hotspotId)) : null,
      districtId: districts.size === 1 ? [...districts][0]! : null,
      silenced: members.every(isSilenced),
    }
    known.set(group, figures)
    return figures
  }
}

async function namesFor(tx: OneTransaction, groups: readonly AlertGroup[]): Promise<Standing['name']> {
  const names = new Map<string, string>()
  for (const cause of new Set(groups.map((group) => group.cause))) {
    const ids = groups.flatMap((group) => (group.cause === cause ? group.subjectId : []))
    for (const [id, name] of await namesOfSubjects(tx, cause, ids)) names.set(groupKey(cause, id), name)
  }
  return ({ cause, subjectId }) => names.get(groupKey(cause, subjectId)) ?? `${subjectId}`
}

/** Says anew of incidents that go on what has changed: residents come and go, silences begin and end. */
async function refigure(
  tx: OneTransaction,
  open: readonly KeptIncident[],
  groups: readonly AlertGroup[],
  { keep }: Steps,
  { figures, now }: Standing,
): Promise<IncidentChange[]> {
  const groupOf = new Map(groups.map((group) => [incidentKey(group), group]))
  const resized = new Set(keep.map(({ incident }) => incident.id))
  const changed = open.flatMap((incident) => {
    const group = groupOf.get(incidentKey(incident))
    if (!group) return []
    const { residents, silenced } = figures(group)
    const isOther = residents !== incident.residents && !resized.has(incident.id)
    return isOther || silenced !== incident.silenced ? { incident, group, silenced } : []
  })
  if (changed.length === 0) return []
  await setFigures(tx.pool, changed, { figures })
  return noteChanges(
    tx.pool,
    changed.flatMap(({ incident, silenced }) =>
      silenced === incident.silenced ? [] : { id: incident.id, change: silenced ? 'silenced' : 'unsilenced' },
    ),
    now,
  )
}
