import { startAsked } from '../../../asked-thread.ts'
import { errorOf, type PlanFailure } from '../plan-error.ts'
import type { PlanQuestions } from './answers.ts'
import type { StoredPlan } from './stored-plan.ts'

export interface OpenedQuestion {
  kind: keyof PlanQuestions
  asked: PlanQuestions[keyof PlanQuestions]['asked']
}

export type OpenedAnswer = { answer: unknown } | { error: PlanFailure }

/** Plans in a thread of their own, where a large city's may be unpacked, measured and reckoned with at leisure. */
export interface OpenedPlans {
  /** @throws {PlanError} as the answer does; {Error} where the thread has ended */
  ask<Kind extends keyof PlanQuestions>(
    kind: Kind,
    asked: PlanQuestions[Kind]['asked'],
  ): Promise<PlanQuestions[Kind]['answer']>
  /** Ends it once it has answered. */
  retire(): void
  /** Ends it at once. */
  close(): Promise<void>
}

export function openInThread(plans: readonly StoredPlan[]): OpenedPlans {
  const thread = startAsked<OpenedQuestion, OpenedAnswer>(import.meta.url, plans, 'has plans open')
  return {
    async ask<Kind extends keyof PlanQuestions>(kind: Kind, asked: PlanQuestions[Kind]['asked']) {
      const found = await thread.ask({ kind, asked })
      if ('answer' in found) return found.answer as PlanQuestions[Kind]['answer']
      throw errorOf(found.error)
    },
    retire: () => thread.retire(),
    close: () => thread.close(),
  }
}
