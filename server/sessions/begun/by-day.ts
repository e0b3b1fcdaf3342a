import type { Database } from '../../database/connection.ts'

/** An area that hotspots are in, and the borough that it is in: numbers that the caller gives. */
export interface AreaOfHotspot {
  hotspotId: number
  area: number
  borough: number
}

/** Of an area, of a borough (`area` is null) or of all (both are), on a day or on all days (`day` is null). */
export interface BegunSessions {
  borough: number | null
  area: number | null
  /** yyyy-mm-dd, by the city's clock. */
  day: string | null
  /** Different ones: residents, and devices of nobody known. */
  people: number
  /** A person in an area on a day. */
  visits: number
  sessions: number
}

/** Who a session is of; without resident and device it is of somebody else. */
const WHO = "coalesce('r' || s.resident_id, 'd' || coalesce(s.device_mac::text, s.device_pseudonym), 's' || s.id)"

/**
 * The sessions that began on these local days, by the place where they began, with the people whose they were. Sessions
 * that are kept no longer, and those that no Access-Accept of ours stands behind, are not counted.
 *
 * @param from first local day, `yyyy-mm-dd`
 * @param to last local day, included
 */
export async function begunByDay(
  { pool }: Pick<Database, 'pool'>,
  hotspots: readonly AreaOfHotspot[],
  from: string,
  to: string,
  timeZone: string,
): Promise<BegunSessions[]> {
  const { rows } = await pool.query<BegunSessions>(
    `with place as (select * from unnest($1::bigint[], $2::int[], $3::int[]) as place (hotspot_id, area, borough)),
       begun as (
         select s.id, (s.started_at at time zone $6)::date as day, ${WHO} as who, coalesce(
             (select h.hotspot_id from session_hotspots h where h.session_id = s.id order by since limit 1), s.hotspot_id
           ) as hotspot_id
         from sessions s
         where s.started_at >= ($4::date::timestamp at time zone $6)
           and s.started_at < (($5::date + 1)::timestamp at time zone $6) and s.doubt is distinct from 'unaccepted')
     select borough, area, day, count(distinct who) as people, count(distinct (who, area, day)) as visits,
       count(*) as sessions
     from begun join place using (hotspot_id)
     group by grouping sets ((borough, area, day), (borough, area), (borough, day), (borough), (day), ())
     having count(*) > 0 order by borough, area, day`,
    [
      hotspots.map(({ hotspotId }) => hotspotId),
      hotspots.map(({ area }) => area),
      hotspots.map(({ borough }) => borough),
      ...[from, to, timeZone],
    ],
  )
  return rows
}
