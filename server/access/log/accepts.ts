import type { Database } from '../../database/connection.ts'

/** Whether a gateway was told to let a device in between two instants. */
export interface AcceptQuestion {
  gatewayId: number
  deviceMac: string
  from: Date
  to: Date
}

/**
 * The last Access-Accept of each device at its gateway, in the order of the questions, as the access log remembers it;
 * undefined: none. `residentId` null: an emergency let in whoever it was.
 */
export async function acceptsOf(
  { pool }: Pick<Database, 'pool'>,
  questions: readonly AcceptQuestion[],
): Promise<Array<{ residentId: number | null } | undefined>> {
  const { rows } = await pool.query<{ index: number; residentId: number | null }>({
    name: 'accepts of devices',
    text: `select q.index::int - 1 as index, accept.resident_id as "residentId"
           from unnest($1::bigint[], $2::macaddr[], $3::timestamptz[], $4::timestamptz[])
               with ordinality as q (gateway_id, device_mac, since, until, index),
             lateral (select resident_id from access_log l
                      where l.device_mac = q.device_mac and l.gateway_id = q.gateway_id and l.accepted
                        and l.at between q.since and q.until
                      order by l.at desc limit 1) as accept`,
    values: [
      questions.map(({ gatewayId }) => gatewayId),
      questions.map(({ deviceMac }) => deviceMac),
      questions.map(({ from }) => from),
      questions.map(({ to }) => to),
    ],
  })
  const found: Array<{ residentId: number | null } | undefined> = questions.map(() => undefined)
  for (const { index, residentId } of rows) found[index] = { residentId }
  return found
}

/** Those of the hotspots at which somebody was let in since, by RADIUS or by the portal. */
export async function hotspotsLettingInSince(
  { pool }: Pick<Database, 'pool'>,
  since: Date,
  ids: readonly number[],
): Promise<number[]> {
  if (ids.length === 0) return []
  const { rows } = await pool.query<{ id: number }>({
    name: 'hotspots letting in since',
    text: `select asked.id from unnest($1::bigint[]) as asked (id)
           where exists (select from access_log where hotspot_id = asked.id and at >= $2 and accepted)`,
    values: [ids, since],
  })
  return rows.map(({ id }) => id)
}

/** When somebody was last let in at each hotspot, where anybody was since `since` (of each its own, ms). */
export async function lastLetInAt(
  { pool }: Pick<Database, 'pool'>,
  asked: ReadonlyArray<{ id: number; since: number }>,
): Promise<Map<number, number>> {
  if (asked.length === 0) return new Map()
  const { rows } = await pool.query<{ id: number; at: Date | null }>({
    name: 'hotspots last letting in',
    text: `select asked.id, (select at from access_log where hotspot_id = asked.id and at > asked.since and accepted
                             order by at desc limit 1) as at
           from unnest($1::bigint[], $2::timestamptz[]) as asked (id, since)`,
    values: [asked.map(({ id }) => id), asked.map(({ since }) => new Date(since))],
  })
  return new Map(rows.flatMap(({ id, at }) => (at ? [[id, at.getTime()]] : [])))
}
