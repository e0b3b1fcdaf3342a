import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { type Districts, isOwnHotspot } from '../../network/districts/within.ts'
import { allHotspots } from '../../network/fragments.ts'
import type { GatewayVendor } from '../../network/tables.ts'
import { isOfPlace, placed } from '../places.ts'
import type { PlaceKind } from '../tables.ts'
import { type CountedStep, countedSteps, type DeviceSystem, type WayOnlineStep, wayOnlineSteps } from './steps.ts'

type Pool = Pick<Database, 'pool'>

export interface WayOnlineCount {
  /** Its beginning. */
  hour: Date
  /** Null: it is not known. */
  hotspotId: number | null
  /** The make of the gateway. */
  vendor: string
  system: DeviceSystem
  step: CountedStep
  devices: number
}

const KEY = 'hour, hotspot_id, vendor, system'
const counts = (value: (step: CountedStep) => string): string => countedSteps.map(value).join(', ')
const ofRows = `unnest($1::timestamptz[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::integer[])
  as of (hour, hotspot_id, vendor, system, step, devices)`
const summed = `select ${KEY}, ${counts((step) => `coalesce(sum(devices) filter (where step = '${step}'), 0)::integer as ${step}`)}
  from ${ofRows} group by ${KEY}`
const valuesOf = (rows: readonly WayOnlineCount[]) =>
  (['hour', 'hotspotId', 'vendor', 'system', 'step', 'devices'] as const).map((name) => rows.map((row) => row[name]))

/** Adds to what is counted. */
export async function addWaysOnline({ pool }: Pool, rows: readonly WayOnlineCount[]): Promise<void> {
  await pool.query(
    `insert into ways_online as w (${KEY}, ${counts((step) => step)}) ${summed}
     on conflict (${KEY}) do update set ${counts((step) => `${step} = w.${step} + excluded.${step}`)}`,
    valuesOf(rows),
  )
}

/** Puts steps that were counted whole in place of what was counted of them before; other steps stay as they are. */
export async function putWaysOnline({ pool }: Pool, rows: readonly WayOnlineCount[]): Promise<void> {
  const steps = countedSteps.filter((step) => rows.some((row) => row.step === step))
  if (steps.length === 0) return
  await pool.query(
    `insert into ways_online (${KEY}, ${counts((step) => step)}) ${summed}
     on conflict (${KEY}) do update set ${steps.map((step) => `${step} = excluded.${step}`).join(', ')}`,
    valuesOf(rows),
  )
}

/** Hours before the day of `before` become one row a day by the city's clock: what is old is asked for by its days. */
export async function mergeOldHours({ pool }: Pool, before: Date, timeZone: string): Promise<void> {
  const day = `date_trunc('day', hour, $2)`
  await pool.query(
    `with old as (
       delete from ways_online where hour < date_trunc('day', $1::timestamptz, $2) and hour <> ${day} returning *)
     insert into ways_online as w (${KEY}, ${counts((step) => step)})
     select ${day}, hotspot_id, vendor, system, ${counts((step) => `sum(${step})::integer`)} from old group by 1, 2, 3, 4
     on conflict (${KEY}) do update set ${counts((step) => `${step} = w.${step} + excluded.${step}`)}`,
    [before, timeZone],
  )
}

export type WayOnline = Record<WayOnlineStep, number> & { vendor: GatewayVendor; system: DeviceSystem }

/** A place and days by the city's clock, both included. */
interface WhereAndWhen {
  kind: PlaceKind
  place: string
  from: string
  to: string
  timeZone: string
}

const stepSums = wayOnlineSteps.map((step) => `sum(w.${step})::integer as ${step}`).join(', ')

/** How far devices got on the way online at a place, by make of gateway and system. */
export async function waysOnline(
  { pool }: Pool,
  { kind, place, from, to, timeZone }: WhereAndWhen,
): Promise<WayOnline[]> {
  const { rows } = await pool.query<WayOnline>(
    `with ${placed}
     select w.vendor, w.system, ${stepSums}
     from ways_online w left join placed p on p.id = w.hotspot_id
     where ${isOfPlace('$1::text', '$2::text')}
       and w.hour >= ($3::date::timestamp at time zone $5) and w.hour < (($4::date + 1)::timestamp at time zone $5)
     group by w.vendor, w.system order by 1, 2`,
    [kind, place, from, to, timeZone],
  )
  return rows
}

export type WayOnlineAt = Record<WayOnlineStep, number> & { id: number; name: string; vendor: GatewayVendor }

/** The hotspots of a place, those of the districts alone, at which most devices were lost before their gateway had them accepted. */
export async function hotspotsLosingMost(
  { query }: Pick<Database, 'query'>,
  { kind, place, from, to, timeZone }: WhereAndWhen,
  { districts, most }: { districts: Districts; most: number },
): Promise<WayOnlineAt[]> {
  const { rows } = await sql<WayOnlineAt>`
    with ${sql.raw(placed)}
    select h.id, h.name, w.vendor, ${sql.raw(stepSums)}
    from (select ${kind}::text as kind, ${place}::text as place, ${from}::date::timestamp at time zone ${timeZone} as since,
                 (${to}::date + 1)::timestamp at time zone ${timeZone} as until) as asked
      join ways_online w on w.hour >= asked.since and w.hour < asked.until
      join placed p on p.id = w.hotspot_id join ${sql.raw(allHotspots)} as h on h.id = w.hotspot_id
    where ${sql.raw(isOfPlace('asked.kind', 'asked.place'))} and ${isOwnHotspot(districts, 'w.hotspot_id')}
    group by h.id, h.name, w.vendor having sum(w.arrived) > sum(w.accepted)
    order by sum(w.arrived) - sum(w.accepted) desc, h.id, w.vendor limit ${most}`.execute(query)
  return rows
}
