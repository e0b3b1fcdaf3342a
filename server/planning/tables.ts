import type { Generated, JSONColumnType } from 'kysely'
import type { Id, Now } from '../database/schema/columns.ts'
import type { Outcome } from './new-sites/outcome.ts'
import type { PlanParameters } from './plans/parameters.ts'
import type { FailedBy } from './plans/plan-error.ts'
import type { PlanResult } from './plans/result.ts'
import type { PlanProgress } from './plans/solving/in-thread.ts'
import type { Ring } from './points/rings.ts'

export interface PlanningTables {
  population_cells: PopulationCellsTable
  population_points: PopulationPointsTable
  streets: StreetsTable
  site_candidates: SiteCandidatesTable
  site_costs: SiteCostsTable
  site_plans: SitePlansTable
  site_proposals: SiteProposalsTable
  coverage_days: CoverageDaysTable
  new_site_weeks: NewSiteWeeksTable
  site_evaluations: SiteEvaluationsTable
  coverage_day_rings: CoverageDayRingsTable
}

interface PopulationCellsTable {
  neighbourhood_id: number
  cell: string
  latitude: number
  longitude: number
  population: number
}

interface PopulationPointsTable {
  neighbourhood_id: number
  points: Buffer
}

interface StreetsTable {
  import_id: number
  /** yyyy-mm-dd */
  as_of: string
  positions: Buffer
  edges: Buffer
}

interface SiteCandidatesTable {
  id: Id
  code: string | null
  name: string
  kind: string | null
  latitude: number
  longitude: number
  equipment_cost: number | null
  backhaul_cost: number | null
  power_cost: number | null
  tags: Generated<string[]>
  locked: Generated<'in' | 'out' | null>
  origin: 'file' | 'drawn' | 'rule'
  created_at: Now
}

interface SiteCostsTable {
  part: 'equipment' | 'backhaul' | 'power'
  name: string
  needs: string | null
  cost: number
}

export type PlanStatus = 'draft' | 'solving' | 'solved' | 'stopped' | 'failed'

interface SitePlansTable {
  id: Id
  name: string
  notes: Generated<string>
  status: Generated<PlanStatus>
  parameters: JSONColumnType<PlanParameters>
  forked_from: Generated<number | null>
  inputs: Generated<Buffer | null>
  data_version: Generated<string | null>
  progress: JSONColumnType<PlanProgress> | null
  heard_at: Generated<Date | null>
  stop_asked: Generated<boolean>
  result: JSONColumnType<PlanResult> | null
  dual: Generated<Buffer | null>
  failure: Generated<string | null>
  fault: Generated<FailedBy | null>
  created_at: Now
  created_by: number | null
  started_at: Generated<Date | null>
  ended_at: Generated<Date | null>
  link_hash: Generated<Buffer | null>
  link_ends_at: Generated<Date | null>
}

export type ProposalStatus = 'planned' | 'in-work' | 'installed' | 'dropped'

interface SiteProposalsTable {
  id: Id
  plan_id: number | null
  name: string
  latitude: number
  longitude: number
  status: Generated<ProposalStatus>
  planned_for: string | null
  cost: number | null
  notes: Generated<string>
  expected_residents: number | null
  outcome: Generated<'weekly-users'>
  installed_on: Generated<string | null>
  hotspot_id: Generated<number | null>
  created_at: Now
  created_by: number | null
}

interface CoverageDaysTable {
  kind: 'city' | 'borough' | 'neighbourhood' | 'quintile'
  place: string
  ring: Ring
  /** yyyy-mm-dd */
  day: string
  looks: number
  residents: number
  covered: number
  unchecked: number
  failed: number
  near: number
  in_need: number
}

interface CoverageDayRingsTable {
  ring: Ring
  /** yyyy-mm-dd */
  day: string
  metres: number
  streets: string | null
  gini: number
  concentration: number | null
  looked_at: Date
}

interface NewSiteWeeksTable {
  site_id: number
  /** yyyy-mm-dd */
  week: string
  residents: number
  first_time: number
  returned: number
  moved: number
  moved_from: JSONColumnType<Record<string, number>>
}

interface SiteEvaluationsTable {
  site_id: number
  opened_on: string
  last_week: string
  evaluated_at: Date
  outcome: JSONColumnType<Outcome>
  draws: Buffer | null
}
