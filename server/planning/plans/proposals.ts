import type { Database } from '../../database/connection.ts'
import { hotspotsByName } from '../../network/fragments.ts'
import type { ProposalStatus } from '../tables.ts'

type Query = Pick<Database, 'query'>

/** A site of a plan that becomes work; with its hotspot one record. Days are `2026-11-30`. */
export interface Proposal {
  id: number
  planId: number | null
  name: string
  latitude: number
  longitude: number
  status: ProposalStatus
  plannedFor: string | null
  cost: number | null
  notes: string
  /** Whom the plan said that it would reach first. */
  expectedResidents: number | null
  /** By what it is judged: fixed when it was made. */
  outcome: 'weekly-users'
  installedOn: string | null
  hotspotId: number | null
  /** Its hotspot's. */
  hotspot: string | null
  createdAt: Date
}

export type NewProposal = Pick<
  Proposal,
  'planId' | 'name' | 'latitude' | 'longitude' | 'plannedFor' | 'cost' | 'notes' | 'expectedResidents'
>

/** What may change; by what it is judged was fixed when it was made. */
export type ProposalChange = Pick<Proposal, 'status' | 'plannedFor' | 'cost' | 'notes' | 'installedOn' | 'hotspotId'>

/** What is wrong with a change of a proposal. */
export class ProposalError extends Error {
  override name = 'ProposalError'
  readonly field: 'installedOn' | 'hotspotId'
  constructor(field: ProposalError['field'], message: string) {
    super(message)
    this.field = field
  }
}

const proposals = ({ query }: Query) =>
  query
    .selectFrom('site_proposals')
    .select(['id', 'name', 'latitude', 'longitude', 'status', 'cost', 'notes', 'plan_id as planId'])
    .select(['planned_for as plannedFor', 'expected_residents as expectedResidents', 'created_at as createdAt'])
    .select(['installed_on as installedOn', 'hotspot_id as hotspotId', 'outcome'])

/** The newest first. */
export async function listProposals(db: Query): Promise<Proposal[]> {
  const rows = await proposals(db).orderBy('id', 'desc').execute()
  return withHotspots(db, rows)
}

/** Undefined where there is none. */
export async function readProposal(db: Query, id: number): Promise<Proposal | undefined> {
  const [one] = await withHotspots(db, await proposals(db).where('id', '=', id).execute())
  return one
}

async function withHotspots(db: Query, rows: Omit<Proposal, 'hotspot'>[]): Promise<Proposal[]> {
  const ids = rows.flatMap(({ hotspotId }) => hotspotId ?? [])
  const named = ids.length > 0 ? await hotspotsByName(db).where('id', 'in', ids).execute() : []
  const names = new Map(named.map(({ id, name }) => [id, name]))
  return rows.map((row) => ({ ...row, hotspot: row.hotspotId === null ? null : (names.get(row.hotspotId) ?? null) }))
}

/** @param staffId null: the command. @returns its id */
export async function addProposal({ query }: Query, one: NewProposal, staffId: number | null): Promise<number> {
  const { planId, plannedFor, expectedResidents, ...rest } = one
  const { id } = await query
    .insertInto('site_proposals')
    .values({
      ...{ ...rest, plan_id: planId, planned_for: plannedFor },
      ...{ expected_residents: expectedResidents, created_by: staffId },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** @returns false where there is none. @throws {ProposalError} */
export async function changeProposal(db: Query, id: number, change: ProposalChange): Promise<boolean> {
  const { plannedFor, installedOn, hotspotId, ...rest } = change
  if (change.status === 'installed' && installedOn === null)
    throw new ProposalError('installedOn', 'Say on which day it was installed.')
  if (hotspotId !== null) await assertFree(db, id, hotspotId)
  const { numUpdatedRows } = await db.query
    .updateTable('site_proposals')
    .set({ ...rest, planned_for: plannedFor, installed_on: installedOn, hotspot_id: hotspotId })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

async function assertFree(db: Query, id: number, hotspotId: number): Promise<void> {
  const [hotspot] = await hotspotsByName(db).where('id', '=', hotspotId).execute()
  if (!hotspot) throw new ProposalError('hotspotId', `There is no hotspot ${hotspotId}.`)
  const other = await proposals(db).where('hotspot_id', '=', hotspotId).where('id', '<>', id).executeTakeFirst()
  if (other) throw new ProposalError('hotspotId', `"${hotspot.name}" is the hotspot of the proposal "${other.name}".`)
}
