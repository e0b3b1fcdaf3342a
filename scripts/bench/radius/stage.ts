import { join } from 'node:path'
import type { RunningPostgres } from '../../../server/database/embedded/postgres.ts'
import { type FreeRadius, freeradiusProgram, startFreeRadius } from './freeradius.ts'
import { type Job, OUTSTANDING } from './job.ts'
import { type Plaza, startPlaza } from './plaza.ts'
import { type Contender, codesOf, medianOf, ratioTo, totalOf } from './rounds.ts'

/** What the stages share. */
export interface Stage {
  dir: string
  secret: string
  seconds: number
  rounds: number
  devices: number
  postgres: RunningPostgres['connection']
  plazaDatabase: RunningPostgres['connection']
  say(line: string): void
}

export type Line = Record<string, string | number | null>

export const FREERADIUS_DATABASE = 'freeradius_bench'
/** Devices that are in memory on both sides. */
export const KNOWN = 10_000
/** More than any server here answers in a second: so many requests are encoded for each. */
export const FASTEST = 100_000

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

export const jobOf = (stage: Stage, job: Pick<Job, 'work' | 'port'> & Partial<Job>): Job => ({
  secret: stage.secret,
  seconds: stage.seconds,
  outstanding: OUTSTANDING,
  requests: FASTEST * stage.seconds,
  devices: stage.devices,
  first: 0,
  step: 1,
  ...job,
})

/** Delays, in ms, and what went wrong. */
export const troubleOf = (contender: Contender): Line => ({
  'p50 ms': round(medianOf(contender, 'p50'), 2),
  'p99 ms': round(medianOf(contender, 'p99'), 2),
  'sent again': totalOf(contender, 'retransmitted'),
  lost: totalOf(contender, 'lost'),
})

export const lineOf = (contender: Contender, base?: Contender): Line => ({
  server: contender.name,
  'a second': round(medianOf(contender, 'rate')),
  ratio: base ? round(ratioTo(base, contender, 'rate'), 2) : null,
  'a CPU second': round(medianOf(contender, 'perCpuSecond')),
  'ratio of CPU': base ? round(ratioTo(base, contender, 'perCpuSecond'), 2) : null,
  ...troubleOf(contender),
  'not authentic': totalOf(contender, 'unauthentic'),
  codes: Object.entries(codesOf(contender))
    .map(([code, count]) => `${code}:${count}`)
    .join(' '),
})

export const contender = (name: string, server: Contender['server'], job: Contender['job']): Contender => ({
  name,
  server,
  job,
  rounds: [],
})

export const plazaOf = (stage: Stage, workers?: number): Promise<Plaza> =>
  startPlaza({ dir: join(stage.dir, 'plaza'), database: stage.plazaDatabase, secret: stage.secret }, workers)

export async function freeRadiusOf(stage: Stage, source: { users: number } | 'sql'): Promise<FreeRadius | undefined> {
  if (!freeradiusProgram()) return undefined
  const { dir, secret, postgres } = stage
  if (source !== 'sql') return startFreeRadius({ dir: join(dir, 'freeradius-files'), secret, users: source.users })
  const sql = { ...postgres, database: FREERADIUS_DATABASE }
  return startFreeRadius({ dir: join(dir, 'freeradius-sql'), secret, sql })
}
