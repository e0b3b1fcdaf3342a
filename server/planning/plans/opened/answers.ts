import { comparePlans, type PlanComparison } from '../compare.ts'
import { type DeskAnswer, openPlanDesk, type PlanDesk, type Why } from '../desk.ts'
import { planCsv, planGeoJson } from '../export.ts'
import type { PlanInputs } from '../inputs.ts'
import type { WholePlan } from '../plans.ts'
import { newCellsOf } from '../result.ts'
import { type PlanStudy, studyOf } from '../study.ts'

type Placed = { latitude: number; longitude: number; cost: number }

/** What is tried at the desk: candidates by their number that are left out or added, and sites at other places. */
export interface Tried {
  without: readonly number[]
  with: readonly number[]
  at: readonly Placed[]
}

/** What may be asked of plans that are open; of the first where it is about one. */
export interface PlanQuestions {
  /** Where its cells and candidates are. */
  places: { asked: null; answer: Pick<PlanInputs, 'cells' | 'candidates'> }
  candidates: { asked: null; answer: Pick<PlanInputs, 'candidates'> & { newCells: [number, number][] } }
  /** One candidate, and whom it reaches first where it was picked; null where there is none. */
  site: { asked: { candidate: number }; answer: (Placed & { name: string; gain: number | null }) | null }
  figures: { asked: Tried; answer: DeskAnswer }
  why: { asked: { candidate: number } | { at: Placed; moved: number | undefined }; answer: Why }
  files: { asked: null; answer: { geojson: ReturnType<typeof planGeoJson>; csv: string } }
  study: { asked: null; answer: PlanStudy }
  comparison: { asked: null; answer: PlanComparison }
}

export type PlanAnswers = {
  [Kind in keyof PlanQuestions]: (asked: PlanQuestions[Kind]['asked']) => PlanQuestions[Kind]['answer']
}

/** @throws {PlanError} as each of them does */
export function answersOf(plans: readonly WholePlan[]): PlanAnswers {
  const [plan] = plans as [WholePlan]
  let desk: PlanDesk | undefined
  const opened = (): PlanDesk => {
    desk ??= openPlanDesk(plan)
    return desk
  }
  const picks = plan.result.picks.map(({ candidate }) => candidate)
  return {
    places: () => ({ cells: plan.inputs.cells, candidates: plan.inputs.candidates }),
    candidates: () => ({ candidates: plan.inputs.candidates, newCells: newCellsOf(plan) }),
    site({ candidate }) {
      const { name, latitude, longitude, cost } = plan.inputs.candidates
      if (name[candidate] === undefined) return null
      const gain = plan.result.picks.find((pick) => pick.candidate === candidate)?.gain ?? null
      return {
        ...{ name: name[candidate], latitude: latitude[candidate]!, longitude: longitude[candidate]! },
        ...{ cost: cost[candidate]!, gain },
      }
    },
    figures({ without, with: added, at }) {
      const left = new Set(without)
      return opened().figures([
        ...picks.filter((candidate) => !left.has(candidate)).map((candidate) => ({ candidate })),
        ...added.filter((candidate) => candidate < opened().candidates).map((candidate) => ({ candidate })),
        ...at,
      ])
    },
    why: (asked) => ('at' in asked ? opened().whyAt(asked.at, asked.moved) : opened().why(asked.candidate)),
    files: () => ({ geojson: planGeoJson(plan), csv: planCsv(plan) }),
    study: () => studyOf(plan),
    comparison: () => comparePlans(plans),
  }
}
