import type { Database } from '../database/connection.ts'

/** What a run did so far, by what was done to them. */
export interface RetentionCounts {
  sessions_pseudonymised: number
  decisions_pseudonymised: number
  sessions_archived: number
  devices_forgotten: number
  audit_forgotten: number
}

type Query = Pick<Database, 'query'>

export async function beginRetentionRun(
  { query }: Query,
  cutoffs: { identifiedBefore: Date; sessionsBefore: Date },
): Promise<number> {
  const { id } = await query
    .insertInto('retention_runs')
    .values({ identified_before: cutoffs.identifiedBefore, sessions_before: cutoffs.sessionsBefore })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Adds to the run's counts: after each batch, so that the report is right also where the run is cut off. */
export async function addToRetentionRun(
  { query }: Query,
  id: number,
  what: keyof RetentionCounts,
  number: number,
): Promise<void> {
  await query
    .updateTable('retention_runs')
    .set((run) => ({ [what]: run(what, '+', number) }))
    .where('id', '=', id)
    .execute()
}

/** @param failures steps that failed, in words */
export async function endRetentionRun({ query }: Query, id: number, failures: string[]): Promise<void> {
  await query.updateTable('retention_runs').set({ finished_at: new Date(), failures }).where('id', '=', id).execute()
}

/** The newest runs first. */
export const retentionRuns = ({ query }: Query, limit: number) =>
  query.selectFrom('retention_runs').selectAll().orderBy('id', 'desc').limit(limit).execute()
