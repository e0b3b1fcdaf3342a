import type pg from 'pg'
import { type Erased, isTheirs } from '../sessions/erase.ts'
import { type HeldScope, heldParameter } from '../sessions/held.ts'
import { decisionNotOnHold } from './legal-hold.ts'

/**
 * Leaves of the decisions on a resident, and on their devices as nobody's, only that they were made; tickets and help cases go.
 *
 * @param held decisions that one of these covers stay as they are
 * @returns how many decisions
 */
export async function eraseFromAccess(
  client: pg.ClientBase,
  { residentId, macs, until }: Erased,
  held: readonly HeldScope[],
): Promise<number> {
  const whose = [residentId, macs, until]
  await client.query('delete from tickets where resident_id = $1', [residentId])
  await client.query(`delete from help_cases t where ${isTheirs('t', 'at')}`, whose)
  const { rowCount } = await client.query(
    `update access_log t set resident_id = null, device_mac = null, device_pseudonym = null
     where ${isTheirs('t', 'at')} and ${decisionNotOnHold('t', 4)}`,
    [...whose, heldParameter(held)],
  )
  return rowCount ?? 0
}

/** How many of their decisions a legal hold keeps. */
export async function countOnHoldInAccess(
  client: pg.ClientBase,
  { residentId, macs, until }: Erased,
  held: readonly HeldScope[],
): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*) from access_log t where ${isTheirs('t', 'at')} and not (${decisionNotOnHold('t', 4)})`,
    [residentId, macs, until, heldParameter(held)],
  )
  return rows[0]!.count
}
