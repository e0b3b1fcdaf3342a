import { Counter } from 'prom-client'
import type { Database } from '../../database/connection.ts'
import type { Log } from '../../log.ts'
import { isAcceptReason } from '../decide.ts'
import { type AccessEntry, storeWhatCanBe } from './store.ts'

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

/**
 * Stores decisions in batches. Those that the database does not take wait for it; when too many wait, the oldest accepted
 * ones go first: a resident who was let in has a session too, one who was turned away is known here only. So every
 * reject is kept, and of the accepted as many as a busy city makes, and all by which accounting knows whose a session is.
 */
export function openAccessLog(db: Pick<Database, 'pool'>, log: Log, mostWaiting = MOST_WAITING): AccessLog {
  const context: Context = {
    ...{ db, log, mostWaiting, accepted: [], rejected: [], timer: undefined, storing: undefined, failing: false },
    ...{ second: 0, acceptedInSecond: 0 },
  }
  return { write: (entry) => write(context, entry), flush: () => flush(context) }
}

interface Context {
  readonly db: Pick<Database, 'pool'>
  readonly log: Log
  readonly mostWaiting: number
  /** Those that wait, the oldest first. */
  readonly accepted: AccessEntry[]
  readonly rejected: AccessEntry[]
  /** Until the next batches. */
  timer: NodeJS.Timeout | undefined
  storing: Promise<void> | undefined
  /** Whether the database did not take the last batch. */
  failing: boolean
  /** Since 1970; of it so many accepted entries came. */
  second: number
  acceptedInSecond: number
}

function write(context: Context, entry: AccessEntry): void {
  const isAccepted = isAcceptReason(entry.reason) && !entry.isEvidence
  if (isAccepted && isTooMany(context, entry.at)) return
  if (countWaiting(context) >= context.mostWaiting) makeRoom(context)
  if (isAccepted) context.accepted.push(entry)
  else context.rejected.push(entry)
  if (context.storing === undefined && context.timer === undefined) storeLater(context)
}

async function flush(context: Context): Promise<void> {
  countTooMany(context)
  await context.storing
  context.storing = storeUntil(context, 1)
  await context.storing
  clearTimeout(context.timer)
  context.timer = undefined
}

const countWaiting = ({ accepted, rejected }: Context) => accepted.length + rejected.length

function isTooMany(context: Context, at: number): boolean {
  const now = Math.floor(at / 1000)
  if (now !== context.second) {
    countTooMany(context)
    context.second = now
  }
  return ++context.acceptedInSecond > MOST_ACCEPTED_A_SECOND
}

/** Counts those of the second that were too many: once, since counting each takes longer than deciding it. */
function countTooMany(context: Context): void {
  const over = context.acceptedInSecond - MOST_ACCEPTED_A_SECOND
  if (over > 0) countDropped('accepted', over)
  context.acceptedInSecond = 0
}

const countDropped = (result: 'accepted' | 'rejected', count: number) => dropped.inc({ result }, count)

/** A twentieth at a time: taking one from the front of a long array moves all others. */
function makeRoom({ accepted, rejected, mostWaiting }: Context): void {
  const share = Math.ceil(mostWaiting / 20)
  const gone = accepted.splice(0, share).length
  countDropped('accepted', gone)
  if (gone === 0) countDropped('rejected', rejected.splice(0, share).length)
}

function storeLater(context: Context): void {
  context.timer ??= setTimeout(
    () => {
      context.timer = undefined
      context.storing ??= storeUntil(context, BATCH)
    },
    context.failing ? RETRY_MS : WAIT_MS,
  ).unref()
}

/** Stores batch after batch until fewer than `enough` wait. */
async function storeUntil(context: Context, enough: number): Promise<void> {
  do await storeBatch(context)
  while (!context.failing && countWaiting(context) >= enough)
  context.storing = undefined
  if (countWaiting(context) > 0) storeLater(context)
}

async function storeBatch(context: Context): Promise<void> {
  const { db, log } = context
  const rejected = context.rejected.slice(0, BATCH)
  const accepted = context.accepted.slice(0, BATCH - rejected.length)
  const batch = [...rejected, ...accepted]
  try {
    const { refused, error } = await storeWhatCanBe(db, batch)
    if (error) log.error({ err: error, entries: refused.length }, 'decisions cannot be stored in access_log')
    for (const { reason } of refused) countDropped(isAcceptReason(reason) ? 'accepted' : 'rejected', 1)
    removeTaken(context.rejected, rejected)
    removeTaken(context.accepted, accepted)
    context.failing = false
  } catch (error) {
    if (!context.failing) log.error({ err: error, entries: batch.length }, 'decisions are not stored in access_log')
    context.failing = true
  }
}

/** Some of those taken may have been dropped meanwhile, from the front too. */
function removeTaken(entries: AccessEntry[], taken: AccessEntry[]): void {
  const last = taken.at(-1)
  if (last !== undefined) entries.splice(0, entries.indexOf(last) + 1)
}
