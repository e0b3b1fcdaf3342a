import type { Database } from '../../../database/connection.ts'
import { nearbyHotspots } from '../../../planning/plans/nearby.ts'
import {
  addProposal,
  changeProposal,
  listProposals,
  ProposalError,
  readProposal,
} from '../../../planning/plans/proposals.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, changed, implement } from '../../route.ts'
import { explained } from './site-plans.ts'

/** A site is proposed once, unless what was proposed was dropped. */
async function isWorkAlready(
  db: Pick<Database, 'query'>,
  plan: number,
  { latitude, longitude }: { latitude: number; longitude: number },
): Promise<boolean> {
  const all = await listProposals(db)
  return all.some(
    (one) =>
      one.planId === plan && one.status !== 'dropped' && one.latitude === latitude && one.longitude === longitude,
  )
}

export const siteProposalRoutes = [
  implement(contract.readSiteProposals, async ({ parts: { db } }) => ({
    proposals: (await listProposals(db)).map((one) => ({ ...one, createdAt: one.createdAt.toISOString() })),
  })),
  implement(contract.addSiteProposal, async ({ parts, body: { plan, candidate, plannedFor }, staff }) => {
    const { db, sitePlans } = parts
    const site = await sitePlans.plans.ask(plan, 'site', { candidate }).catch(explained)
    if (!site) throw new ApiProblem(400, 'wrong-plan', `Plan ${plan} has no candidate ${candidate}.`, 'candidate')
    const { gain, ...place } = site
    if (await isWorkAlready(db, plan, site))
      throw new ApiProblem(409, 'wrong-plan', `"${site.name}" of plan ${plan} is work already.`, 'candidate')
    const id = await addProposal(
      db,
      { ...place, planId: plan, plannedFor, notes: '', expectedResidents: gain },
      staff.id,
    )
    return changed({ id }, { plan, name: place.name })
  }),
  implement(contract.listNearbyHotspots, async ({ parts: { db }, params: { id }, query: { search } }) => {
    const proposal = await readProposal(db, id)
    if (!proposal) throw new ApiProblem(404, 'no-such-proposal', `There is no proposal ${id}.`)
    return { hotspots: await nearbyHotspots(db, proposal, search) }
  }),
  implement(contract.changeSiteProposal, async ({ parts: { db }, params: { id }, body }) => {
    const isThere = await changeProposal(db, id, body).catch((error) => {
      if (!(error instanceof ProposalError)) throw error
      throw new ApiProblem(400, 'wrong-plan', error.message, error.field)
    })
    if (!isThere) throw new ApiProblem(404, 'no-such-proposal', `There is no proposal ${id}.`)
    return changed({ done: true }, { ...body })
  }),
]
