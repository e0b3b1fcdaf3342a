import { listNeighbourhoods } from '../../../network/hotspots/views.ts'
import { candidatesInAll } from '../../../planning/candidates/candidates.ts'
import { endLink, makeLink } from '../../../planning/plans/links.ts'
import { usualParametersOf } from '../../../planning/plans/parameters.ts'
import { PlanError } from '../../../planning/plans/plan-error.ts'
import * as plans from '../../../planning/plans/plans.ts'
import type { PlanProgress } from '../../../planning/plans/solving/in-thread.ts'
import { prepareToSolve } from '../../../planning/plans/solving/solver.ts'
import { latestStreetsDay } from '../../../planning/streets/store.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, changed, implement } from '../../route.ts'

/** @throws {ApiProblem} for what a planner can mend */
export function explained(error: unknown): never {
  if (!(error instanceof PlanError)) throw error
  const { fault, message } = error
  if (fault === 'no-such-plan') throw new ApiProblem(404, 'no-such-plan', message)
  throw new ApiProblem(fault === 'not-draft' || fault === 'not-solved' ? 409 : 400, 'wrong-plan', message, fault)
}

const shownProgress = (progress: PlanProgress) => ({
  ...{ part: null, value: null, bound: null, ...progress },
  gap: ('gap' in progress ? progress.gap : null) ?? null,
})

/** A plan as the contract has it. */
export const shown = ({ createdAt, endedAt, linkEndsAt, result, progress, startedAt: _, ...plan }: plans.SitePlan) => ({
  ...{ ...plan, progress: progress && shownProgress(progress) },
  createdAt: createdAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
  linkEndsAt: linkEndsAt?.toISOString() ?? null,
  result: result && { ...result, sites: result.picks.length },
})

export const sitePlanRoutes = [
  implement(contract.readSitePlans, async ({ parts: { db, coverage } }) => {
    await plans.failAbandoned(db)
    const [all, areas, candidates, streets] = await Promise.all([
      plans.listPlans(db),
      listNeighbourhoods(db),
      candidatesInAll(db),
      latestStreetsDay(db),
    ])
    return {
      plans: all.map(shown),
      boroughs: [...new Set(areas.flatMap(({ borough }) => borough ?? []))].sort(),
      ...{ tags: candidates.tags, candidates: candidates.count, streets, usual: usualParametersOf(coverage.within) },
    }
  }),
  implement(contract.readSitePlan, async ({ parts: { db, sitePlans }, params: { id } }) => {
    await plans.failAbandoned(db)
    const plan = await plans.readPlan(db, id).catch(explained)
    if (!plan.result) return { plan: shown(plan), candidates: [], picks: [], newCells: [] }
    const { candidates, newCells } = await sitePlans.plans.ask(id, 'candidates', null).catch(explained)
    return {
      plan: shown(plan),
      candidates: candidates.name.map((name, at) => ({
        ...{ id: candidates.id[at]!, name, latitude: candidates.latitude[at]!, longitude: candidates.longitude[at]! },
        ...{ cost: candidates.cost[at]!, locked: candidates.locked[at]! },
      })),
      ...{ picks: plan.result.picks, newCells },
    }
  }),
  implement(contract.addSitePlan, async ({ parts: { db }, body, staff }) => {
    const id = await plans.makePlan(db, body, staff.id)
    return changed({ id }, { name: body.name, objective: body.parameters.objective })
  }),
  implement(contract.changeSitePlan, async ({ parts: { db }, params: { id }, body }) => {
    await plans.changePlan(db, id, body).catch(explained)
    return changed({ done: true }, { name: body.name, objective: body.parameters.objective })
  }),
  implement(contract.forkSitePlan, async ({ parts: { db }, params: { id }, body: { name, ...locks }, staff }) => {
    const parameters = Object.fromEntries(Object.entries(locks).filter(([, ids]) => ids !== undefined))
    const fork = await plans.forkPlan(db, id, { name, ...parameters }, staff.id).catch(explained)
    return changed({ id: fork }, { from: id, name, ...parameters })
  }),
  implement(contract.removeSitePlan, async ({ parts: { db }, params: { id } }) => {
    await plans.removePlan(db, id).catch(explained)
    return changed({ done: true })
  }),
  implement(contract.solveSitePlan, async ({ parts: { db, sitePlans }, params: { id } }) => {
    if (!sitePlans.solver.isFree())
      throw new ApiProblem(409, 'wrong-plan', 'Other plans are being solved: wait, or stop one.', 'busy')
    await prepareToSolve(db, id).catch(explained)
    // Not waited for: its progress is read.
    return changed({ done: true }, {}, { whenStored: () => void sitePlans.solver.start(id) })
  }),
  implement(contract.stopSitePlan, async ({ parts: { db }, params: { id } }) => {
    if (!(await plans.askToStop(db, id)))
      throw new ApiProblem(409, 'wrong-plan', `Plan ${id} is not being solved.`, 'not-solved')
    return changed({ done: true })
  }),
  implement(contract.tryAtSiteDesk, async ({ parts: { sitePlans }, params: { id }, query }) => {
    const { without = [], with: added = [], at = [] } = query
    return sitePlans.plans.ask(id, 'figures', { without, with: added, at }).catch(explained)
  }),
  implement(
    contract.askWhySite,
    async ({ parts: { sitePlans }, params: { id }, query: { candidate = 0, at, moved } }) => {
      return sitePlans.plans.ask(id, 'why', at ? { at, moved } : { candidate }).catch(explained)
    },
  ),
  implement(contract.exportSitePlan, async ({ parts: { sitePlans }, params: { id } }) =>
    sitePlans.plans.ask(id, 'files', null).catch(explained),
  ),
  implement(contract.linkSitePlan, async ({ parts: { db, config }, params: { id }, body: { days } }) => {
    const { token, endsAt } = await makeLink(db, id, days).catch(explained)
    const address = new URL(`/plan/${token}`, config.http.publicUrl).href
    return changed({ address, endsAt: endsAt.toISOString() }, { days })
  }),
  implement(contract.unlinkSitePlan, async ({ parts: { db }, params: { id } }) => {
    await endLink(db, id)
    return changed({ done: true })
  }),
]
