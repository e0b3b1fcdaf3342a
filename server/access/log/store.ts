import type { EapAuthentication } from '../../../radius/index.ts'
import type { Database } from '../../database/connection.ts'
import { maintainPartitions } from '../../database/schema/partitions.ts'
import { isDataError } from '../../database/sql-errors.ts'
import type { GrantFailure } from '../../sessions/grants/grants.ts'
import { type LegalScope, scopesParameter } from '../../sessions/legal-hold.ts'
import type { AcceptReason, RejectReason } from '../decide.ts'
import { decisionNotOnHold } from '../legal-hold.ts'

/**
 * How somebody asked: `portal` is a gateway that the portal itself opens, `eap` is 802.1X that ended before a method was
 * through, `other` any method that Plaza does not know.
 */
export type AccessMethod = 'portal' | 'pap' | 'chap' | 'mschapv2' | 'mac' | EapAuthentication | 'eap' | 'other'

/** One decision, as operators find it later. */
export interface AccessEntry {
  /** Milliseconds since 1970. */
  at: number
  gatewayId: number
  hotspotId: number | null
  residentId: number | null
  deviceMac: string | null
  method: AccessMethod
  /** `accepted`, or why not. */
  reason: AcceptReason | RejectReason | GrantFailure
  /** An accept by which accounting knows whose a session is: kept as a reject is. */
  isEvidence?: boolean
}

/** Stores decisions at once. */
export async function storeDecisions({ pool }: Pick<Database, 'pool'>, entries: AccessEntry[]): Promise<void> {
  if (entries.length === 0) return
  const column = <K extends keyof AccessEntry>(name: K) => entries.map((entry) => entry[name])
  await pool.query({
    name: 'plaza-access-log',
    text: `insert into access_log (at, gateway_id, hotspot_id, resident_id, device_mac, method, accepted, reason)
           select to_timestamp(at / 1000), gateway_id, hotspot_id, resident_id, device_mac, method,
                  reason in ('accepted', 'emergency'), reason
           from unnest($1::float8[], $2::bigint[], $3::bigint[], $4::bigint[], $5::macaddr[], $6::text[], $7::text[])
             as e(at, gateway_id, hotspot_id, resident_id, device_mac, method, reason)`,
    values: [
      column('at'),
      column('gatewayId'),
      column('hotspotId'),
      column('residentId'),
      column('deviceMac'),
      column('method'),
      column('reason'),
    ],
  })
}

/** Statements that may be refused before what is left of a batch is given up. */
const MOST_REFUSED = 64

interface Impossible {
  refused: AccessEntry[]
  /** Why the last of them was. */
  error?: unknown
}

/** Stores decisions; halves them where there is one among them that the database would refuse for ever. */
export async function storeWhatCanBe(
  db: Pick<Database, 'pool'>,
  entries: AccessEntry[],
  tries = [MOST_REFUSED],
): Promise<Impossible> {
  try {
    await storeDecisions(db, entries)
    return { refused: [] }
  } catch (error) {
    if (!isDataError(error)) throw error
    if (entries.length === 1 || --tries[0]! < 0) return { refused: entries, error }
    const half = entries.length >> 1
    const first = await storeWhatCanBe(db, entries.slice(0, half), tries)
    const second = await storeWhatCanBe(db, entries.slice(half), tries)
    return { refused: [...first.refused, ...second.refused], error }
  }
}

/** Decisions are kept this long, then their day is dropped. */
const KEEP_DAYS = 90

/**
 * Makes the coming days' partitions and drops old ones: hourly is often enough.
 *
 * @param held decisions that one of these covers stay, alone of their day
 */
export const maintainAccessLog = (db: Database, now: Date, held: readonly LegalScope[] = []): Promise<void> =>
  maintainPartitions(db, 'access_log', now, KEEP_DAYS, 2, (partition) => keepsHeld(db, partition, held))

async function keepsHeld({ pool }: Database, partition: string, held: readonly LegalScope[]): Promise<boolean> {
  if (held.length === 0) return false
  await pool.query(`delete from ${partition} l where ${decisionNotOnHold('l', 1)}`, [scopesParameter(held)])
  const { rows } = await pool.query<{ any: boolean }>(`select exists (select from ${partition}) as any`)
  return rows[0]!.any
}
