import { Counter } from 'prom-client'
import type { EapAuthentication } from '../../../radius/index.ts'
import type { Database } from '../../database/connection.ts'
import { maintainPartitions } from '../../database/partitions.ts'
import { isDataError } from '../../database/sql-errors.ts'
import type { Log } from '../../log.ts'
import type { GrantFailure } from '../../sessions/grants/grants.ts'
import { type AcceptReason, isAcceptReason, type RejectReason } from '../decide.ts'

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

export interface AccessLog {
  /** Never waits and never throws: the resident's way online does not hang on the log. */
  write(entry: AccessEntry): void
  /** Resolves when everything written is stored, or given up. */
  flush(): Promise<void>
}

const dropped = new Counter({
  name: 'plaza_access_log_dropped_total',
  help: 'Decisions missing in the access log, because they came faster than the database took them or it was away',
  labelNames: ['result'],
})

/** Decisions are kept this long, then their day is dropped. */
const KEEP_DAYS = 90
const WAIT_MS = 100
const RETRY_MS = 1000
const BATCH = 1000
/** Entries that wait, before the oldest are dropped. */
const MOST_WAITING = 50_000
/**
 * Accepted entries kept of each second. A city of ten million devices makes a few hundred; beyond, PostgreSQL would spend
 * on the log what the way online needs.
 */
const MOST_ACCEPTED_A_SECOND = 1000

/** Makes the coming days' partitions and drops old ones: hourly is often enough. */
export const maintainAccessLog = (db: Database, now: Date): Promise<void> =>
  maintainPartitions(db, 'access_log', now, KEEP_DAYS)

/**
 * Stores decisions in batches. Those that the database does not take wait for it; when too many wait, the oldest accepted
 * ones go first: a resident who was let in has a session too, one who was turned away is known here only. So every
 * reject is kept, and of the accepted as many as a busy city makes, and all by which accounting knows whose a session is.
 */
export function openAccessLog(db: Pick<Database, 'pool'>, log: Log, mostWaiting = MOST_WAITING): AccessLog {
  const accepted: AccessEntry[] = []
  const rejected: AccessEntry[] = []
  let timer: NodeJS.Timeout | undefined
  let storing: Promise<void> | undefined
  let failing = false
  let second = 0
  let acceptedInSecond = 0

  const drop = (result: 'accepted' | 'rejected', count: number) => dropped.inc({ result }, count)
  /** A twentieth at a time: taking one from the front of a long array moves all others. */
  const makeRoom = () => {
    const share = Math.ceil(mostWaiting / 20)
    const gone = accepted.splice(0, share).length
    drop('accepted', gone)
    if (gone === 0) drop('rejected', rejected.splice(0, share).length)
  }
  const storeBatch = async () => {
    const refused = rejected.slice(0, BATCH)
    const letIn = accepted.slice(0, BATCH - refused.length)
    const batch = [...refused, ...letIn]
    const done = () => {
      removeTaken(rejected, refused)
      removeTaken(accepted, letIn)
    }
    try {
      const { refused: impossible, error } = await storeWhatCanBe(db, batch)
      if (error) log.error({ err: error, entries: impossible.length }, 'decisions cannot be stored in access_log')
      for (const { reason } of impossible) drop(isAcceptReason(reason) ? 'accepted' : 'rejected', 1)
      done()
      failing = false
    } catch (error) {
      if (!failing) log.error({ err: error, entries: batch.length }, 'decisions are not stored in access_log')
      failing = true
    }
  }
  const waiting = () => accepted.length + rejected.length
  /** Counts those of the second that were too many: once, since counting each takes longer than deciding it. */
  const passOver = () => {
    if (acceptedInSecond > MOST_ACCEPTED_A_SECOND) drop('accepted', acceptedInSecond - MOST_ACCEPTED_A_SECOND)
    acceptedInSecond = 0
  }
  const isTooMany = (at: number): boolean => {
    const now = Math.floor(at / 1000)
    if (now !== second) {
      passOver()
      second = now
    }
    return ++acceptedInSecond > MOST_ACCEPTED_A_SECOND
  }
  /** Stores batch after batch until fewer than `enough` wait. */
  const storeUntil = async (enough: number) => {
    do await storeBatch()
    while (!failing && waiting() >= enough)
    storing = undefined
    if (waiting() > 0) storeLater()
  }
  const storeLater = () => {
    timer ??= setTimeout(
      () => {
        timer = undefined
        storing ??= storeUntil(BATCH)
      },
      failing ? RETRY_MS : WAIT_MS,
    ).unref()
  }
  return {
    write(entry) {
      const isAccepted = isAcceptReason(entry.reason) && !entry.isEvidence
      if (isAccepted && isTooMany(entry.at)) return
      if (waiting() >= mostWaiting) makeRoom()
      if (isAccepted) accepted.push(entry)
      else rejected.push(entry)
      if (storing === undefined && timer === undefined) storeLater()
    },
    async flush() {
      passOver()
      await storing
      storing = storeUntil(1)
      await storing
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** Statements that may be refused before what is left of a batch is given up. */
const MOST_REFUSED = 64

interface Impossible {
  refused: AccessEntry[]
  /** Why the last of them was. */
  error?: unknown
}

/** Stores decisions; halves them where there is one among them that the database would refuse for ever. */
async function storeWhatCanBe(
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

/** Some of those taken may have been dropped meanwhile, from the front too. */
function removeTaken(entries: AccessEntry[], taken: AccessEntry[]): void {
  const last = taken.at(-1)
  if (last !== undefined) entries.splice(0, entries.indexOf(last) + 1)
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
