import type { Database } from '../../../database/connection.ts'
import type { HeardKind, RedirectFault } from '../../tables.ts'

type Pool = Pick<Database, 'pool'>

/** When a gateway was last heard to do something. */
export interface Heard {
  gatewayId: number
  kind: HeardKind
  at: Date
  /** Of the gateway; null: what it did came by a resident's browser, whose address is nobody's business. */
  address: string | null
  /** Of what was refused: why, as a code, and the parameter that it is about. */
  why: RedirectFault | null
  parameter: string | null
}

/** Stores what is newer than what is there. Gateways that are gone are left out. */
export async function storeHeard({ pool }: Pool, heard: readonly Heard[]): Promise<void> {
  if (heard.length === 0) return
  await pool.query(
    `insert into gateway_heard as stored (gateway_id, kind, last_at, address, why, parameter)
     select given.* from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::inet[], $5::text[], $6::text[])
       as given (gateway_id, kind, last_at, address, why, parameter)
     join gateways on gateways.id = given.gateway_id and gateways.removed_at is null
     order by 1, 2
     on conflict (gateway_id, kind) do update set last_at = excluded.last_at, address = excluded.address,
       why = excluded.why, parameter = excluded.parameter
       where excluded.last_at > stored.last_at`,
    [
      heard.map(({ gatewayId }) => gatewayId),
      heard.map(({ kind }) => kind),
      heard.map(({ at }) => at),
      heard.map(({ address }) => address),
      heard.map(({ why }) => why),
      heard.map(({ parameter }) => parameter),
    ],
  )
}

/** What one gateway was last heard to do, by kind. */
export async function readHeard(
  { query }: Pick<Database, 'query'>,
  gatewayId: number,
): Promise<{ [kind in HeardKind]?: Omit<Heard, 'gatewayId' | 'kind'> }> {
  const rows = await query
    .selectFrom('gateway_heard')
    .select(['kind', 'last_at as at', 'address', 'why', 'parameter'])
    .where('gateway_id', '=', gatewayId)
    .execute()
  return Object.fromEntries(rows.map(({ kind, ...heard }) => [kind, heard]))
}
