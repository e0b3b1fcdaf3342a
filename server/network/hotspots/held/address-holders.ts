import type { Database } from '../../../database/connection.ts'

/** A hotspot in use that has an address, as its own or as a network's. */
export interface AddressHolder {
  address: string
  id: number
  programme: string
  code: string
  name: string
}

/** The hotspots in use that have any of these addresses. */
export async function holdersOf(
  { pool }: Pick<Database, 'pool'>,
  addresses: readonly string[],
): Promise<AddressHolder[]> {
  if (addresses.length === 0) return []
  const { rows } = await pool.query<AddressHolder>(
    `select address, id, programme, code, name
     from (
       select mac::text as address, id from hotspots where mac = any($1::macaddr[])
       union
       select value, hotspot_id from hotspot_calls where kind = 'bssid' and value = any($1::text[])
     ) as held join hotspots using (id)
     where retired_at is null order by address, id`,
    [addresses],
  )
  return rows
}
