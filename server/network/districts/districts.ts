import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { locks } from '../../database/locks.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { isForeignKeyViolation, isUniqueViolation } from '../../database/sql-errors.ts'
import { byCommand, changeHotspots } from '../hotspots/change.ts'
import { changeHotspotsOf } from '../hotspots/held/change-all-of.ts'
import { hotspotRecords } from '../hotspots/record.ts'
import { tidy } from '../spelling.ts'
import { districtsOfHotspots } from './within.ts'

/** A part of the city as it runs itself: whole boroughs, and what was put into it. */
export interface District {
  id: number
  name: string
  boroughs: string[]
}

export interface ListedDistrict extends District {
  /** In use, by their borough or put into it. */
  hotspots: number
  /** Put into it. */
  gateways: number
}

/** What is wrong with a district that is to be stored or to go, or which one there is not. */
export class DistrictError extends Error {
  override name = 'DistrictError'
  readonly field: 'name' | 'boroughs' | 'hotspots' | 'gateways' | 'district' | 'staff'
  constructor(field: DistrictError['field'], message: string) {
    super(message)
    this.field = field
  }
}

type Query = Pick<Database, 'query' | 'pool'>

const LONGEST_NAME = 60

/** By name. */
export async function listDistricts(db: Query): Promise<ListedDistrict[]> {
  const { rows } = await db.pool.query<Omit<ListedDistrict, 'hotspots'>>(
    `select d.id, d.name,
       array(select borough from district_boroughs b where b.district_id = d.id order by borough) as boroughs,
       (select count(*) from gateways g where g.district_id = d.id and g.removed_at is null) as gateways
     from districts d order by d.name`,
  )
  const counts = new Map<number, number>()
  for (const district of (await districtsOfHotspots(db)).values()) counts.set(district, (counts.get(district) ?? 0) + 1)
  return rows.map((row) => ({ ...row, hotspots: counts.get(row.id) ?? 0 }))
}

