import type { Database } from '../../database/connection.ts'
import { placed } from '../places.ts'

export interface SignInsAt {
  /** Null: hotspots in no neighbourhood, or of which it is not known which it was. */
  neighbourhoodId: number | null
  /** Devices with which somebody signed in at the portal, each once. */
  signIns: number
  /** Of those, with which nobody had signed in before. */
  newDevices: number
}

/** Sign-ins of an hour by neighbourhood, where there were any. @param hour its beginning; of the last month */
export async function signInsByNeighbourhood({ pool }: Pick<Database, 'pool'>, hour: Date): Promise<SignInsAt[]> {
  const { rows } = await pool.query<SignInsAt>(
    `with ${placed}
     select p.neighbourhood_id as "neighbourhoodId", sum(w.signed_in)::integer as "signIns",
            sum(w.new_devices)::integer as "newDevices"
     from ways_online w left join placed p on p.id = w.hotspot_id
     where w.hour = $1 group by 1 having sum(w.signed_in) > 0 order by 1 nulls last`,
    [hour],
  )
  return rows
}
