import type pg from 'pg'
import type { Database } from '../database/connection.ts'
import { locks } from '../database/locks.ts'
import { inTransaction } from '../database/transaction.ts'
import { inTurn } from '../database/turns.ts'
import type { Log } from '../log.ts'
import { repeatedly } from '../repeatedly.ts'
import { archivedUse, reportedUse } from '../sessions/fragments.ts'
import { firstGranted, grantedStays } from '../sessions/grants/fragments.ts'
import { localDay } from '../usage/local-day.ts'
import { addDays, next, type Step, startsBetween, steps } from './calendar.ts'
import { countDay } from './count-day.ts'
import { countSpan } from './count-span.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Reports come in so long after a day that it is worth counting it again: a spool that waited for the database. */
const SETTLES_DAYS = 3
/** How old a count of what goes on may become. */
const FRESH_MS: Record<Step, number> = { day: HOUR_MS, week: DAY_MS, month: DAY_MS }

export interface RollUpOptions {
  timeZone: string
  now?: Date
  /** Waits until another process that counts is done, instead of leaving it to that. */
  wait?: boolean
}

/**
 * Counts what was used, for every place by day, and distinct residents by week and month: whatever was not counted yet,
 * the oldest first, and again what goes on (hourly), is over since, or has settled. Each is a transaction of its own, and
 * counting twice changes nothing. One process at a time.
 *
 * @returns how many days, weeks and months were counted; undefined where another process is at it
 */
export const rollUp = (db: Pick<Database, 'pool'>, options: RollUpOptions): Promise<number | undefined> =>
  inTurn(db, locks.usageCounts, () => countDue(db, options), options)

async function countDue(db: Pick<Database, 'pool'>, { timeZone, now = new Date() }: RollUpOptions): Promise<number> {
  const today = localDay(timeZone)(now)
  const due = await dueCounts(db, today, now, timeZone)
  for (const { step, since, isFirst } of due)
    await inTransaction(db, async (client) => {
      const span = { since, until: next(step, since) }
      const used = await useIn(client, span, timeZone)
      if (step !== 'day' && used.reported) await countSpan(client, step, span, timeZone)
      // Of a day of which sessions are archived, the first count knew more.
      if (step === 'day' && (isFirst ? used.reported || used.archived : used.reported && !used.archived))
        await countDay(client, since, timeZone, now)
      await client.query(
        `insert into usage_counts (step, since, counted_at) values ($1, $2, $3)
         on conflict (step, since) do update set counted_at = excluded.counted_at`,
        [step, since, now],
      )
    })
  return due.length
}

interface Due {
  step: Step
  since: string
  isFirst: boolean
}

/** What is to be counted now, the oldest first. */
async function dueCounts({ pool }: Pick<Database, 'pool'>, today: string, now: Date, timeZone: string): Promise<Due[]> {
  const dayOf = localDay(timeZone)
  const { rows: firsts } = await pool.query<{ day: string | null }>(
    `select least((select min(day) from ${reportedUse} as u), (select min(day) from ${archivedUse} as a),
                  (select (at at time zone $1)::date from ${firstGranted} as g))::text as day`,
    [timeZone],
  )
  const first = firsts[0]?.day
  if (first === null || first === undefined) return []
  const { rows } = await pool.query<{ step: Step; since: string; counted_at: Date }>(
    'select step, since::text, counted_at from usage_counts',
  )
  const countedAt = new Map(rows.map(({ step, since, counted_at }) => [`${step} ${since}`, counted_at]))
  return steps.flatMap((step) =>
    startsBetween(step, first, today).flatMap((since) => {
      const at = countedAt.get(`${step} ${since}`)
      return isDue(step, since, at, { today, now, dayOf }) ? [{ step, since, isFirst: at === undefined }] : []
    }),
  )
}

/** Whether what was counted `at` is to be counted again: it goes on, was not over then, or had not settled and has now. */
function isDue(
  step: Step,
  since: string,
  at: Date | undefined,
  { today, now, dayOf }: { today: string; now: Date; dayOf: (instant: Date) => string },
): boolean {
  if (at === undefined) return true
  const over = next(step, since)
  if (today < over) return now.getTime() - at.getTime() >= FRESH_MS[step]
  const counted = dayOf(at)
  const settled = addDays(over, SETTLES_DAYS)
  return counted < over || (counted < settled && today >= settled)
}

/** Whether anything is known of these days: by sessions and grants, and by the sums of those that are kept no longer. */
async function useIn(
  client: pg.ClientBase,
  { since, until }: { since: string; until: string },
  timeZone: string,
): Promise<{ reported: boolean; archived: boolean }> {
  const { rows } = await client.query<{ reported: boolean; archived: boolean }>(
    `select exists (select from ${reportedUse} as u where u.day >= $1::date and u.day < $2::date)
              or exists (select from ${grantedStays(
                '($1::date::timestamp at time zone $3)',
                '($2::date::timestamp at time zone $3)',
              )} as o) as reported,
            exists (select from ${archivedUse} as a where a.day >= $1::date and a.day < $2::date) as archived`,
    [since, until, timeZone],
  )
  return rows[0]!
}

const EVERY_MS = 10 * 60_000

/** Counts at once and every ten minutes what is due. */
export const startRollUp = (
  { db, log, timeZone }: { db: Database; log: Log; timeZone: string },
  everyMs = EVERY_MS,
): { close(): Promise<void> } =>
  repeatedly(
    () => rollUp(db, { timeZone }),
    everyMs,
    (error) => log.error({ err: error }, 'what was used was not counted'),
  )
