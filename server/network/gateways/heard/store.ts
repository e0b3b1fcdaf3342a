import type { Database } from '../../../database/connection.ts'
import type { HeardKind } from '../../tables.ts'

type Pool = Pick<Database, 'pool'>

/** When a gateway was last heard to do something. */
export interface Heard {
  gatewayId: number
  kind: HeardKind
  at: Date
  /** Of the gateway; null: what it did came by a resident's browser, whose address is nobody's business. */
  address: string | null
  /** Of what was refused: why. */
  why: string | null
}

/** Stores what is newer than what is there. Gateways that are gone are left out. */
export async function storeHeard({ pool }: Pool, heard: readonly Heard[]): Promise<void> {
  if (heard.length === 0) return
  await pool.query(
    `insert into gateway_heard as stored (gateway_id, kind, last_at, address, why)
     select given.* from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::inet[], $5::text[])
       as given (gateway_id, kind, last_at, address, why)
     join gateways on gateways.id = given.gateway_id and gateways.removed_at is null
     order by 1, 2
     on conflict (gateway_id, kind) do update set last_at = excluded.last_at, address = excluded.address, why = excluded.why
       where excluded.last_at > stored.last_at`,
    [
      heard.map(({ gatewayId }) => gatewayId),
      heard.map(({ kind }) => kind),
      heard.map(({ at }) => at),
      heard.map(({ address }) => address),
      heard.map(({ why }) => why),
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
    .select(['kind', 'last_at as at', 'address', 'why'])
    .where('gateway_id', '=', gatewayId)
    .execute()
  return Object.fromEntries(rows.map(({ kind, ...heard }) => [kind, heard]))
}
