import { sql } from 'kysely'
import type pg from 'pg'
import type { Database } from '../database/connection.ts'
import { countUpTo, type IdPage } from '../database/page.ts'
import type { Sealer } from '../sealing.ts'
import type { LegalScope } from '../sessions/legal-hold.ts'
import { type MadeExport, makeExport } from './lawful-exports.ts'
import { checkBasis, checkLength, checkScope, LegalError } from './legal-scope.ts'

export interface NewRequest extends LegalScope {
  authority: string
  basis: string
}

/** Of one resident or device; everybody at a place, or who had an address, for a much shorter time. */
const LONGEST_DAYS = 31
const LONGEST_DAYS_OF_ANYBODY = 1

/** Asks for what is stored within the scope; somebody else has to approve. @throws {LegalError} */
export async function askLawfully(
  { query }: Pick<Database, 'query'>,
  request: NewRequest,
  staffId: number,
  now = new Date(),
): Promise<number> {
  checkBasis(request)
  checkScope(request, now)
  const isOfSomebody = request.residentId !== null || request.deviceMac !== null
  checkLength(request, isOfSomebody ? LONGEST_DAYS : LONGEST_DAYS_OF_ANYBODY)
  const { id } = await query
    .insertInto('lawful_requests')
    .values({
      asked_by: staffId,
      authority: request.authority.trim(),
      basis: request.basis.trim(),
      resident_id: request.residentId,
      device_mac: request.deviceMac,
      hotspot_id: request.hotspotId,
      public_ip: request.publicIp ?? null,
      public_port: request.publicPort ?? null,
      since: request.since,
      until: request.until,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Every request there was, the newest first; not what was exported. */
export const listLawfulRequests = ({ query }: Pick<Database, 'query'>, { limit, before }: IdPage) =>
  query
    .selectFrom('lawful_requests')
    .select(['id', 'asked_at', 'asked_by', 'authority', 'basis', 'resident_id', 'device_mac', 'hotspot_id', 'since'])
    .select(['public_port', sql<string | null>`host(public_ip)`.as('public_ip')])
    .select(['until', 'state', 'decided_at', 'decided_by', 'export_until', 'export_sha256'])
    .$if(before !== undefined, (requests) => requests.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** How many there are, counted as far as `most`. */
export const countLawfulRequests = (db: Pick<Database, 'query'>, most: number): Promise<number> =>
  countUpTo(db, db.query.selectFrom('lawful_requests').select('id'), most)

/** @throws {LegalError} where it is not open, or who asked would decide */
export async function refuseLawfulRequest(db: Pick<Database, 'query'>, id: number, staffId: number): Promise<void> {
  await open(db, id, staffId)
  await decide(db, id, staffId, { state: 'refused' })
}

/**
 * Approves a request of somebody else's and makes the export: what is stored within its scope, and nothing else. It is
 * kept encrypted for a week, and anybody who has it can be shown, by its SHA-256 and Plaza's own seal, that it is this one.
 *
 * @throws {LegalError} where it is not open, who asked would decide, or the scope is too wide
 */
export async function approveLawfulRequest(
  db: Database,
  sealer: Sealer,
  id: number,
  staffId: number,
  now = new Date(),
): Promise<{ sha256: string; sessions: number }> {
  const request = await open(db, id, staffId)
  if (request.erased_at) throw new LegalError('id', 'Whom it named has been erased meanwhile: refuse it.')
  const scope = {
    residentId: request.resident_id,
    deviceMac: request.device_mac,
    hotspotId: request.hotspot_id,
    publicIp: request.public_ip,
    publicPort: request.public_port,
    since: request.since,
    until: request.until,
  }
  checkScope(scope, now)
  const { authority, basis } = request
  const { made, sessions } = await makeExport(db, sealer, { id, authority, basis, scope }, now)
  await decide(db, id, staffId, { state: 'approved', ...made })
  return { sha256: made.export_sha256, sessions }
}

/** Requests name the erased resident, and the devices, no longer; one that is open finds nothing. */
export async function unnameLawfulRequests(
  client: pg.ClientBase,
  { residentId, macs }: { residentId: number; macs: readonly string[] },
  now: Date,
): Promise<void> {
  await client.query(
    `update lawful_requests set resident_id = null, device_mac = null, erased_at = $3
     where resident_id = $1 or device_mac = any($2::macaddr[])`,
    [residentId, macs, now],
  )
}

async function open({ query }: Pick<Database, 'query'>, id: number, staffId: number) {
  const row = await query
    .selectFrom('lawful_requests')
    .selectAll()
    .select(sql<string | null>`host(public_ip)`.as('public_ip'))
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new LegalError('id', `There is no lawful request ${id}.`)
  if (row.state !== 'asked') throw new LegalError('id', `The request was ${row.state} already.`)
  if (row.asked_by === staffId) throw new LegalError('id', 'Somebody else than who asked has to decide.')
  return row
}

type Decided = { state: 'refused' } | ({ state: 'approved' } & MadeExport)

/** Of two who decide at once, one does. */
async function decide(
  { query }: Pick<Database, 'query'>,
  id: number,
  staffId: number,
  decided: Decided,
): Promise<void> {
  const { numUpdatedRows } = await query
    .updateTable('lawful_requests')
    .set({ ...decided, decided_by: staffId, decided_at: new Date() })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .where('asked_by', '<>', staffId)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) throw new LegalError('id', 'The request was decided meanwhile.')
}
