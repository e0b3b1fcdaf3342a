import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import type { PlanStatus } from '../tables.ts'
import type { PlanInputs } from './inputs.ts'
import { type StoredPlan, wholePlanOf } from './opened/stored-plan.ts'
import type { PlanParameters } from './parameters.ts'
import { type FailedBy, PlanError, type PlanFailure } from './plan-error.ts'
import type { PlanResult, Solved } from './result.ts'
import type { PlanProgress } from './solving/in-thread.ts'

type Query = Pick<Database, 'query'>

/** A plan without the data that it was made of. */
export interface SitePlan {
  id: number
  name: string
  notes: string
  status: PlanStatus
  parameters: PlanParameters
  forkedFrom: number | null
  dataVersion: string | null
  progress: PlanProgress | null
  result: PlanResult | null
  failure: string | null
  fault: FailedBy | null
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
  linkEndsAt: Date | null
}

export interface NewPlan {
  name: string
  notes: string
  parameters: PlanParameters
}

/** A solver that was not heard of for so long has ended with its process. */
const SILENT_SECONDS = 30

const columns = [
  ...(['id', 'name', 'notes', 'status', 'parameters', 'progress', 'result', 'failure', 'fault'] as const),
  ...(['forked_from as forkedFrom', 'data_version as dataVersion', 'created_at as createdAt'] as const),
  ...(['started_at as startedAt', 'ended_at as endedAt', 'link_ends_at as linkEndsAt'] as const),
] as const

/** Every plan, the newest first. */
export async function listPlans({ query }: Query): Promise<SitePlan[]> {
  const rows = await query.selectFrom('site_plans').select(columns).orderBy('id', 'desc').execute()
  return rows as SitePlan[]
}

/** @throws {PlanError} */
export async function readPlan({ query }: Query, id: number): Promise<SitePlan> {
  const row = await query.selectFrom('site_plans').select(columns).where('id', '=', id).executeTakeFirst()
  if (!row) throw noPlan(id)
  return row as SitePlan
}

const noPlan = (id: number) => new PlanError('no-such-plan', `There is no plan ${id}.`)

