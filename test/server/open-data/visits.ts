import { randomUUID } from 'node:crypto'
import type { TestDatabase } from '../../support/database.ts'
import type { SmallCity } from '../api/web-harness.ts'

/**
 * Sessions that began at a hotspot, each person's on a device of their own.
 *
 * @param people how many
 * @param sessions of each
 * @param from number of the first person
 */
export async function addVisits(
  db: TestDatabase,
  city: SmallCity,
  {
    hotspotId,
    at,
    people,
    sessions = 1,
    from = 0,
  }: {
    hotspotId: number
    at: string
    people: number
    sessions?: number
    from?: number
  },
): Promise<void> {
  const run = randomUUID()
  await db.pool.query(
    `insert into sessions (gateway_id, session_key, acct_session_id, hotspot_id, device_mac, started_at, updated_at, ended_at)
     select $1, $2 || person || '-' || n, n, $3, ('020000' || lpad(to_hex(person), 6, '0'))::macaddr, $4::timestamptz,
       $4::timestamptz + interval '5 minutes', $4::timestamptz + interval '5 minutes'
     from generate_series($5::int, $5 + $6::int - 1) as person, generate_series(1, $7::int) as n`,
    [city.gatewayId, run, hotspotId, at, from, people, sessions],
  )
}
