import type { Database } from '../../database/connection.ts'
import { macNumber } from '../../mac.ts'

/** What decides over a resident's requests, as the database has it. Times in seconds since 1970. */
export interface ResidentFacts {
  id: number
  blocked: boolean
  /** Reported on the day asked for, by all devices together. */
  seconds: number
  octets: number
  /** Sessions under way: the device's MAC as a number (-1: unknown) and the time of its last report, in turn. */
  live: readonly number[]
}

export interface DeviceFacts {
  mac: string
  boundUntil: number
  resident: ResidentFacts
}

export interface FactsAsOf {
  /** Local day, `yyyy-mm-dd`. */
  day: string
  /** When it began. */
  dayBegan: Date
  /** Sessions that have not reported since are not live: see `sessions/silence.ts`. */
  liveSince: Date
}

/**
 * Use and live sessions of resident `r`; $2 is the day, which began at $4, $3 since when sessions must have reported. What
 * the portal opened has no accounting: it counts as online from its grant to its end. `residents` itself is not read, where
 * a device names its resident: of a city's it is mostly on the disk.
 */
const resident = `r.id, exists (select from residents where id = r.id and blocked_at is not null),
                  used.seconds, used.octets, live.macs, live.reported`
const used = `lateral (select coalesce(sum(seconds), 0)::float8
                                + (select coalesce(sum(greatest(0, extract(epoch from
                                     least(now(), ends_at) - greatest(opened_at, $4)))), 0)::float8
                                   from grants where resident_id = r.id and ends_at > $4 and opened_at is not null) as seconds,
                              coalesce(sum(input_octets + output_octets), 0)::float8 as octets
                       from session_days where resident_id = r.id and day = $2) as used`
const live = `lateral (select string_agg(coalesce(device_mac::text, ''), ' ') as macs,
                              string_agg(floor(extract(epoch from updated_at))::text, ' ') as reported
                       from (select device_mac, updated_at from sessions
                             where resident_id = r.id and ended_at is null and updated_at >= $3
                             union all
                             select device_mac, now() from grants
                             where resident_id = r.id and ends_at > now() and opened_at is not null) as online) as live`

/**
 * One of $1, without the planner knowing how many they are: it would else find a plan made for these alone cheaper and plan
 * each time (PostgreSQL, "PREPARE", Notes), which takes five times as long as finding a device.
 */
const anyOf = (type: string) => `any((select $1::${type})::${type})`

type Row = [
  id: number,
  blocked: boolean,
  seconds: number,
  octets: number,
  macs: string | null,
  reported: string | null,
  mac: string,
  boundUntil: number,
]

/** One statement for all: the devices of these MACs that are bound, past bindings too, with their residents. */
export async function readDevices(
  { pool }: Pick<Database, 'pool'>,
  macs: string[],
  { day, dayBegan, liveSince }: FactsAsOf,
): Promise<DeviceFacts[]> {
  const { rows } = await pool.query<Row>({
    name: 'plaza-devices',
    text: `select ${resident}, d.mac, floor(extract(epoch from d.bound_until))::float8
           from devices d, lateral (select d.resident_id as id) as r, ${used}, ${live}
           where d.mac = ${anyOf('macaddr[]')}`,
    values: [`{${macs.join()}}`, day, liveSince, dayBegan],
    rowMode: 'array',
  })
  return rows.map((row) => ({ mac: row[6], boundUntil: row[7], resident: residentOf(row) }))
}

/** One statement for all: those residents of these ids that exist. */
export async function readResidents(
  { pool }: Pick<Database, 'pool'>,
  ids: number[],
  { day, dayBegan, liveSince }: FactsAsOf,
): Promise<ResidentFacts[]> {
  const { rows } = await pool.query<Row>({
    name: 'plaza-residents',
    text: `select ${resident} from residents r, ${used}, ${live} where r.id = ${anyOf('bigint[]')}`,
    values: [`{${ids.join()}}`, day, liveSince, dayBegan],
    rowMode: 'array',
  })
  return rows.map(residentOf)
}

const residentOf = ([id, blocked, seconds, octets, macs, reported]: Row): ResidentFacts => ({
  id,
  blocked,
  seconds,
  octets,
  live: macs === null || reported === null ? NONE : interleave(macs.split(' '), reported.split(' ')),
})

const NONE: readonly number[] = []

const interleave = (macs: string[], reported: string[]): number[] =>
  macs.flatMap((mac, index) => [mac === '' ? -1 : macNumber(mac), Number(reported[index])])
