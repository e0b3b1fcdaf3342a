import type { z } from 'zod'
import { type EvaluatedSite, evaluatedSites } from '../../../planning/new-sites/views.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, implement } from '../../route.ts'

export const siteEvaluationRoutes = [
  implement(contract.readSiteEvaluations, async ({ parts: { db } }) => {
    const { sites, programmes } = await evaluatedSites(db)
    return { sites: sites.map(shownSite), programmes }
  }),
  implement(contract.readSiteEvaluation, async ({ parts: { db }, params: { id } }) => {
    const { sites } = await evaluatedSites(db)
    const one = sites.find(({ site }) => site.id === id)
    if (!one) throw new ApiProblem(404, 'no-such-evaluation', `No new site ${id} has been evaluated.`)
    const { effects, weeks, opened, area, around, areaExpected, aroundExpected, places, availability, plan } =
      one.outcome
    return {
      site: shownSite(one),
      effects: effects && { ...effects, falseDiscovery: one.falseDiscovery },
      ...{ weeks, opened, area, around, areaExpected, aroundExpected, places, availability },
      ...{ margin: plan.margin, quintile: plan.quintile },
    }
  }),
]

function shownSite(one: EvaluatedSite): z.infer<typeof contract.siteEvaluation> {
  const { site, openedOn, lastWeek, evaluatedAt, outcome, arrivals } = one
  const { users, firstTime, returned, moved, movedFrom } = arrivals
  const { id, name, latitude, longitude, programme, hotspots, proposalId } = site
  return {
    ...{ siteId: id, name, latitude, longitude, programme, proposalId, openedOn, lastWeek },
    hotspotIds: hotspots.map((hotspot) => hotspot.id),
    weeksAfter: Math.max(0, outcome.weeks.length - outcome.opened),
    ...{ evaluatedAt: evaluatedAt.toISOString(), verdict: outcome.verdict, lacks: outcome.lacks },
    doubts: outcome.effects?.doubts ?? [],
    arrivals: {
      ...{ users: users ?? null, firstTime: firstTime ?? null, returned: returned ?? null, moved: moved ?? null },
      movedFrom,
    },
    net: outcome.effects?.net ?? null,
  }
}
