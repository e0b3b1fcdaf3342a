import type { WholeSitePlan } from '../../../server/api/contract/index.ts'

export interface Place {
  latitude: number
  longitude: number
}

/** Degrees to a tenth of a metre. */
export const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

/** A site as it stands on the map. */
export interface MapPick extends Place {
  key: number
  name: string
  /** Its place in the solved plan, from 1; 0: it is not in it. */
  order: number
}

/**
 * What a planner tries with a solved plan. Sites are known by their candidate's number; places that were no candidates by
 * -1, -2, and so on.
 */
export interface Trial {
  without: readonly number[]
  added: readonly number[]
  /** Where sites stand that were dragged, and places that were pressed on the map. */
  moved: Readonly<Record<number, Place>>
  /** What a copy of the plan is to have, or not, whatever else it finds. */
  locks: Readonly<Record<number, 'in' | 'out'>>
}

export const asSolved: Trial = { without: [], added: [], moved: {}, locks: {} }

/** Sites in the order in which the API answers: those that stay, those added, those that stand elsewhere. */
export function orderOf({ picks }: WholeSitePlan, { without, added, moved }: Trial): number[] {
  const elsewhere = Object.keys(moved).map(Number)
  const left = new Set([...without, ...elsewhere])
  const stay = [...picks.map(({ candidate }) => candidate), ...added].filter((one) => !left.has(one))
  return [...stay, ...elsewhere.filter((one) => !without.includes(one))]
}

/** Of a place that was no candidate nothing is known: what is usual for each part counts. */
function costIn({ candidates, plan: { parameters } }: WholeSitePlan, key: number): number {
  const { equipmentCost, backhaulCost, powerCost } = parameters
  return candidates[key]?.cost ?? equipmentCost + backhaulCost + powerCost
}

/** A place as the API takes it. */
export const placeText = (whole: WholeSitePlan, key: number, { latitude, longitude }: Place): string =>
  `${latitude},${longitude},${costIn(whole, key)}`

export function queryOf(whole: WholeSitePlan, { without, added, moved }: Trial) {
  const places = Object.entries(moved).filter(([key]) => !without.includes(Number(key)))
  const left = [...without, ...Object.keys(moved).map(Number)].filter((key) => key >= 0)
  const more = added.filter((one) => !(one in moved) && !without.includes(one))
  const at = places.map(([key, place]) => placeText(whole, Number(key), place))
  return {
    ...(left.length > 0 && { without: left.join(',') }),
    ...(more.length > 0 && { with: more.join(',') }),
    ...(at.length > 0 && { at: at.join(';') }),
  }
}

/** Sites as they stand on the map; `named` is the name of a place that was no candidate. */
export function standingOf(whole: WholeSitePlan, trial: Trial, named: (number: number) => string): MapPick[] {
  const orders = new Map(whole.picks.map(({ candidate }, at) => [candidate, at + 1]))
  return orderOf(whole, trial).map((key) => {
    const place = trial.moved[key] ?? whole.candidates[key]!
    const name = whole.candidates[key]?.name ?? named(-key)
    return { key, name, latitude: place.latitude, longitude: place.longitude, order: orders.get(key) ?? 0 }
  })
}

const without = <T>(record: Readonly<Record<number, T>>, key: number): Record<number, T> => {
  const { [key]: _, ...rest } = record
  return rest
}

export const moveTo = (trial: Trial, key: number, place: Place): Trial => ({
  ...trial,
  moved: { ...trial.moved, [key]: place },
})

/** Puts a new place where the map was pressed. */
export function addPlace(trial: Trial, place: Place): { trial: Trial; key: number } {
  const key = Math.min(0, ...trial.added) - 1
  return { key, trial: moveTo({ ...trial, added: [...trial.added, key] }, key, place) }
}

/** Leaves a site out, puts it back, or adds a candidate. */
export function toggled({ picks }: WholeSitePlan, trial: Trial, key: number): Trial {
  if (trial.without.includes(key)) return { ...trial, without: trial.without.filter((one) => one !== key) }
  if (picks.some(({ candidate }) => candidate === key)) return { ...trial, without: [...trial.without, key] }
  if (!trial.added.includes(key)) return { ...trial, added: [...trial.added, key] }
  return {
    ...{ ...trial, added: trial.added.filter((one) => one !== key) },
    ...{ moved: without(trial.moved, key), locks: without(trial.locks, key) },
  }
}

/** Locks a candidate in or out, which puts it on the map or takes it away; the same again lets it go. */
export function locked(whole: WholeSitePlan, trial: Trial, key: number, how: 'in' | 'out'): Trial {
  if (trial.locks[key] === how) return { ...trial, locks: without(trial.locks, key) }
  const isThere = orderOf(whole, trial).includes(key)
  const shown = isThere === (how === 'in') ? trial : toggled(whole, trial, key)
  return { ...shown, locks: { ...shown.locks, [key]: how } }
}

/**
 * What a copy of the plan is solved with, so that it has what was tried and finds the rest anew.
 *
 * @param stored ids of the candidates that were made of dragged sites and new places
 */
export function locksOf(whole: WholeSitePlan, trial: Trial, stored: readonly number[]) {
  const { parameters } = whole.plan
  const elsewhere = Object.keys(trial.moved).map(Number)
  const idOf = (key: number) => whole.candidates[key]?.id ?? 0
  const isCandidate = (key: number) => key >= 0
  const kept = Object.keys(trial.locks)
    .map(Number)
    .filter((key) => trial.locks[key] === 'in')
  const stay = [...trial.added, ...kept].filter((key) => isCandidate(key) && !elsewhere.includes(key))
  const left = [...trial.without, ...elsewhere].filter(isCandidate)
  const lockedOut = Object.keys(trial.locks)
    .map(Number)
    .filter((key) => trial.locks[key] === 'out')
  const [putIn, putOut] = [new Set([...stay.map(idOf), ...stored]), new Set([...left, ...lockedOut].map(idOf))]
  const among = (before: readonly number[], now: ReadonlySet<number>, other: ReadonlySet<number>) => [
    ...new Set([...before.filter((id) => !other.has(id)), ...now]),
  ]
  return {
    lockedIn: among(parameters.lockedIn, putIn, putOut),
    lockedOut: among(parameters.lockedOut, putOut, putIn),
  }
}

/** Dragged sites and new places that stand on the map: a copy needs candidates there. */
export const placesToStore = (whole: WholeSitePlan, trial: Trial): { key: number; place: Place; cost: number }[] =>
  Object.entries(trial.moved)
    .map(([key, place]) => ({ key: Number(key), place, cost: costIn(whole, Number(key)) }))
    .filter(({ key }) => !trial.without.includes(key))
