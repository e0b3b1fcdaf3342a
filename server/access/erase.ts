import type pg from 'pg'
import { countOnHold, type Erased, isTheirs } from '../sessions/erase.ts'
import { type LegalScope, scopesParameter } from '../sessions/legal-hold.ts'
import { decisionNotOnHold } from './legal-hold.ts'

/**
 * Leaves of the decisions on a resident, and on their devices as nobody's, only that they were made; tickets and help cases go.
 *
 * @param holds decisions that one of these covers stay as they are
 * @returns how many decisions
 */
export async function eraseFromAccess(
  client: pg.ClientBase,
  { residentId, macs, until }: Erased,
  holds: readonly LegalScope[],
): Promise<number> {
  const whose = [residentId, macs, until]
  await client.query('delete from tickets where resident_id = $1', [residentId])
  await client.query(`delete from help_cases t where ${isTheirs('t', 'at')}`, whose)
  const { rowCount } = await client.query(
    `update access_log t set resident_id = null, device_mac = null, device_pseudonym = null
     where ${isTheirs('t', 'at')} and ${decisionNotOnHold('t', 4)}`,
    [...whose, scopesParameter(holds)],
  )
  return rowCount ?? 0
}

/** How many of their decisions legal holds keep. */
export const countOnHoldInAccess = (client: pg.ClientBase, whose: Erased, holds: readonly LegalScope[]) =>
  countOnHold(client, whose, holds, { table: 'access_log', at: 'at', notOnHold: decisionNotOnHold })
