import fc from 'fast-check'
import { incidenceOf } from '../../../../server/planning/siting/incidence.ts'
import {
  type CoverageModel,
  type CoverageQuestion,
  coveredValue,
  isAllowed,
  modelOf,
} from '../../../../server/planning/siting/model.ts'

/** Questions small enough to try every plan. */
export const smallQuestion = ({ costs = true, places = true, candidates = 10, cells = 12 } = {}) =>
  fc
    .record({
      values: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: cells }),
      candidates: fc.integer({ min: 1, max: candidates }),
    })
    .chain(({ values, candidates: count }) =>
      fc.record({
        values: fc.constant(Float64Array.from(values)),
        reach: fc
          .array(fc.array(fc.nat(values.length - 1), { maxLength: 5 }), { minLength: count, maxLength: count })
          .map(incidenceOf),
        budget: costs ? fc.integer({ min: 1, max: 15 }) : fc.integer({ min: 1, max: 5 }),
        costs: costs
          ? fc
              .array(fc.integer({ min: 1, max: 6 }), { minLength: count, maxLength: count })
              .map((list) => Float64Array.from(list))
          : fc.constant(undefined),
        places: places
          ? fc
              .array(fc.integer({ min: -1, max: 3 }), { minLength: count, maxLength: count })
              .map((list) => Int32Array.from(list))
          : fc.constant(undefined),
      }),
    )

/** Every set of candidates that the budget and the places allow. */
export function* allowedPlans(model: CoverageModel): Generator<number[]> {
  const count = model.costs.length
  for (let set = 0; set < 2 ** count; set++) {
    const picks = Array.from({ length: count }, (_, candidate) => candidate).filter((k) => set & (1 << k))
    if (isAllowed(model, picks)) yield picks
  }
}

/** The best value by trying every plan. */
export function optimum(model: CoverageModel): number {
  let best = 0
  for (const picks of allowedPlans(model)) best = Math.max(best, coveredValue(model, picks))
  return best
}

/** The best value of a question with what is served and locked, by trying every plan; undefined where there is none. */
export function optimumOf(question: CoverageQuestion): number | undefined {
  const { served, lockedIn = [], lockedOut = [] } = question
  const values = question.values.map((value, cell) => (served?.[cell] ? 0 : value))
  const model = modelOf({ ...question, values })
  let best: number | undefined
  for (const picks of allowedPlans(model)) {
    if (!lockedIn.every((pick) => picks.includes(pick)) || lockedOut.some((pick) => picks.includes(pick))) continue
    best = Math.max(best ?? 0, coveredValue(model, picks))
  }
  return best
}
