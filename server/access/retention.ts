import type { Database } from '../database/connection.ts'
import { type LegalScope, scopesParameter } from '../sessions/legal-hold.ts'
import { type PseudonymKey, pseudonymSql } from '../sessions/pseudonyms.ts'
import { decisionNotOnHold } from './legal-hold.ts'

const BATCH = 5000

/**
 * Replaces the MAC addresses in the decisions made before `before` by keyed pseudonyms, the same as the sessions get.
 *
 * @param holds what matches one of these stays as it is
 * @returns how many decisions were changed
 */
export async function pseudonymiseDecisions(
  { pool }: Pick<Database, 'pool'>,
  { inner, outer }: PseudonymKey,
  before: Date,
  holds: readonly LegalScope[] = [],
  onBatch: (decisions: number) => Promise<void> | void = () => {},
): Promise<number> {
  for (let total = 0; ; ) {
    // A row of a partitioned table is told by its partition and its place there.
    const { rowCount } = await pool.query(
      `with batch as (
         select tableoid, ctid from access_log l where at < $3 and device_mac is not null and ${decisionNotOnHold('l', 5)}
         limit $4 for update skip locked)
       update access_log l set device_pseudonym = ${pseudonymSql('device_mac::text', 1)}, device_mac = null
       from batch where l.tableoid = batch.tableoid and l.ctid = batch.ctid`,
      [inner, outer, before, BATCH, scopesParameter(holds)],
    )
    const changed = rowCount ?? 0
    total += changed
    if (changed > 0) await onBatch(changed)
    if (changed < BATCH) return total
  }
}
