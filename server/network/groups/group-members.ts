import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { byCommand, changeHotspots } from '../hotspots/change.ts'
import { hotspotRecords } from '../hotspots/record.ts'
import { folded } from '../spelling.ts'
import { GroupError } from './groups.ts'

/** Which hotspots: those that fit everything given. Names in any case, with or without accents. */
export interface HotspotChoice {
  /** Plaza's own numbers. */
  ids?: readonly number[] | undefined
  /** The city's own identifiers. */
  codes?: ReadonlyArray<{ code: string; programme?: string | undefined }> | undefined
  programme?: string | undefined
  borough?: string | undefined
  neighbourhood?: string | undefined
}

const NAMED = 5

/**
 * The hotspots in use that were chosen.
 *
 * @throws {Error} where nothing is given to choose by
 * @throws {UnknownHotspots} where an id or code stands for none, or a code for several
 */
export async function chosenHotspots({ query }: Pick<Database, 'query'>, choice: HotspotChoice): Promise<number[]> {
  const { ids, codes, programme, borough, neighbourhood } = choice
  if (!ids && !codes && !programme && !borough && !neighbourhood) throw new Error('No hotspots are chosen.')
  const rows = await query
    .selectFrom('hotspots')
    .leftJoin('neighbourhoods as n', 'n.id', 'hotspots.neighbourhood_id')
    .select(['hotspots.id', 'hotspots.code', 'programme', 'settlement', 'n.name as neighbourhood'])
    .select(({ fn }) => fn.coalesce('hotspots.borough', 'n.borough').as('borough'))
    .where('retired_at', 'is', null)
    .execute()
  const named = ids || codes ? namedOnes(rows, ids ?? [], codes ?? []) : undefined
  const is = (name: string | null, wanted: string | undefined) =>
    wanted === undefined || folded(name ?? '') === folded(wanted)
  return rows
    .filter(
      (row) =>
        (!named || named.has(row.id)) &&
        is(row.programme, programme) &&
        is(row.borough, borough) &&
        (is(row.neighbourhood, neighbourhood) || is(row.settlement, neighbourhood)),
    )
    .map(({ id }) => id)
}

/** Ids or codes that stand for no hotspot in use, or for more than one. */
export class UnknownHotspots extends Error {
  override name = 'UnknownHotspots'
}

function namedOnes(
  rows: ReadonlyArray<{ id: number; code: string; programme: string }>,
  ids: readonly number[],
  codes: NonNullable<HotspotChoice['codes']>,
): Set<number> {
  const known = new Set(rows.map(({ id }) => id))
  const byCode = new Map<string, Array<(typeof rows)[number]>>()
  for (const row of rows) byCode.set(row.code, [...(byCode.get(row.code) ?? []), row])
  const missing = ids.filter((id) => !known.has(id)).map(String)
  const found = new Set(ids)
  for (const { code, programme } of codes) {
    const fitting = (byCode.get(code) ?? []).filter(
      (row) => programme === undefined || folded(row.programme) === folded(programme),
    )
    if (fitting.length > 1) {
      const programmes = fitting.map((row) => `"${row.programme}"`).join(' and ')
      throw new UnknownHotspots(`The id "${code}" is in use in the programmes ${programmes}: say which one is meant.`)
    }
    if (fitting[0]) found.add(fitting[0].id)
    else missing.push(programme === undefined ? code : `${code} (${programme})`)
  }
  if (missing.length === 0) return found
  const some = missing.slice(0, NAMED).map((each) => `"${each}"`)
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : ''
  throw new UnknownHotspots(`There is no hotspot in use with the id ${some.join(', ')}${more}; nothing was changed.`)
}

/**
 * Puts hotspots in use into a group, out of the one they are in, as their history tells.
 *
 * @param groupId null: into none
 * @returns how many were not there before
 * @throws {GroupError} where there is no such group
 */
export function assignHotspots(
  db: Database,
  groupId: number | null,
  ids: readonly number[],
  { staffId } = byCommand,
): Promise<number> {
  return inOneTransaction(db, async (one) => {
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    const group = groupId === null ? null : await groupOf(one, groupId)
    const records = ids.length === 0 ? [] : [...(await hotspotRecords(one, ids)).values()]
    const changes = records
      .filter(({ retiredAt }) => retiredAt === null)
      .map((before) => ({ before, after: { ...before, group } }))
    return (await changeHotspots(one, changes, { staffId, action: 'edit' })).size
  })
}

/** Kept from going meanwhile. @throws {GroupError} */
async function groupOf({ query }: Pick<Database, 'query'>, id: number) {
  const group = await query
    .selectFrom('hotspot_groups')
    .select(['id', 'name'])
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst()
  if (!group) throw new GroupError('group', `There is no hotspot group ${id}.`)
  return group
}
