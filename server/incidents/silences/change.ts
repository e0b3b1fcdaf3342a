import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { type Belongings, belongingsOfHotspots, namesOfSubjects, programmeNames } from '../../network/belongings.ts'
import type { Districts } from '../../network/districts/within.ts'
import type { SilenceScope } from '../tables.ts'
import { checkedRule, RecurrenceError } from './recurrence.ts'
import { addSilence, endSilence, matches, type SilenceMatch } from './silences.ts'

type Db = Pick<Database, 'query' | 'pool'>

/** What is wrong with a silence that is to be stored. */
export class SilenceError extends Error {
  override name = 'SilenceError'
  readonly field: 'subject' | 'programme' | 'endsAt' | 'rrule'
  constructor(field: SilenceError['field'], message: string) {
    super(message)
    this.field = field
  }
}

export interface NewSilence {
  scope: SilenceScope
  subjectId: number | null
  programme: string | null
  startsAt: Date
  /** Of the first time. */
  endsAt: Date
  rrule: string | null
  reason: string
}

const SHORTEST_MS = 60_000
const LONGEST_MS = 31_622_400_000

/** Checks a silence, stores it, and has incidents look at it. @returns its id. @throws {SilenceError} */
export async function beginSilence(tx: Db, wanted: NewSilence, staffId: number | null): Promise<number> {
  const { scope, startsAt, endsAt, reason } = wanted
  const rrule = wanted.rrule === null ? null : checked(wanted.rrule)
  const lasts = endsAt.getTime() - startsAt.getTime()
  if (!(lasts >= SHORTEST_MS && lasts <= LONGEST_MS))
    throw new SilenceError('endsAt', 'A silence lasts a minute at least, and 366 days at most.')
  if (rrule === null && endsAt <= new Date()) throw new SilenceError('endsAt', 'It would be over already.')
  const match = await checkedMatch(tx, scope, wanted)
  const id = await addSilence(tx, { ...match, startsAt, seconds: Math.round(lasts / 1000), rrule, reason }, staffId)
  await publish(tx, { type: 'silences' })
  return id
}

/** As {@link endSilence}, and has incidents look at it. */
export async function stopSilence(tx: Db, id: number): Promise<boolean> {
  const done = await endSilence(tx, id)
  if (done) await publish(tx, { type: 'silences' })
  return done
}

function checked(rrule: string): string {
  try {
    return checkedRule(rrule)
  } catch (error) {
    if (error instanceof RecurrenceError) throw new SilenceError('rrule', error.message)
    throw error
  }
}

async function checkedMatch(
  tx: Db,
  scope: SilenceScope,
  { subjectId, programme }: Pick<NewSilence, 'subjectId' | 'programme'>,
): Promise<SilenceMatch> {
  if (scope === 'city') return { scope, subjectId: null, programme: null }
  if (scope === 'programme') {
    if (programme === null || !(await programmeNames(tx)).includes(programme))
      throw new SilenceError('programme', 'No hotspot in use is of this programme.')
    return { scope, subjectId: null, programme }
  }
  if (subjectId === null || !(await namesOfSubjects(tx, scope, [subjectId])).has(subjectId))
    throw new SilenceError('subject', `There is no ${scope} of this number.`)
  return { scope, subjectId, programme: null }
}

/** Scopes to which hotspots of any district may come. */
const ofTheCity: readonly SilenceScope[] = ['group', 'programme', 'city']

/** What of silences is within districts: whether any, or every hotspot that one is about is of them. */
export interface OwnSilences {
  touches(match: SilenceMatch): boolean
  isWithin(match: SilenceMatch): boolean
}

/** @param districts null: everything is */
export async function ownSilences(db: Pick<Database, 'query'>, districts: Districts): Promise<OwnSilences> {
  if (districts === null) return { touches: () => true, isWithin: () => true }
  const hotspots = [...(await belongingsOfHotspots(db)).values()]
  const isOwn = ({ districtId }: Belongings) => districtId !== null && districts.includes(districtId)
  const about = (match: SilenceMatch) => hotspots.filter((hotspot) => matches(match, hotspot))
  return {
    touches: (match) => about(match).some(isOwn),
    isWithin(match) {
      if (ofTheCity.includes(match.scope)) return false
      if (match.scope === 'district') return match.subjectId !== null && districts.includes(match.subjectId)
      const all = about(match)
      return all.length > 0 && all.every(isOwn)
    },
  }
}
