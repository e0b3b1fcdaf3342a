import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type StoredStreets, streetsIn } from '../streets/stored.ts'
import { type PlanParameters, radiiOf } from './parameters.ts'
import { PlanError } from './plan-error.ts'
import type { Places } from './reach/places.ts'
import { type PlanStreets, type Told, walkAlong } from './reach/walked.ts'

/** What a plan is solved with, as it was when solving began; kept with it. Lists of one kind have one order. */
export interface PlanInputs {
  cells: Places & {
    residents: number[]
    /** Share of residents without internet, 0 to 1; the city's mean where it is not known. */
    need: number[]
    /** Number of its borough in `boroughs`. */
    borough: number[]
  }
  boroughs: string[]
  /** Sites whose service is there already. */
  existing: Places
  candidates: Places & {
    id: number[]
    name: string[]
    cost: number[]
    locked: ('in' | 'out' | null)[]
  }
  /** Along which a walk is measured; null: in a straight line. */
  streets: PlanStreets | null
}

/** What is read of the database to solve a plan: nothing is measured yet. */
export interface PlanPlaces extends Omit<PlanInputs, 'streets'> {
  streets: StoredStreets | null
}

/** With the walks measured, which for a large city takes ten seconds. */
export const measured = ({ streets, ...between }: PlanPlaces, parameters: PlanParameters, told?: Told): PlanInputs => ({
  ...between,
  streets: streets && walkAlong(streetsIn(streets), between, radiiOf(parameters).at(-1)!, told),
})

/** As they are kept, with what names them. */
export function packed(inputs: PlanInputs): { inputs: Buffer; version: string } {
  const text = JSON.stringify(inputs)
  return { inputs: gzipSync(text), version: createHash('sha256').update(text).digest('hex') }
}

/** @throws {PlanError} where they are not what was named */
export function unpacked(octets: Uint8Array, version: string): PlanInputs {
  const text = textOf(octets)
  if (!text || createHash('sha256').update(text).digest('hex') !== version)
    throw new PlanError('changed', 'What the plan was made of is not what was stored with it.')
  return JSON.parse(text.toString('utf8')) as PlanInputs
}

/** Undefined where it is damaged. */
function textOf(octets: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(octets)
  } catch {
    return undefined
  }
}
