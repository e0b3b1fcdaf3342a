import { clamped } from '../siting/bound.ts'
import { candidateSite, type DeskSite, openDesk, spread } from '../siting/desk/desk.ts'
import { replacementOf, type WhyNot, whyNot } from '../siting/desk/why.ts'
import { itemsOf, type Point } from '../siting/incidence.ts'
import { openQuestion } from '../siting/model.ts'
import { presolve } from '../siting/presolve.ts'
import { radiiOf } from './parameters.ts'
import { PlanError } from './plan-error.ts'
import type { WholePlan } from './plans.ts'
import { questionOf } from './question.ts'
import { cellsNear } from './reach/cover-sets.ts'
import { pointsOf } from './reach/places.ts'

/** A site on the planner's map: one of the plan's candidates by its number, or any place. */
export type DeskPlace = { candidate: number } | (Point & { cost: number })

/** What the map shows after a change. Residents are not rounded, and not weighted by need. */
export interface DeskAnswer {
  value: number
  /** Null where the kind of plan has no certificate. */
  bound: number | null
  gap: number | null
  cost: number
  /** What counts against the plan's limit: sites or money. */
  used: number
  residents: number
  /** Of each site in the order given. */
  sites: { reach: number; unique: number; cost: number }[]
}

export type Why =
  | { answer: 'picked'; loss: number; others: number[] }
  | { answer: 'dominated'; by: number }
  | { answer: 'covered already'; by: number[]; gain: number }
  | { answer: 'worth too little'; missing: number; gain: number }
  | { answer: 'reaches nobody' }
  | { answer: 'locked in' }
  | { answer: 'locked out' }

/** A solved plan under the planner's hands: every question is answered from memory. */
export interface PlanDesk {
  /** How many the plan was solved with. */
  readonly candidates: number
  figures(places: readonly DeskPlace[]): DeskAnswer
  /** Why a candidate is in the plan, or why not; values are weighted by need. @throws {PlanError} */
  why(candidate: number): Why
  /**
   * Why no site was planned at a place that was no candidate, and what covers it better.
   *
   * @param moved the pick that was dragged there, which no longer covers anything
   */
  whyAt(place: Point & { cost: number }, moved?: number): Why
}

export function openPlanDesk(plan: WholePlan): PlanDesk {
  const { inputs, parameters, result, dual } = plan
  const asked = questionOf(inputs, parameters)
  const open = openQuestion(asked.question)
  const small = presolve(open.model)
  const desk = openDesk(open.model, small, dual ?? [])
  const numberOf = new Map(Array.from(open.candidates, (candidate, number) => [candidate, number] as const))
  const near = cellsNear(inputs, radiiOf(parameters))
  const sites = pointsOf(inputs.candidates)
  const { residents } = asked.grouped
  const inMoney = parameters.limit.unit === 'money'
  const modelCells = (place: Point) =>
    Int32Array.from(
      near(place).flatMap((cells, ring) => cells.map((cell) => ring * residents.length + cell)),
      (cell) => open.cells[cell]!,
    ).filter((cell) => cell >= 0)
  const locked = new Set(open.lockedIn)
  const picks = result.picks.flatMap((pick) => numberOf.get(pick.candidate) ?? [])
  const named = (number: number) => open.candidates[number]!
  const dualOfCells = () => spread(open.model.values, small, clamped(small.model.values, dual ?? []))

  function siteOf(place: DeskPlace): DeskSite | undefined {
    if (!('candidate' in place)) return { cells: modelCells(place), cost: inMoney ? place.cost : 1 }
    // What is locked in is in every plan, and counted in its value already.
    if (locked.has(place.candidate)) return undefined
    const number = numberOf.get(place.candidate)
    if (number !== undefined) return candidateSite(open.model, number)
    return { cells: modelCells(sites[place.candidate]!), cost: inMoney ? asked.costs[place.candidate]! : 1 }
  }

  return {
    candidates: sites.length,
    figures(places) {
      for (const key of desk.keys()) desk.remove(key)
      for (const place of places) {
        const site = siteOf(place)
        if (site) desk.put(site)
      }
      const { value, bound, gap } = desk.figures()
      const [whole, most] = [value + open.lockedValue, bound + open.lockedValue]
      const reached = places.map((place) =>
        'candidate' in place ? itemsOf(asked.reach, place.candidate) : Int32Array.from(near(place).at(-1)!),
      )
      const costs = places.map((place) => ('candidate' in place ? asked.costs[place.candidate]! : place.cost))
      const counts = new Uint16Array(asked.served)
      for (const cells of reached) for (const cell of cells) counts[cell]!++
      const sum = (cells: Int32Array, counted: (cell: number) => boolean) =>
        cells.reduce((total, cell) => total + (counted(cell) ? residents[cell]! : 0), 0)
      const cost = costs.reduce((total, each) => total + each, 0)
      return {
        value: whole,
        bound: dual ? most : null,
        gap: dual && whole > 0 && Number.isFinite(gap) ? (most - whole) / whole : null,
        cost,
        used: inMoney ? cost : places.length,
        residents: residents.reduce((total, each, cell) => total + (counts[cell]! > 0 ? each : 0), 0),
        sites: reached.map((cells, at) => ({
          ...{ reach: sum(cells, () => true), unique: sum(cells, (cell) => counts[cell] === 1), cost: costs[at]! },
        })),
      }
    },
    why(candidate) {
      if (sites[candidate] === undefined)
        throw new PlanError('no-such-plan', `The plan has no candidate with the number ${candidate}.`)
      if (locked.has(candidate)) return { answer: 'locked in' }
      if (inputs.candidates.locked[candidate] === 'out') return { answer: 'locked out' }
      const number = numberOf.get(candidate)
      if (number === undefined || itemsOf(open.model.cellsOf, number).length === 0) return { answer: 'reaches nobody' }
      if (picks.includes(number)) {
        const { loss, others } = replacementOf(open.model, picks, number)
        return { answer: 'picked', loss, others: others.map(named) }
      }
      return answerOf(whyNot(open.model, picks, number, dualOfCells()), named)
    },
    whyAt(place, moved) {
      const cells = modelCells(place)
      if (cells.length === 0) return { answer: 'reaches nobody' }
      const others = picks.filter((number) => named(number) !== moved)
      const not = whyNot(open.model, others, { cells, cost: inMoney ? place.cost : 1 }, dualOfCells())
      return answerOf(not, named)
    },
  }
}

/** @param named the plan's number of a candidate of the model */
function answerOf(not: WhyNot, named: (number: number) => number): Why {
  switch (not.reason) {
    case 'dominated':
    case 'place taken':
      return { answer: 'dominated', by: named(not.by) }
    case 'covered already':
      return { answer: 'covered already', by: not.by.map(named), gain: not.gain }
    case 'worth too little':
      return { answer: 'worth too little', missing: not.missing, gain: not.gain }
  }
}
