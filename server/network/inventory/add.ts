import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { locks } from '../../database/locks.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { type ChangeAuthor, HotspotError } from '../hotspots/change.ts'
import { settle } from '../hotspots/places-of-moved.ts'
import { differences, hotspotRecords } from '../hotspots/record.ts'
import { tidy } from '../spelling.ts'

/** A hotspot as somebody brings it in by hand; degrees, WGS84. */
export interface AddedHotspot {
  programme: string
  /** The city's own identifier, unique within the programme. */
  code: string
  name: string
  latitude: number
  longitude: number
  settlement?: string | undefined
  borough?: string | undefined
}

/**
 * Stores a new hotspot at its place, with the beginning of its history, and tells every process.
 *
 * @returns its id
 * @throws {HotspotError} where the programme has this code already, of a retired one too
 */
export function addHotspot(
  db: Database,
  { staffId }: Pick<ChangeAuthor, 'staffId'>,
  { latitude, longitude, ...given }: AddedHotspot,
): Promise<number> {
  const [programme, code, name] = [tidy(given.programme), tidy(given.code), tidy(given.name)]
  const [settlement, borough] = [tidy(given.settlement ?? '') || null, tidy(given.borough ?? '') || null]
  return inOneTransaction(db, async (one) => {
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    const { rows } = await one.pool.query<{ id: number }>(
      `with site as (
         insert into sites (name, latitude, longitude) values ($1, $2, $3)
         on conflict (latitude, longitude) do update set name = sites.name returning id
       )
       insert into hotspots (programme, code, name, site_id, latitude, longitude, settlement, borough)
       select $4, $5, $6, id, $2, $3, $7, $8 from site
       on conflict (programme, code) do nothing returning id`,
      [settlement ?? name, latitude, longitude, programme, code, name, settlement, borough],
    )
    const [made] = rows
    if (!made) {
      const message = `The programme "${programme}" has a hotspot with the code "${code}" already.`
      throw new HotspotError(message, 'code', { programme, code })
    }
    const record = (await hotspotRecords(one, [made.id])).get(made.id)!
    await settle(one, [record])
    const before = { ...record, name: null, latitude: null, longitude: null, settlement: null, borough: null }
    await one.pool.query(
      "insert into hotspot_changes (hotspot_id, staff_id, action, changes) values ($1, $2, 'add', $3)",
      [made.id, staffId, JSON.stringify(differences(before as unknown as typeof record, record))],
    )
    await publish(one, { type: 'hotspots' })
    return made.id
  })
}
