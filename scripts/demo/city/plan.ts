import type { Database } from '../../../server/database/connection.ts'
import type { Log } from '../../../server/log.ts'
import { listCandidates, putCandidates } from '../../../server/planning/candidates/candidates.ts'
import { gridCandidates } from '../../../server/planning/candidates/grid.ts'
import { usualParameters } from '../../../server/planning/plans/parameters.ts'
import { listPlans, makePlan } from '../../../server/planning/plans/plans.ts'
import { openPlanSolver, prepareToSolve } from '../../../server/planning/plans/solving/solver.ts'

/** Metres between the demo city's candidates. */
const GRID = 400

/** Gives the demo city places where it could build, and one solved plan; once. */
export async function startDemoPlan(db: Database, log: Log): Promise<{ close(): Promise<void> }> {
  const solver = openPlanSolver(db, log)
  if ((await listPlans(db)).length > 0 || (await listCandidates(db)).length > 0) return solver
  await putCandidates(db, await gridCandidates(db, GRID, null))
  // Its hotspots have only just begun: all that are in use count.
  const parameters = { ...usualParameters, existing: 'all' as const, limit: { unit: 'sites' as const, most: 15 } }
  const id = await makePlan(db, { name: 'Quince sitios para el próximo año', notes: '', parameters }, null)
  await prepareToSolve(db, id)
  void solver.start(id)
  return solver
}
