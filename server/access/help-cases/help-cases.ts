import { randomInt } from 'node:crypto'
import type { Database } from '../../database/connection.ts'
import { countUpTo, type IdPage } from '../../database/page.ts'
import { type Districts, isOwnPlace } from '../../network/districts/within.ts'
import type { Sealer } from '../../sealing.ts'

/** How far a resident had come, and when. */
export interface HelpStep {
  step: string
  /** ISO 8601. */
  at: string
}

export interface NewHelpCase {
  /** What went wrong; null: the resident asked for a code. */
  problem: string | null
  detail: string | null
  steps: HelpStep[]
  gatewayId: number | null
  hotspotId: number | null
  deviceMac: string | null
  residentId: number | null
  /** By which another browser goes on; kept sealed, and for {@link RESUME_MINUTES} only. */
  resume: string | null
}

export interface HelpCase extends Omit<NewHelpCase, 'resume'> {
  code: string
  at: Date
  /** Absent after its time. */
  resume: string | undefined
}

/** Without vowels, so that no code is a word, and without what looks alike on a small screen. */
const ALPHABET = '23456789CDFGHJKMNPQRTVWXYZ'
const LENGTH = 8
const KEEP_DAYS = 14
export const RESUME_MINUTES = 15
export const PURPOSE = 'help-case'

const newCode = () => Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/** As it is shown and spelled out: `K7MW-4QXP`. */
export const shownHelpCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

/** A code as people type it, in whatever case and with whatever between; undefined where it is none. */
export function readHelpCode(text: string): string | undefined {
  const code = text.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return code.length === LENGTH && [...code].every((letter) => ALPHABET.includes(letter)) ? code : undefined
}

/** @returns the code by which it is found */
export async function storeHelpCase(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  { problem, detail, steps, gatewayId, hotspotId, deviceMac, residentId, resume }: NewHelpCase,
): Promise<string> {
  const code = newCode()
  await query
    .insertInto('help_cases')
    .values({
      ...{ code, problem, detail, steps: JSON.stringify(steps) },
      ...{ gateway_id: gatewayId, hotspot_id: hotspotId, device_mac: deviceMac, resident_id: residentId },
      resume_sealed: resume === null ? null : sealer.seal(resume, PURPOSE),
    })
    .execute()
  return code
}

/** @param code as {@link readHelpCode} gives it */
export async function helpCase(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  code: string,
  now = Date.now(),
): Promise<HelpCase | undefined> {
  const row = await query.selectFrom('help_cases').selectAll().where('code', '=', code).executeTakeFirst()
  if (!row) return undefined
  const isFresh = row.at.getTime() > now - RESUME_MINUTES * 60_000
  return {
    ...{ code, at: row.at, problem: row.problem, detail: row.detail, steps: row.steps },
    ...{ gatewayId: row.gateway_id, hotspotId: row.hotspot_id },
    ...{ deviceMac: row.device_mac, residentId: row.resident_id },
    resume: isFresh && row.resume_sealed ? sealer.open(row.resume_sealed, PURPOSE) : undefined,
  }
}

/** Takes up what another browser goes on with: once. @returns false where somebody did before */
export async function takeResume({ query }: Pick<Database, 'query'>, code: string): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable('help_cases')
    .set({ resume_sealed: null })
    .where('code', '=', code)
    .where('resume_sealed', 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** The newest first. */
export const recentHelpCases = (
  { query }: Pick<Database, 'query'>,
  { limit, before, districts }: IdPage & { districts: Districts },
) =>
  query
    .selectFrom('help_cases')
    .select(['id', 'code', 'at', 'problem', 'hotspot_id', 'gateway_id'])
    .where(isOwnPlace(districts, 'hotspot_id', 'gateway_id'))
    .$if(before !== undefined, (cases) => cases.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** How many there are, counted as far as `most`. */
export const countHelpCases = (db: Pick<Database, 'query'>, districts: Districts, most: number): Promise<number> =>
  countUpTo(
    db,
    db.query
      .selectFrom('help_cases')
      .select('id')
      .where(isOwnPlace(districts, 'hotspot_id', 'gateway_id')),
    most,
  )

/** Cases go after two weeks, and what another browser could go on with after minutes. */
export async function removeOldHelpCases({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query('delete from help_cases where at < now() - make_interval(days => $1)', [KEEP_DAYS])
  await pool.query(
    'update help_cases set resume_sealed = null where resume_sealed is not null and at < now() - make_interval(mins => $1)',
    [RESUME_MINUTES],
  )
}
