import type pg from 'pg'
import { hotspotsBelongings } from '../../network/fragments.ts'
import { anew, keptColumns, merged, ofSamples, summed } from './columns.ts'
import type { Step } from './due.ts'

type Client = Pick<pg.ClientBase, 'query'>

/** Hotspots whose day is rolled up by one statement: some 600,000 rows. */
const HOTSPOTS_AT_ONCE = 2000

/** Rolls up one step. It may be done again: nothing is counted twice. */
export function rollUp(client: Client, { level, from, to }: Step): Promise<void> {
  const span: Span = [new Date(from), new Date(to)]
  if (level === 'groups') return rollUpGroups(client, span)
  return level === 'hotspots' ? rollUpHotspots(client, span) : rollUpDay(client, span)
}

type Span = [from: Date, to: Date]

const slot = "date_bin('5 minutes', at, 'epoch')"

const ofHotspots = `select hotspot_id, ${slot} as at, ${ofSamples} from samples where at >= $1 and at < $2 group by 1, 2`

async function rollUpHotspots(client: Client, span: Span): Promise<void> {
  await client.query(
    `insert into kept_minutes (${keptColumns}) select 'h', own.* from (${ofHotspots}) as own order by hotspot_id, at ${anew}`,
    span,
  )
}

/** Sums over the hotspots that belonged together at the time of rolling up; of a site only where it has several. */
async function rollUpGroups(client: Client, span: Span): Promise<void> {
  await client.query(
    `with own as materialized (${ofHotspots}),
       places as (select id, gateway_id, neighbourhood_id,
                    case when count(*) over (partition by site_id) > 1 then site_id end as site_id
                  from ${hotspotsBelongings} as h)
     insert into kept_minutes (${keptColumns})
     select kind, subject_id, at, ${summed}
     from own join places on places.id = own.hotspot_id
       cross join lateral (values ('g'::"char", gateway_id), ('n', neighbourhood_id), ('s', site_id), ('c', 0))
         as subjects (kind, subject_id)
     where subject_id is not null
     group by kind, subject_id, at order by kind, subject_id, at ${anew}`,
    span,
  )
}

/** Hours are counted from the day's beginning: there are clocks that are half an hour beside others. */
async function rollUpDay(client: Client, span: Span): Promise<void> {
  const into = (table: string, at: string, which: string) =>
    `insert into ${table} (${keptColumns}) select kind, subject_id, ${at}, ${merged} from kept_minutes
     where at >= $1 and at < $2 and ${which} group by 1, 2, 3 order by 1, 2, 3 ${anew}`
  const { rows } = await client.query<{ last: number }>(
    `select coalesce(max(subject_id), 0) as last from kept_minutes where kind = 'h' and at >= $1 and at < $2`,
    span,
  )
  const parts = Array.from({ length: Math.ceil((rows[0]!.last + 1) / HOTSPOTS_AT_ONCE) }, (_, part) => {
    const first = part * HOTSPOTS_AT_ONCE
    return `kind = 'h' and subject_id >= ${first} and subject_id < ${first + HOTSPOTS_AT_ONCE}`
  })
  for (const which of [...parts, "kind <> 'h'"]) {
    await client.query(into('kept_hours', "date_bin('1 hour', at, $1)", which), span)
    await client.query(into('kept_days', '$1::timestamptz', which), span)
  }
}
