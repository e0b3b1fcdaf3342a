import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inTransaction } from '../../database/transaction.ts'

export interface Leases {
  /** Renews, gives up what is more than this process's share, takes free or expired ones; the shards held now. */
  renew(): Promise<number[]>
  /** Gives up everything, so that others need not wait until it expires. */
  release(): Promise<void>
}

/**
 * This process's part of `shardCount` shards, shared evenly with the others that are alive. By the database's clock.
 *
 * @param holder unique for each process
 * @param leaseMs others take over so long after the last `renew`
 */
export function createLeases(db: Pick<Database, 'pool'>, holder: string, shardCount: number, leaseMs: number): Leases {
  return {
    renew: () =>
      inTransaction(db, async (client) => {
        await client.query('select pg_advisory_xact_lock($1)', [locks.pollLeases])
        await client.query('delete from poll_workers where alive_until < now()')
        await client.query(
          `insert into poll_workers (holder, alive_until) values ($1, now() + $2 * interval '1 ms')
           on conflict (holder) do update set alive_until = excluded.alive_until`,
          [holder, leaseMs],
        )
        await client.query(
          `with fair as (select ceil($3::numeric / count(*))::int as shards from poll_workers),
             mine as (select shard from poll_leases where holder = $1 order by shard limit (select shards from fair)),
             surplus as (
               delete from poll_leases where holder = $1 and shard not in (select shard from mine) returning shard
             ),
             free as (
               select shard from generate_series(0, $3::int - 1) as shard
               where not exists (
                 select from poll_leases
                 where poll_leases.shard = shard.shard and (held_until > now() or holder = $1)
               )
               order by shard
               limit (select shards from fair) - (select count(*) from mine)
             )
           insert into poll_leases (shard, holder, held_until)
           select shard, $1, now() + $2 * interval '1 ms' from (table mine union table free) as wanted
           on conflict (shard) do update set holder = excluded.holder, held_until = excluded.held_until`,
          [holder, leaseMs, shardCount],
        )
        const { rows } = await client.query<{ shard: number }>(
          'select shard from poll_leases where holder = $1 and shard < $2 order by shard',
          [holder, shardCount],
        )
        return rows.map(({ shard }) => shard)
      }),
    async release() {
      await db.pool.query('delete from poll_leases where holder = $1', [holder])
      await db.pool.query('delete from poll_workers where holder = $1', [holder])
    },
  }
}
