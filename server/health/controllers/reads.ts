import type { Database } from '../../database/connection.ts'
import type { ControllerFailure } from '../../network/gateways/controller/controller-error.ts'

type Pool = Pick<Database, 'pool'>

/** How reading a controller went. */
export interface ControllerRead {
  triedAt: Date
  /** When it was read last; null: never. */
  readAt: Date | null
  /** Since when it cannot be read, and why; null: it can. */
  failingSince: Date | null
  failure: ControllerFailure | null
  /** Access points that it told of, and those of them that are no hotspot's. */
  accessPoints: number
  unknown: number
}

/** By gateway: those of which any reading was tried. */
export async function controllerReads({ pool }: Pool): Promise<Map<number, ControllerRead>> {
  const { rows } = await pool.query<ControllerRead & { id: number }>(
    `select gateway_id as id, tried_at as "triedAt", read_at as "readAt", failing_since as "failingSince", failure,
       access_points as "accessPoints", unknown from controller_reads`,
  )
  return new Map(rows.map(({ id, ...read }) => [id, read]))
}

/** One that cannot be read is asked at most this seldom, ms. */
const LONGEST_REST = 900_000

/** Whether it is to be asked now: one that fails rests as long as it has failed, for its user may be locked out. */
export function isDue(read: Pick<ControllerRead, 'triedAt' | 'failingSince'> | undefined, now: Date): boolean {
  if (!read?.failingSince) return true
  const rest = Math.min(LONGEST_REST, read.triedAt.getTime() - read.failingSince.getTime())
  return now.getTime() - read.triedAt.getTime() >= rest
}

export async function keepRead(
  { pool }: Pool,
  gatewayId: number,
  { accessPoints, unknown }: Pick<ControllerRead, 'accessPoints' | 'unknown'>,
  at: Date,
): Promise<void> {
  await pool.query(
    `insert into controller_reads (gateway_id, tried_at, read_at, access_points, unknown) values ($1, $2, $2, $3, $4)
     on conflict (gateway_id) do update set tried_at = $2, read_at = $2, failing_since = null, failure = null,
       access_points = $3, unknown = $4`,
    [gatewayId, at, accessPoints, unknown],
  )
}

export async function keepFailure(
  { pool }: Pool,
  gatewayId: number,
  failure: ControllerFailure,
  at: Date,
): Promise<void> {
  await pool.query(
    `insert into controller_reads as r (gateway_id, tried_at, failing_since, failure) values ($1, $2, $2, $3)
     on conflict (gateway_id) do update set tried_at = $2, failing_since = coalesce(r.failing_since, $2), failure = $3`,
    [gatewayId, at, failure],
  )
}