/** Names by id, in their order. */
export async function districtNames({ query }: Pick<Database, 'query'>): Promise<Map<number, string>> {
  const rows = await query.selectFrom('districts').select(['id', 'name']).orderBy('name').execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The district of this name, in any case, with or without accents. @throws {DistrictError} where there is none */
export async function districtNamed({ pool }: Pick<Database, 'pool'>, name: string): Promise<number> {
  const { rows } = await pool.query<{ id: number }>('select id from districts where folded(name) = folded($1)', [
    tidy(name),
  ])
  if (rows[0]) return rows[0].id
  throw new DistrictError('district', `There is no district "${name}": plaza district list shows which there are.`)
}

/** @returns its id. @throws {DistrictError} */
export function addDistrict(db: Database, name: string, boroughs: readonly string[]): Promise<number> {
  return inOneTransaction(db, async (one) => {
    const { id } = await one.query
      .insertInto('districts')
      .values({ name: checkedName(name) })
      .returning('id')
      .executeTakeFirstOrThrow()
      .catch(taken(name))
    await putBoroughs(one, id, boroughs)
    await publish(one, { type: 'hotspots' })
    return id
  })
}

/** Changes what is given, `boroughs` as a whole. @returns what it was. @throws {DistrictError} */
export function changeDistrict(
  db: Database,
  id: number,
  { name, boroughs }: { name?: string | undefined; boroughs?: readonly string[] | undefined },
): Promise<District> {
  return inOneTransaction(db, async (one) => {
    const before = await districtById(one, id)
    if (name !== undefined)
      await one.query
        .updateTable('districts')
        .set({ name: checkedName(name) })
        .where('id', '=', id)
        .execute()
        .catch(taken(name))
    if (boroughs !== undefined) {
      await one.query.deleteFrom('district_boroughs').where('district_id', '=', id).execute()
      await putBoroughs(one, id, boroughs)
    }
    await publish(one, { type: 'hotspots' })
    return before
  })
}

/** What was in it is of its borough's district then, or of none. @throws {DistrictError} where staff are limited to it */
export function removeDistrict(db: Database, id: number, author = byCommand): Promise<District> {
  return inOneTransaction(db, async (one) => {
    const before = await districtById(one, id)
    await changeHotspotsOf(one, ['district', id], author, { district: null })
    await one.query
      .deleteFrom('districts')
      .where('id', '=', id)
      .execute()
      .catch((error) => {
        if (!isForeignKeyViolation(error)) throw error
        throw new DistrictError('staff', `Staff are limited to the district "${before.name}": change that first.`)
      })
    await publish(one, { type: 'hotspots' })
    return before
  })
}

/**
 * Puts hotspots and gateways into a district, whatever their borough; the hotspots' history tells of it.
 *
 * @param id null: into none, so that they follow their borough, or their hotspots, again
 * @throws {DistrictError} where there is no such thing; nothing is changed then
 */
export function assignToDistrict(
  db: Database,
  id: number | null,
  {
    hotspots = [],
    gateways = [],
  }: { hotspots?: readonly number[] | undefined; gateways?: readonly number[] | undefined },
  { staffId } = byCommand,
): Promise<void> {
  return inOneTransaction(db, async (one) => {
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    const district = id === null ? null : await districtById(one, id)
    const records = hotspots.length === 0 ? [] : [...(await hotspotRecords(one, hotspots)).values()]
    if (records.length !== new Set(hotspots).size) throw someMissing('hotspots')
    const changes = records.map((before) => ({ before, after: { ...before, district } }))
    await changeHotspots(one, changes, { staffId, action: 'edit' })
    const { rowCount } = await one.pool.query(
      'update gateways set district_id = $1 where id = any($2::bigint[]) and removed_at is null',
      [id, gateways],
    )
    if (rowCount !== new Set(gateways).size) throw someMissing('gateways')
    await publish(one, { type: 'hotspots' })
  })
}

const someMissing = (field: 'hotspots' | 'gateways') =>
  new DistrictError(field, `Some of these ${field} there are not.`)

/** @throws {DistrictError} where there is none */
export async function districtById({ pool }: Pick<Database, 'pool'>, id: number): Promise<District> {
  const { rows } = await pool.query<District>(
    `select id, name,
       array(select borough from district_boroughs b where b.district_id = d.id order by borough) as boroughs
     from districts d where id = $1`,
    [id],
  )
  if (rows[0]) return rows[0]
  throw new DistrictError('district', `There is no district ${id}.`)
}

/** @throws {DistrictError} where one is another district's, or no hotspot or neighbourhood names it */
async function putBoroughs({ pool }: Pick<Database, 'pool'>, id: number, given: readonly string[]): Promise<void> {
  const boroughs = given.map(tidy).filter(Boolean)
  if (boroughs.length === 0) return
  const { rows: unknown } = await pool.query<{ borough: string }>(
    `select borough from unnest($1::text[]) as given (borough)
     where not exists (select from neighbourhoods where borough_folded = folded(given.borough))
       and not exists (select from hotspots where borough_folded = folded(given.borough)) limit 1`,
    [boroughs],
  )
  if (unknown[0])
    throw new DistrictError('boroughs', `No hotspot or neighbourhood names a borough "${unknown[0].borough}".`)
  await pool
    .query(
      `insert into district_boroughs (borough_folded, borough, district_id)
       select distinct on (folded(borough)) folded(borough), borough, $2::bigint from unnest($1::text[]) as given (borough)`,
      [boroughs, id],
    )
    .catch(async (error) => {
      if (isUniqueViolation(error)) throw new DistrictError('boroughs', 'One of these boroughs is of another district.')
      throw error
    })
}

function checkedName(name: string): string {
  const clean = tidy(name)
  if (clean !== '' && clean.length <= LONGEST_NAME) return clean
  throw new DistrictError('name', `A district has a name of at most ${LONGEST_NAME} characters, e.g. Iztapalapa.`)
}

const taken =
  (name: string) =>
  (error: unknown): never => {
    if (isUniqueViolation(error)) throw new DistrictError('name', `There is a district named "${name}" already.`)
    throw error
  }
