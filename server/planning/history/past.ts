import { addDays } from '../../analytics/calendar.ts'
import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Log } from '../../log.ts'
import { populations } from '../../network/hotspots/places.ts'
import { figuresOf } from '../figures.ts'
import { type Place, straightLine } from '../points/near.ts'
import { readPoints } from '../points/points.ts'
import { type RingMetres, rings } from '../points/rings.ts'
import { createReach, type Reach } from '../reach.ts'
import { alongStreets, openWalks, type Walked, walkTo } from '../streets/along.ts'
import { addLook } from './add-look.ts'
import { areasWith, lookAt } from './look.ts'

/** A hotspot, and the day from which on it stood there, yyyy-mm-dd; null: since before all days that are asked about. */
export interface Standing extends Place {
  id: number
  since: string | null
}

export interface PastCoverage {
  hotspots: readonly Standing[]
  metres: RingMetres
  /** The first day and the last, yyyy-mm-dd. */
  from: string
  to: string
}

/**
 * Notes for each day in the past who would have been reached by the hotspots that stood there by then, had all of them
 * worked. Of faults in the past nothing is known. Nothing is noted where there are days that were looked at, or noted, before.
 *
 * @returns how many days were noted
 */
export async function recordPastCoverage(db: Database, log: Log, past: PastCoverage): Promise<number> {
  const { hotspots, metres, from, to } = past
  if (from > to || (await isKnown(db, from, to))) return 0
  const residents = await populations(db)
  const points = await readPoints(db, residents)
  const walks = await openWalks(db, log, points, metres.walk)
  const walked: Walked = new Map()
  try {
    if (walks) await walkTo(walks, hotspots, walked)
  } finally {
    await walks?.close()
  }
  const reach = createReach(points, alongStreets(straightLine(points, metres), walked))
  const within = (ring: (typeof rings)[number]) => ({
    metres: metres[ring],
    streets: ring === 'walk' ? (walks?.asOf ?? null) : null,
  })
  const spans = spansOf(hotspots, from, to)
  return inTransaction(db, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [locks.coverageDays])
    for (const { opened, ...span } of spans) {
      for (const hotspot of opened) reach.put({ ...hotspot, service: 'works' })
      for (const ring of rings) {
        const areas = await areasWith(db, figuresBy(reach, ring, residents))
        await addLook(client, lookAt(ring, within(ring), areas), span)
      }
    }
    return spans.reduce((days, { from, to }) => days + 1 + (Date.parse(to) - Date.parse(from)) / 86_400_000, 0)
  })
}

async function isKnown({ query }: Pick<Database, 'query'>, from: string, to: string): Promise<boolean> {
  const row = await query
    .selectFrom('coverage_day_rings')
    .select('day')
    .where('day', '>=', from)
    .where('day', '<=', to)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

interface Span {
  from: string
  to: string
  /** Hotspots that stand there from its first day on. */
  opened: Standing[]
}

/** Days between which nothing was opened, the earliest first. */
function spansOf(hotspots: readonly Standing[], from: string, to: string): Span[] {
  const sinceOf = ({ since }: Standing) => (since === null || since < from ? from : since)
  const starts = [...new Set([from, ...hotspots.map(sinceOf)])].filter((day) => day <= to).sort()
  return starts.map((start, at) => {
    const next = starts[at + 1]
    const opened = hotspots.filter((one) => sinceOf(one) === start)
    return { from: start, to: next === undefined ? to : addDays(next, -1), opened }
  })
}

function figuresBy(reach: Reach, ring: (typeof rings)[number], residents: ReadonlyMap<number, number>) {
  const reached = reach.reached(ring)
  return new Map([...residents].map(([id, people]) => [id, { ...figuresOf(people, reached.get(id)), hotspots: 0 }]))
}