/** @param staffId null: the command. @returns its id */
export async function makePlan(
  { query }: Query,
  { name, notes, parameters }: NewPlan,
  staffId: number | null,
  forkedFrom: number | null = null,
): Promise<number> {
  const { id } = await query
    .insertInto('site_plans')
    .values({
      ...{ name, notes, created_by: staffId, forked_from: forkedFrom },
      parameters: JSON.stringify(parameters),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Changes a draft; what was solved stays as it is. @throws {PlanError} */
export async function changePlan({ query }: Query, id: number, { name, notes, parameters }: NewPlan): Promise<void> {
  const { numUpdatedRows } = await query
    .updateTable('site_plans')
    .set({ name, notes, parameters: JSON.stringify(parameters), failure: null, fault: null })
    .where('id', '=', id)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await notDraft({ query }, id)
}

/** A draft with the parameters of another plan, but for those that are given. @throws {PlanError} @returns its id */
export async function forkPlan(
  db: Query,
  id: number,
  { name, ...changed }: { name: string } & Partial<PlanParameters>,
  staffId: number | null,
): Promise<number> {
  const { notes, parameters } = await readPlan(db, id)
  return makePlan(db, { name, notes, parameters: { ...parameters, ...changed } }, staffId, id)
}

/** @throws {PlanError} where it is being solved */
export async function removePlan({ query }: Query, id: number): Promise<void> {
  const { numDeletedRows } = await query
    .deleteFrom('site_plans')
    .where('id', '=', id)
    .where('status', '<>', 'solving')
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw await notDraft({ query }, id)
}

async function notDraft(db: Query, id: number): Promise<PlanError> {
  const { status } = await readPlan(db, id)
  return new PlanError('not-draft', `Plan ${id} is ${status}: what was solved is not changed. Fork it.`)
}

/** Marks a draft as being solved. @throws {PlanError} */
export async function beginSolving({ query }: Query, id: number): Promise<void> {
  const { numUpdatedRows } = await query
    .updateTable('site_plans')
    .set({ status: 'solving', stop_asked: false, failure: null, fault: null, progress: null })
    .set({ started_at: sql`now()`, heard_at: sql`now()` })
    .where('id', '=', id)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await notDraft({ query }, id)
}

/** Keeps what it is solved with. @throws {PlanError} where it is not being solved any more */
export async function keepInputs({ query }: Query, id: number, inputs: Buffer, version: string): Promise<void> {
  const { numUpdatedRows } = await query
    .updateTable('site_plans')
    .set({ inputs, data_version: version })
    .where('id', '=', id)
    .where('status', '=', 'solving')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new PlanError('not-solved', `Plan ${id} is not being solved.`)
}

/** Solving ended before anything was found: it is a draft again. @param why null: it was asked to */
export async function leaveDraft({ query }: Query, id: number, why: PlanFailure | null): Promise<void> {
  await query
    .updateTable('site_plans')
    .set({
      status: 'draft',
      failure: null,
      fault: null,
      ...why,
      progress: null,
      started_at: null,
      heard_at: null,
      stop_asked: false,
    })
    .where('id', '=', id)
    .where('status', '=', 'solving')
    .execute()
}

/** Tells that its solver lives, and how far it is. @returns whether it is to stop */
export async function keepProgress({ query }: Query, id: number, progress: PlanProgress | null): Promise<boolean> {
  const row = await query
    .updateTable('site_plans')
    .set({ heard_at: sql`now()`, ...(progress && { progress: JSON.stringify(progress) }) })
    .where('id', '=', id)
    .where('status', '=', 'solving')
    .returning('stop_asked')
    .executeTakeFirst()
  return row?.stop_asked ?? true
}

/** Has whichever process solves it stop. @returns false where nobody does */
export async function askToStop({ query }: Query, id: number): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable('site_plans')
    .set({ stop_asked: true })
    .where('id', '=', id)
    .where('status', '=', 'solving')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** @param stopped ended by a person, before it was as good as asked */
export async function keepResult({ query }: Query, id: number, { result, dual }: Solved, stopped: boolean) {
  await query
    .updateTable('site_plans')
    .set({ status: stopped ? 'stopped' : 'solved', result: JSON.stringify(result), ended_at: sql`now()` })
    .set({ dual: dual ? Buffer.from(dual.buffer, dual.byteOffset, dual.byteLength) : null })
    .where('id', '=', id)
    .where('status', '=', 'solving')
    .execute()
}

export async function keepFailure({ query }: Query, id: number, why: PlanFailure): Promise<void> {
  await query
    .updateTable('site_plans')
    .set({ status: 'failed', ...why, ended_at: sql`now()` })
    .where('id', '=', id)
    .where('status', '=', 'solving')
    .execute()
}

/** Those whose process ended while it solved them. */
export async function failAbandoned({ query }: Query): Promise<void> {
  await query
    .updateTable('site_plans')
    .set({ status: 'failed', failure: 'The process that solved it ended.', fault: 'ended', ended_at: sql`now()` })
    .where('status', '=', 'solving')
    .where('heard_at', '<', sql<Date>`now() - make_interval(secs => ${SILENT_SECONDS})`)
    .execute()
}

/** All that a plan was made of and that came of it. */
export interface WholePlan extends SitePlan {
  result: PlanResult
  inputs: PlanInputs
  dual: Float64Array | undefined
}

/** A plan as it is stored. @throws {PlanError} where it has no result */
export async function readStoredPlan(db: Query, id: number): Promise<StoredPlan> {
  const plan = await readPlan(db, id)
  const { result } = plan
  if (!result) throw new PlanError('not-solved', `Plan ${id} has no result: it is ${plan.status}.`)
  const row = await db.query
    .selectFrom('site_plans')
    .select(['inputs', 'data_version as version', 'dual'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { inputs, version, dual } = row
  if (!inputs || version === null) throw new PlanError('not-solved', `Plan ${id} has lost what it was solved with.`)
  return { plan: { ...plan, result }, inputs, version, dual }
}

/** @throws {PlanError} where it has no result */
export const readWholePlan = async (db: Query, id: number): Promise<WholePlan> =>
  wholePlanOf(await readStoredPlan(db, id))
