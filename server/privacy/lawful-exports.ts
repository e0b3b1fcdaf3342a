import { createHash } from 'node:crypto'
import { decisionsInScope } from '../access/in-scope.ts'
import type { Database } from '../database/connection.ts'
import { residentSubjects } from '../directory/residents.ts'
import type { Sealer } from '../sealing.ts'
import { grantsInScope } from '../sessions/grants/in-scope.ts'
import { sessionsInScope } from '../sessions/in-scope.ts'
import type { LegalScope } from '../sessions/legal-hold.ts'
import { LegalError } from './legal-scope.ts'

export const PURPOSE = 'lawful-export'
const SEAL = 'lawful-export-seal'
const DAY_MS = 86_400_000
/** An export is there for so long, to be handed over. */
const EXPORT_DAYS = 7
/** Sessions, decisions and grants each. */
const MOST_ROWS = 10_000

/** What is kept of an export with its request. */
export interface MadeExport {
  export_sealed: Buffer
  export_until: Date
  export_sha256: string
  export_seal: string
}

/** Makes the export of a request: what is stored within its scope. @throws {LegalError} where that is too much */
export async function makeExport(
  db: Database,
  sealer: Sealer,
  { id, authority, basis, scope }: { id: number; authority: string; basis: string; scope: LegalScope },
  now: Date,
): Promise<{ made: MadeExport; sessions: number }> {
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
      request: { id, authority, basis, ...scope },
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
  const made = {
    export_sealed: sealer.seal(text, PURPOSE),
    export_until: new Date(now.getTime() + EXPORT_DAYS * DAY_MS),
    export_sha256: createHash('sha256').update(text).digest('hex'),
    export_seal: sealer.pseudonym(text, SEAL),
  }
  return { made, sessions: sessions.length }
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
