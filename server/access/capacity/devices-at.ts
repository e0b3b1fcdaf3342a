import type { Database } from '../../database/connection.ts'
import { macNumber } from '../../mac.ts'
import { allSessions, liveSessions } from '../../sessions/fragments.ts'
import { awaitedGrants, openedGrants } from '../../sessions/grants/fragments.ts'

/** The devices that are online at a hotspot: by sessions under way, and by what the portal opened or is about to. */
export interface DevicesAt {
  /** MAC addresses as numbers, each once. */
  macs: number[]
  /** Sessions of devices that nobody knows. */
  unnamed: number
  /** Devices whose sessions there began in the last {@link BEGUN_SECONDS}, ended ones too. */
  begun: number[]
}

/** For so long a device that was let in is waited for, whose session has not begun, or whose gateway has not taken it. */
export const BEGUN_SECONDS = 60

/** Times as `sessions/silence.ts` has them. */
export interface AsOf {
  /** Sessions that have not reported since are not live. */
  liveSince: Date
  now: Date
}

/** One statement for all these hotspots. Each is in the result. */
export async function devicesAt(
  { pool }: Pick<Database, 'pool'>,
  hotspotIds: readonly number[],
  { liveSince, now }: AsOf,
): Promise<Map<number, DevicesAt>> {
  const { rows } = await pool.query<{ id: number; macs: string | null; unnamed: number; begun: string | null }>({
    name: 'plaza-devices-at',
    text: `select asked.id, here.macs, here.unnamed,
                  (select string_agg(lately.device_mac::text, ' ') from ${allSessions} as lately
                   where lately.hotspot_id = asked.id and lately.started_at >= $3 - interval '${BEGUN_SECONDS} seconds')
                    as begun
           from unnest($1::bigint[]) as asked (id),
             lateral (select string_agg(distinct online.device_mac::text, ' ') as macs,
                             (count(*) filter (where online.device_mac is null))::integer as unnamed
                      from (select ongoing.device_mac from ${liveSessions('$2::timestamptz')} as ongoing
                            where ongoing.hotspot_id = asked.id
                            union all
                            select opened.device_mac from ${openedGrants} as opened
                            where opened.hotspot_id = asked.id and opened.ends_at > $3
                            union all
                            select awaited.device_mac from ${awaitedGrants} as awaited
                            where awaited.hotspot_id = asked.id
                              and awaited.granted_at > $3 - interval '${BEGUN_SECONDS} seconds') as online) as here`,
    values: [hotspotIds, liveSince, now],
  })
  return new Map(
    rows.map(({ id, macs, unnamed, begun }) => [id, { macs: numbersIn(macs), unnamed, begun: numbersIn(begun) }]),
  )
}

const numbersIn = (macs: string | null): number[] => (macs === null ? [] : macs.split(' ').map(macNumber))
