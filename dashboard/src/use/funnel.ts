import type { WayOnlineRow } from '../../../server/api/contract/index.ts'

export const wayOnlineSteps = ['arrived', 'shown', 'signedIn', 'letIn', 'accepted', 'online'] as const
export type WayOnlineStep = (typeof wayOnlineSteps)[number]

/** `online` is null where no gateway of them does accounting; `accounted` are the accepted ones of those that do. */
export type Funnel = Record<Exclude<WayOnlineStep, 'online'>, number> & { online: number | null; accounted: number }

/** Several makes and systems together. */
export function funnelOf(rows: ReadonlyArray<Pick<WayOnlineRow, WayOnlineStep>>): Funnel {
  const sum = (step: Exclude<WayOnlineStep, 'online'>) => rows.reduce((all, row) => all + row[step], 0)
  const accounted = rows.filter(({ online }) => online !== null)
  return {
    ...{ arrived: sum('arrived'), shown: sum('shown'), signedIn: sum('signedIn'), letIn: sum('letIn') },
    accepted: sum('accepted'),
    online: accounted.length === 0 ? null : accounted.reduce((all, { online }) => all + online!, 0),
    accounted: accounted.reduce((all, { accepted }) => all + accepted, 0),
  }
}

/** Of those who came to the step before, the share that came to this one; null: nobody had come so far. */
export function shareAt(funnel: Funnel, step: WayOnlineStep): number | null {
  const before = step === 'online' ? funnel.accounted : beforeOf(funnel, step)
  const count = funnel[step]
  return count === null || !before ? null : count / before
}

function beforeOf(funnel: Funnel, step: WayOnlineStep): number | null {
  const before = wayOnlineSteps[wayOnlineSteps.indexOf(step) - 1]
  return before === undefined ? null : funnel[before]
}

/** The step that loses the largest share of those who came to the one before; undefined where none loses any. */
export function worstStep(funnel: Funnel): { step: WayOnlineStep; lost: number } | undefined {
  const losses = wayOnlineSteps.map((step) => ({ step, lost: 1 - (shareAt(funnel, step) ?? 1) }))
  const worst = losses.reduce((most, one) => (one.lost > most.lost ? one : most))
  return worst.lost > 0 ? worst : undefined
}
