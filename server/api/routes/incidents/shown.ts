import type { z } from 'zod'
import type { Database } from '../../../database/connection.ts'
import { staffNames } from '../../../directory/views.ts'
import { deliveriesOfIncident } from '../../../incidents/notify/views.ts'
import {
  changesOfIncident,
  hotspotsOfIncident,
  type incidentOf,
  type listIncidents,
  someHotspots,
} from '../../../incidents/views.ts'
import { hotspotSpots } from '../../../network/belongings.ts'
import type { Districts } from '../../../network/districts/within.ts'
import type { Incident, IncidentChange, incidentDetail } from '../../contract/index.ts'

type Db = Pick<Database, 'query'>
type Row = Awaited<ReturnType<typeof listIncidents>>['rows'][number]
type Single = NonNullable<Awaited<ReturnType<typeof incidentOf>>>

/** Hotspots that an incident names in a list, and from which it is said where it is. */
const NAMED = 3
const LOOKED_AT = 40
const MOST_MEMBERS = 500
const MOST_CHANGES = 200

const iso = (at: Date | null) => at?.toISOString() ?? null

/** Incidents as the contract has them: with names of people, of hotspots, and where those are. */
export async function shownIncidents(
  db: Db,
  rows: ReadonlyArray<Omit<Row, 'order'>>,
  districts: Districts,
): Promise<Incident[]> {
  const people = rows.flatMap(({ acknowledgedBy, assignedTo }) => [acknowledgedBy, assignedTo])
  const [held, names] = await Promise.all([
    someHotspots(
      db,
      rows.map(({ id }) => id),
      districts,
      LOOKED_AT,
    ),
    staffNames(
      db,
      people.filter((id) => id !== null),
    ),
  ])
  const spots = await hotspotSpots(db, [...new Set([...held.values()].flat())])
  return rows.map((row) => {
    const hotspots = (held.get(row.id) ?? []).flatMap((id) => {
      const spot = spots.get(id)
      return spot ? [{ id, ...spot }] : []
    })
    return {
      ...{ id: row.id, cause: row.cause, subject: row.subjectId, name: row.name, kind: row.kind, reason: row.reason },
      ...{ openedAt: row.openedAt.toISOString(), closedAt: iso(row.closedAt) },
      ...{ hotspots: row.hotspots, mostHotspots: row.mostHotspots },
      ...{ residents: row.residents, mostResidents: row.mostResidents },
      ...{ reopened: row.reopened, flapping: row.flapping, silenced: row.silenced },
      acknowledgedAt: iso(row.acknowledgedAt),
      acknowledgedBy: row.acknowledgedBy === null ? null : (names.get(row.acknowledgedBy) ?? null),
      assignedTo: row.assignedTo === null ? null : { id: row.assignedTo, name: names.get(row.assignedTo) ?? '' },
      holds: hotspots.slice(0, NAMED),
      places: placesOf(hotspots),
    }
  })
}

/** Where hotspots are, where most of them are first. */
function placesOf(hotspots: ReadonlyArray<{ place: string | null }>): string[] {
  const counts = new Map<string, number>()
  for (const { place } of hotspots) if (place) counts.set(place, (counts.get(place) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([place]) => place)
}

/** One incident with all that is known of it. */
export async function shownIncident(
  db: Db,
  row: Single,
  districts: Districts,
): Promise<z.input<typeof incidentDetail>> {
  const [[incident], members, changes, deliveries] = await Promise.all([
    shownIncidents(db, [row], districts),
    hotspotsOfIncident(db, row.id, districts, MOST_MEMBERS),
    shownChanges(db, row.id),
    deliveriesOfIncident(db, row.id),
  ])
  const spots = await hotspotSpots(
    db,
    members.map(({ hotspotId }) => hotspotId),
  )
  return {
    ...incident!,
    mergedInto: row.mergedInto,
    members: members.map(({ hotspotId, joinedAt, leftAt }) => ({
      ...{ id: hotspotId, name: `${hotspotId}`, place: null, ...spots.get(hotspotId) },
      ...{ joinedAt: joinedAt.toISOString(), leftAt: iso(leftAt) },
    })),
    changes,
    deliveries: deliveries.map(({ receiver, change, dueAt, droppedAt, state, attempts, sentAt, error }) => ({
      ...{ receiver, change, dueAt: dueAt.toISOString(), dropped: droppedAt !== null, state },
      ...{ attempts: attempts ?? 0, sentAt: iso(sentAt), error },
    })),
  }
}

type Detail = Partial<Record<'to' | 'into' | 'joined' | 'left' | 'hotspots', number>> & { receiver?: string }

async function shownChanges(db: Db, id: number): Promise<IncidentChange[]> {
  const rows = (await changesOfIncident(db, id, MOST_CHANGES)).map((row) => ({
    ...row,
    detail: (row.detail ?? {}) as Detail,
  }))
  const ids = rows.flatMap(({ staffId, detail }) => [staffId, detail.to])
  const names = await staffNames(
    db,
    ids.filter((one) => typeof one === 'number'),
  )
  return rows.map(({ id, at, change, staffId, text, detail: { to, into, joined, left, hotspots, receiver } }) => ({
    ...{ id, at: at.toISOString(), change, text, into: into ?? null, receiver: receiver ?? null },
    by: staffId === null ? null : (names.get(staffId) ?? null),
    to: typeof to === 'number' ? (names.get(to) ?? null) : null,
    counts: joined === undefined || left === undefined || hotspots === undefined ? null : { joined, left, hotspots },
  }))
}
