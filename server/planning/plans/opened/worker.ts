import { workerData } from 'node:worker_threads'
import { answering } from '../../../answering.ts'
import { failureOf } from '../plan-error.ts'
import { answersOf, type PlanAnswers } from './answers.ts'
import type { OpenedAnswer, OpenedQuestion } from './in-thread.ts'
import { type StoredPlan, wholePlanOf } from './stored-plan.ts'

/** Answers what is asked of the plans that it is started with. */
let answers: PlanAnswers | undefined

function answer({ kind, asked }: OpenedQuestion): OpenedAnswer {
  try {
    answers ??= answersOf((workerData as StoredPlan[]).map(wholePlanOf))
    return { answer: (answers[kind] as (asked: OpenedQuestion['asked']) => unknown)(asked) }
  } catch (error) {
    return { error: failureOf(error as Error) }
  }
}

answering(answer)
