import type pg from 'pg'
import { residentsSince } from '../directory/fragments.ts'
import { reportedUse } from '../sessions/fragments.ts'
import { grantedStays } from '../sessions/grants/fragments.ts'
import { byEveryPlace, kindAndPlace, placed } from './places.ts'

/**
 * Counts the distinct residents of a week or month for every place. What was counted before stays where it is more:
 * sessions may have been archived since. Within the caller's transaction.
 *
 * @param since its first day, and `until` the day after its last; `yyyy-mm-dd` by the city's clock
 */
export async function countSpan(
  client: pg.ClientBase,
  step: 'week' | 'month',
  { since, until }: { since: string; until: string },
  timeZone: string,
): Promise<void> {
  await client.query(
    `with ${placed},
       pairs as materialized (
         select distinct u.resident_id, u.hotspot_id from ${reportedUse} as u
         where u.day >= $2::date and u.day < $3::date and u.resident_id is not null
         union
         select resident_id, hotspot_id from ${grantedStays(
           '($2::date::timestamp at time zone $4)',
           '($3::date::timestamp at time zone $4)',
         )} as o where resident_id is not null),
       seen as (
         select ${kindAndPlace}, pairs.resident_id
         from pairs left join placed p on p.id = pairs.hotspot_id ${byEveryPlace('pairs.resident_id')})
     insert into usage_spans as s (kind, place, step, since, residents, new_residents)
     select seen.kind, seen.place, $1, $2::date, count(*),
            count(*) filter (where r.created_at >= ($2::date::timestamp at time zone $4)
                               and r.created_at < ($3::date::timestamp at time zone $4))
     from seen left join ${residentsSince} as r on r.id = seen.resident_id
     where seen.place is not null group by seen.kind, seen.place
     on conflict (kind, place, step, since) do update set
       residents = greatest(s.residents, excluded.residents),
       new_residents = greatest(s.new_residents, excluded.new_residents)`,
    [step, since, until, timeZone],
  )
}
