import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type pg from 'pg'
import { decisionsInScope } from '../access/in-scope.ts'
import type { Database } from '../database/connection.ts'
import { countUpTo, type IdPage } from '../database/page.ts'
import { residentSubjects } from '../directory/residents.ts'
import type { Sealer } from '../sealing.ts'
import { grantsInScope } from '../sessions/grants/in-scope.ts'
import { sessionsInScope } from '../sessions/in-scope.ts'
import type { LegalScope } from '../sessions/legal-hold.ts'
import { checkBasis, checkLength, checkScope, LegalError } from './legal-scope.ts'

export interface NewRequest extends LegalScope {
  authority: string
  basis: string
}

export const PURPOSE = 'lawful-export'
const SEAL = 'lawful-export-seal'
const DAY_MS = 86_400_000
/** Of one resident or device; everybody at a place, or who had an address, for a much shorter time. */
const LONGEST_DAYS = 31
const LONGEST_DAYS_OF_ANYBODY = 1
/** An export is there for so long, to be handed over. */
const EXPORT_DAYS = 7
/** Sessions, decisions and grants each. */
const MOST_ROWS = 10_000

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
  const stored = [
    sessionsInScope(db, scope, MOST_ROWS),
    decisionsInScope(db, scope, MOST_ROWS),
    grantsInScope(db, scope, MOST_ROWS),
  ] as const
  const [sessions, decisions, grants] = await Promise.all(stored).catch((error) => {
    if (!(error instanceof RangeError)) throw error
    throw new LegalError('until', `The request covers ${error.message}: ask for less.`)
  })
  const named = [...sessions, ...decisions, ...grants].flatMap(({ resident }) => resident ?? [])
  const residents = await residentSubjects(db, [...new Set(named)])
  const text = JSON.stringify(
    {
      request: { id, authority: request.authority, basis: request.basis, ...scope },
      madeAt: now,
      explanation:
        'Times are in UTC. octets: input is from the device, output to it. A device that was made a pseudonym of after the ' +
        'retention time has none of its own any more. decisions: when a device asked to get online, and whether it was let ' +
        'in; grants: where the portal itself let it in, of which there is no accounting. natPorts: ports of a public address that ' +
        'the device shared with others: address, first, last, seconds since 1970, + given or - given back. Residents are known by their City Key subject only.',
      residents,
      sessions,
      decisions,
      grants,
    },
    null,
    1,
  )
  const sha256 = createHash('sha256').update(text).digest('hex')
  await decide(db, id, staffId, {
    state: 'approved',
    export_sealed: sealer.seal(text, PURPOSE),
    export_until: new Date(now.getTime() + EXPORT_DAYS * DAY_MS),
    export_sha256: sha256,
    export_seal: sealer.pseudonym(text, SEAL),
  })
  return { sha256, sessions: sessions.length }
}

/** The file of an approved request, for those two who asked and approved. @throws {LegalError} for others, or later */
export async function lawfulExport(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  id: number,
  staffId: number,
  now = new Date(),
): Promise<{ text: string; sha256: string; seal: string }> {
  const row = await query.selectFrom('lawful_requests').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new LegalError('id', `There is no lawful request ${id}.`)
  if (staffId !== row.asked_by && staffId !== row.decided_by) {
    throw new LegalError('id', 'Only those who asked and approved may take the export.')
  }
  const { export_sealed: sealed, export_sha256: sha256, export_seal: seal, export_until: until } = row
  if (!sealed || !sha256 || !seal || !until || until <= now) {
    throw new LegalError('id', 'There is no export: the request was not approved, or its week is over.')
  }
  return { text: sealer.open(sealed, PURPOSE), sha256, seal }
}

/** Removes exports whose week is over. */
export async function removeOldExports({ query }: Pick<Database, 'query'>, now: Date): Promise<void> {
  await query.updateTable('lawful_requests').set({ export_sealed: null }).where('export_until', '<=', now).execute()
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

interface Decided {
  state: 'approved' | 'refused'
  export_sealed?: Buffer
  export_until?: Date
  export_sha256?: string
  export_seal?: string
}

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
