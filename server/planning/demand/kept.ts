import { lastCountedAt } from '../../analytics/full-hotspots.ts'
import type { Database } from '../../database/connection.ts'
import { type PlazaEvent, subscribe } from '../../database/events/events.ts'
import type { Log } from '../../log.ts'
import { type CatchmentAreas, readCatchmentAreas, type UnmetDemand, unmetDemand } from './unmet.ts'

/** How old an answer may be while hotspots fail and recover: a large city has such changes all the time. */
const STATES_MS = 10_000
/** What is known by use alone fades without an event. */
const USE_MS = 60_000

/** Unmet demand, in memory until what it is made of changes. */
export interface KeptUnmetDemand {
  read(): Promise<UnmetDemand>
  close(): Promise<void>
}

interface Context {
  readonly db: Database
  readonly log: Log
  readonly metres: number
  readonly now: () => number
  /** Where residents live and hotspots stand; made anew after an import. */
  areas: Promise<CatchmentAreas> | undefined
  answer: { of: Promise<UnmetDemand>; at: number; countedAt: number | undefined } | undefined
  statesChanged: boolean
}

/**
 * Answers from memory, as coverage does: an import or a change of hotspots or neighbourhoods has it made anew, and so has use
 * that was counted; changed states count within ten seconds.
 *
 * @param options.metres that residents walk to a hotspot at most
 * @throws when the database does not answer
 */
export async function openUnmetDemand(
  db: Database,
  log: Log,
  { metres, now = Date.now }: { metres: number; now?: () => number },
): Promise<KeptUnmetDemand> {
  const context: Context = { db, log, metres, now, areas: undefined, answer: undefined, statesChanged: false }
  const subscription = await subscribe(
    db,
    (event) => onEvent(context, event),
    () => forget(context),
  )
  return { read: () => read(context), close: () => subscription.close() }
}

function onEvent(context: Context, { type }: PlazaEvent): void {
  if (type === 'hotspots' || type === 'neighbourhoods') forget(context)
  else if (type === 'health' || type === 'sessions') context.statesChanged = true
}

function forget(context: Context): void {
  context.areas = undefined
  context.answer = undefined
}

async function read(context: Context): Promise<UnmetDemand> {
  const countedAt = (await lastCountedAt(context.db))?.getTime()
  const { answer, now } = context
  if (answer && answer.countedAt === countedAt) {
    const age = now() - answer.at
    if (age < (context.statesChanged ? STATES_MS : USE_MS)) return answer.of
  }
  context.statesChanged = false
  const made = { of: make(context), at: now(), countedAt }
  context.answer = made
  // A failure is not kept.
  made.of.catch(() => context.answer === made && forget(context))
  return made.of
}

async function make(context: Context): Promise<UnmetDemand> {
  context.areas ??= readCatchmentAreas(context.db, context.log, context.metres)
  return unmetDemand(context.db, await context.areas)
}
