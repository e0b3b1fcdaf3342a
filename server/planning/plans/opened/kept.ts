import type { PlanComparison } from '../compare.ts'
import { keepFew } from '../keep-few.ts'
import { PlanError } from '../plan-error.ts'
import type { PlanStudy } from '../study.ts'
import type { PlanQuestions } from './answers.ts'
import { type OpenedPlans, openInThread } from './in-thread.ts'
import type { StoredPlan } from './stored-plan.ts'

/** Each has a thread, and one of a large city takes a hundred megabytes. */
const MOST_OPEN = 3
/** Nobody looks at it any more. */
const IDLE_MS = 600_000
const MOST_STUDIES = 8

/** Plans that were looked at last, a few of them, each open in a thread of its own. */
export interface KeptPlans {
  /** @throws {PlanError} */
  ask<Kind extends keyof PlanQuestions>(
    id: number,
    kind: Kind,
    asked: PlanQuestions[Kind]['asked'],
  ): Promise<PlanQuestions[Kind]['answer']>
  /** What takes some seconds is made once, and one at a time. @throws {PlanError} */
  study(id: number): Promise<PlanStudy>
  /** One at a time too. @throws {PlanError} */
  compare(ids: readonly number[]): Promise<{ plans: StoredPlan['plan'][]; comparison: PlanComparison }>
  /** Ends every thread. */
  close(): Promise<void>
}

export function keepPlans(read: (id: number) => Promise<StoredPlan>): KeptPlans {
  const opened = keepFew(
    async (id) => openInThread([await read(id)]),
    MOST_OPEN,
    (plan) => plan.retire(),
  )
  const idle = new Map<number, NodeJS.Timeout>()
  const short = new Set<OpenedPlans>()
  let isClosed = false
  let before: Promise<unknown> = Promise.resolve()

  function leave(id: number): void {
    clearTimeout(idle.get(id))
    idle.delete(id)
    opened.forget(id)
  }

  async function once<T>(plans: readonly StoredPlan[], work: (open: OpenedPlans) => Promise<T>): Promise<T> {
    if (isClosed) throw new PlanError('ended', 'Plaza was ended while it was studied.')
    const open = openInThread(plans)
    short.add(open)
    try {
      return await work(open)
    } finally {
      short.delete(open)
      await open.close()
    }
  }

  /** However many ask, one thread at a time. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = before.then(work)
    before = done.catch(() => {})
    return done
  }

  const studies = keepFew(async (id) => {
    const plan = await read(id)
    return inTurn(() => once([plan], (open) => open.ask('study', null)))
  }, MOST_STUDIES)

  return {
    async ask(id, kind, asked) {
      clearTimeout(idle.get(id))
      idle.set(id, setTimeout(() => leave(id), IDLE_MS).unref())
      try {
        return await (await opened.of(id)).ask(kind, asked)
      } catch (error) {
        // A thread that has failed is not asked again.
        if (!(error instanceof PlanError)) leave(id)
        throw error
      }
    },
    study: (id) => studies.of(id),
    async compare(ids) {
      const stored = await Promise.all(ids.map(read))
      const comparison = await inTurn(() => once(stored, (open) => open.ask('comparison', null)))
      return { plans: stored.map(({ plan }) => plan), comparison }
    },
    async close() {
      isClosed = true
      for (const timer of idle.values()) clearTimeout(timer)
      const all = await Promise.all(opened.all().map((plan) => plan.catch(() => undefined)))
      await Promise.all([...all, ...short].map((plan) => plan?.close()))
      await before
    },
  }
}
