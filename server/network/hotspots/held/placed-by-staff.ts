import type { Database } from '../../../database/connection.ts'

/** Where staff had put a hotspot; a field that is absent is as it is now. */
export interface PlaceBefore {
  latitude?: number
  longitude?: number
}

interface Row {
  id: number
  latitude: [number, number] | null
  longitude: [number, number] | null
}

/** Of hotspots that a file has put elsewhere since staff moved them last: where they stood before. */
export async function placedByStaff({ pool }: Pick<Database, 'pool'>): Promise<Map<number, PlaceBefore>> {
  const { rows } = await pool.query<Row>(
    `with moved as (select hotspot_id, max(id) as id from hotspot_changes where action = 'move' group by hotspot_id)
     select distinct on (f.hotspot_id) f.hotspot_id as id, f.changes->'latitude' as latitude,
       f.changes->'longitude' as longitude
     from moved join hotspot_changes f on f.hotspot_id = moved.hotspot_id and f.id > moved.id
     where f.action = 'import' and f.changes ?| array['latitude', 'longitude']
     order by f.hotspot_id, f.id`,
  )
  return new Map(
    rows.map(({ id, latitude, longitude }) => [
      id,
      { ...(latitude && { latitude: latitude[0] }), ...(longitude && { longitude: longitude[0] }) },
    ]),
  )
}
