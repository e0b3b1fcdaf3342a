import { type CapacityPlan, type CapacityQuestion, withinCapacity } from './formulations/capacity.ts'
import {
  type FairRule,
  type FairSolution,
  solveFairly,
  solveTarget,
  type TargetSolution,
} from './formulations/fair-plan.ts'
import type { Grouped } from './formulations/groups.ts'
import type { CoverageQuestion } from './model.ts'
import { branching, type Plan, type SolveOptions } from './plan.ts'
import { solve } from './solve.ts'

/** What there is to solve. */
export type Task =
  | { readonly kind: 'coverage'; readonly question: CoverageQuestion }
  | { readonly kind: 'fair'; readonly question: CoverageQuestion; readonly grouped: Grouped; readonly rule: FairRule }
  | { readonly kind: 'target'; readonly question: CoverageQuestion; readonly grouped: Grouped; readonly share: number }
  | { readonly kind: 'capacity'; readonly question: CapacityQuestion }

export interface Outcomes {
  coverage: Plan
  fair: FairSolution
  /** Undefined where not even all candidates together reach the target. */
  target: TargetSolution | undefined
  capacity: CapacityPlan
}

/** Solves a task of any kind, and keeps the thread meanwhile. @throws {ImpossiblePlanError} */
export async function solveTask(task: Task, options: SolveOptions): Promise<Outcomes[Task['kind']]> {
  switch (task.kind) {
    case 'coverage':
      return solve(task.question, options)
    case 'fair':
      return solveFairly(task.question, task.grouped, task.rule, options)
    case 'target':
      return solveTarget(task.question, task.grouped, task.share, options)
    case 'capacity': {
      const { seconds, gap = 0, stopped = () => false, onProgress } = options
      const began = performance.now()
      return withinCapacity(task.question, {
        ...{ seconds, gap, stopped },
        onProgress(value, bound) {
          onProgress?.(branching((performance.now() - began) / 1000, Math.max(0, value), bound))
        },
      })
    }
  }
}
