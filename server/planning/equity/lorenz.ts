import { type Area, coveredOf, populated, residentsOf } from './area.ts'

/** A point of a curve: so much of the residents have so much of what is covered; both 0 to 1. */
export interface CurvePoint {
  readonly residents: number
  readonly covered: number
}

/** Lorenz curve: areas from the least to the best covered. On the diagonal all are covered alike. */
export const lorenzCurve = (areas: readonly Area[]): CurvePoint[] => curve(areas, (a, b) => a.coverage - b.coverage)

/** Concentration curve: areas from the most to the least in need. Above the diagonal, those in need have more. */
export const concentrationCurve = (areas: readonly Area[]): CurvePoint[] => curve(areas, (a, b) => b.need - a.need)

function curve(areas: readonly Area[], order: (a: Area, b: Area) => number): CurvePoint[] {
  const sorted = populated(areas).sort(order)
  const [residents, covered] = [residentsOf(sorted), coveredOf(sorted)]
  let [people, having] = [0, 0]
  const points = [{ residents: 0, covered: 0 }]
  sorted.forEach((area, at) => {
    people += area.residents
    having += area.residents * area.coverage
    const next = sorted[at + 1]
    // Areas that are equal in order are one step: the curve does not depend on which comes first.
    if (next && order(area, next) === 0) return
    points.push({ residents: people / residents, covered: covered > 0 ? having / covered : people / residents })
  })
  return points
}

/** Twice the area between the Lorenz curve and the diagonal: 0 all alike, towards 1 all coverage in one place. */
export function giniIndex(areas: readonly Area[]): number {
  const points = lorenzCurve(areas)
  let below = 0
  points.slice(1).forEach((point, at) => {
    below += ((point.residents - points[at]!.residents) * (point.covered + points[at]!.covered)) / 2
  })
  return points.length < 2 ? 0 : 1 - 2 * below
}
