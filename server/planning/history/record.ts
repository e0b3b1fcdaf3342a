import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Log } from '../../log.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import { folded } from '../../network/spelling.ts'
import { localDay } from '../../usage/local-day.ts'
import type { Coverage } from '../coverage.ts'
import { coverageByQuintile } from '../equity/quintiles.ts'

const EVERY_MS = 3_600_000
/** A look is left out where another process has looked so shortly before. */
const APART_MS = 50 * 60_000

interface Seen {
  kind: 'city' | 'borough' | 'neighbourhood' | 'quintile'
  place: string
  residents: number
  covered: number
  unchecked: number
  failed: number | null
}

export interface RecordOptions {
  db: Database
  coverage: Pick<Coverage, 'byNeighbourhood'>
  timeZone: string
}

/**
 * Adds a look at who is reached now to the means of the day by the city's clock: of the city, its boroughs and
 * neighbourhoods, and fifths of the residents by need (share without internet, where it is known).
 *
 * @returns whether it was added: not where another process did so within the hour
 */
export async function recordCoverage({ db, coverage, timeZone }: RecordOptions, now = new Date()): Promise<boolean> {
  const seen = await lookAt(db, coverage)
  if (seen.length === 0) return false
  return inTransaction(db, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [locks.coverageDays])
    const { rows } = await client.query<{ recent: boolean }>(
      'select coalesce(max(looked_at) > $1, false) as recent from coverage_days where kind = $2',
      [new Date(now.getTime() - APART_MS), 'city'],
    )
    if (rows[0]!.recent) return false
    await client.query(
      `insert into coverage_days as d (kind, place, day, looks, residents, covered, unchecked, failed, looked_at)
       select kind, place, $1, 1, residents, covered, unchecked, failed, $2
       from unnest($3::text[], $4::text[], $5::float8[], $6::float8[], $7::float8[], $8::float8[])
         as seen (kind, place, residents, covered, unchecked, failed)
       on conflict (kind, place, day) do update set looks = d.looks + 1, looked_at = excluded.looked_at,
         ${(['residents', 'covered', 'unchecked', 'failed'] as const).map(mean).join(', ')}`,
      [
        ...[localDay(timeZone)(now), now, seen.map(({ kind }) => kind), seen.map(({ place }) => place)],
        ...(['residents', 'covered', 'unchecked', 'failed'] as const).map((name) => seen.map((one) => one[name])),
      ],
    )
    return true
  })
}

const mean = (name: string): string => `${name} = d.${name} + (excluded.${name} - d.${name}) / (d.looks + 1)`

async function lookAt(db: Database, coverage: RecordOptions['coverage']): Promise<Seen[]> {
  const neighbourhoods = await listNeighbourhoods(db)
  const figures = coverage.byNeighbourhood()
  const ofNeighbourhoods = neighbourhoods.flatMap(({ id, borough, withoutInternet }) => {
    const now = figures.get(id)
    if (now === undefined) return []
    const { residents, covered, unchecked, failed } = now
    return [{ id, borough, withoutInternet, residents, covered, unchecked, failed }]
  })
  if (ofNeighbourhoods.length === 0) return []
  const sums = new Map<string, Seen>()
  const add = (kind: Seen['kind'], place: string, of: Omit<Seen, 'kind' | 'place'>) => {
    const key = `${kind} ${place}`
    const sum = sums.get(key) ?? { kind, place, residents: 0, covered: 0, unchecked: 0, failed: 0 }
    sum.residents += of.residents
    sum.covered += of.covered
    sum.unchecked += of.unchecked
    sum.failed = (sum.failed ?? 0) + (of.failed ?? 0)
    sums.set(key, sum)
  }
  for (const one of ofNeighbourhoods) {
    add('city', '', one)
    add('neighbourhood', String(one.id), one)
    if (one.borough !== null) add('borough', folded(one.borough), one)
  }
  return [...sums.values(), ...quintilesOf(ofNeighbourhoods)]
}

type OfNeed = Omit<Seen, 'kind' | 'place'> & { withoutInternet: number | null }

/** Fifths of the residents whose need is known; unchecked ones by the same division. */
function quintilesOf(neighbourhoods: readonly OfNeed[]): Seen[] {
  const areas = (part: 'covered' | 'unchecked') =>
    neighbourhoods.flatMap(({ withoutInternet: need, residents, [part]: some }) =>
      need !== null && residents > 0 ? [{ residents, need, coverage: some / residents }] : [],
    )
  const covered = coverageByQuintile(areas('covered'))
  const unchecked = coverageByQuintile(areas('unchecked'))
  return covered.flatMap(({ residents, coverage }, at) =>
    residents === 0
      ? []
      : [
          {
            ...{ kind: 'quintile' as const, place: String(at + 1), residents, covered: residents * coverage },
            ...{ unchecked: residents * unchecked[at]!.coverage, failed: null },
          },
        ],
  )
}

/** Looks at who is reached at once and every hour. */
export function startCoverageRecord(options: RecordOptions & { log: Log }): { close(): Promise<void> } {
  let running: Promise<unknown> | undefined
  const look = () => {
    running ??= recordCoverage(options)
      .catch((error) => options.log.error({ err: error }, 'who is reached was not noted'))
      .finally(() => {
        running = undefined
      })
  }
  look()
  const timer = setInterval(look, EVERY_MS).unref()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
