import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'

type Pool = Database['pool']

/** Gateways that this process has noted in each database: each is noted once. */
const noted = new WeakMap<Pool, Set<number>>()

/**
 * Notes that these gateways report sessions without the Class of their Access-Accepts (RFC 2865 section 5.25): whose these
 * are then hangs on what is remembered of the Accepts.
 */
export async function noteClassless(db: Pick<Database, 'pool'>, gatewayIds: readonly number[]): Promise<void> {
  const known = noted.get(db.pool) ?? new Set()
  noted.set(db.pool, known)
  const fresh = [...new Set(gatewayIds)].filter((id) => !known.has(id))
  if (fresh.length === 0) return
  const { rowCount } = await db.pool.query(
    'update gateways set classless_since = now() where id = any($1::bigint[]) and classless_since is null',
    [fresh],
  )
  for (const id of fresh) known.add(id)
  if (rowCount) await publish(db, { type: 'gateways' })
}
