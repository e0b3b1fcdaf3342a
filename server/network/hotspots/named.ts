import type { Database } from '../../database/connection.ts'
import { parseMac } from '../../mac.ts'
import { HotspotError } from './change.ts'

const MOST_NAMED = 10

/**
 * The one hotspot, in use or retired, that a person means: by Plaza's number, the city's code, an address or the name.
 *
 * @throws {HotspotError} where there is none, or several: then it says which
 */
export async function hotspotNamed(
  { pool }: Pick<Database, 'pool'>,
  given: string,
  programme?: string,
): Promise<number> {
  const text = given.trim()
  const mac = parseMac(text) ?? null
  const id = /^\d{1,15}$/.test(text) ? Number(text) : null
  const { rows } = await pool.query<{ id: number; programme: string; code: string; name: string; retired: boolean }>(
    `select id, programme, code, name, retired_at is not null as retired from hotspots h
     where (id = $1 or folded(code) = folded($2) or mac = $3 or folded(name) = folded($2)
         or exists (select from hotspot_calls c
                    where c.hotspot_id = h.id and c.kind = 'bssid' and c.value = $3::macaddr::text))
       and ($4::text is null or folded(programme) = folded($4))
     order by retired_at is not null, id limit ${MOST_NAMED + 1}`,
    [programme === undefined ? id : null, text, mac, programme ?? null],
  )
  if (rows.length === 1) return rows[0]!.id
  if (rows.length === 0)
    throw new HotspotError(`There is no hotspot "${text}": plaza hotspot list --search finds them.`)
  // What is in use is meant before what is retired.
  const inUse = rows.filter(({ retired }) => !retired)
  if (inUse.length === 1) return inUse[0]!.id
  const each = rows.slice(0, MOST_NAMED).map((row) => `${row.id} (${row.programme} ${row.code}, ${row.name})`)
  const more = rows.length > MOST_NAMED ? ', …' : ''
  throw new HotspotError(`"${text}" may be several hotspots; say which, by Plaza's number: ${each.join('; ')}${more}.`)
}
