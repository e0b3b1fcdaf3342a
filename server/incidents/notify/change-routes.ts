import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { isForeignKeyViolation } from '../../database/sql-errors.ts'
import { HoursError, parseHours } from '../../network/groups/opening-hours.ts'
import type { Route } from './routes.ts'

type Query = Pick<Database, 'query'>

/** What a route is made of; its place among the others is changed by {@link orderRoutes}. */
export type RouteFields = Omit<Route, 'id' | 'position'>

/** What is wrong with a route that is to be stored; `part`: of its hours. */
export class RouteError extends Error {
  override name = 'RouteError'
  readonly field: keyof RouteFields | 'route'
  readonly part: string | undefined
  constructor(field: RouteError['field'], message: string, part?: string) {
    super(message)
    this.field = field
    this.part = part
  }
}

/** Adds a route behind all others. @returns its id. @throws {RouteError} */
export async function addRoute({ query }: Query, fields: RouteFields): Promise<number> {
  const { id } = await query
    .insertInto('routes')
    .values({
      ...rowOf(fields),
      position: sql<number>`(select coalesce(max(position), 0) + 1 from routes)`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
    .catch(explained)
  return id
}

/** Changes a route as a whole. @throws {RouteError} */
export async function putRoute({ query }: Query, id: number, fields: RouteFields): Promise<void> {
  const { numUpdatedRows } = await query
    .updateTable('routes')
    .set(rowOf(fields))
    .where('id', '=', id)
    .executeTakeFirst()
    .catch(explained)
  if (numUpdatedRows === 0n) throw noSuchRoute(id)
}

/** What it has told stays told. @returns its name. @throws {RouteError} */
export async function removeRoute({ query }: Query, id: number): Promise<string> {
  const row = await query.deleteFrom('routes').where('id', '=', id).returning('name').executeTakeFirst()
  if (!row) throw noSuchRoute(id)
  return row.name
}

/** @param ids every route's, once each. @throws {RouteError} where they are not that */
export async function orderRoutes({ query }: Query, ids: readonly number[]): Promise<void> {
  const rows = await query.selectFrom('routes').select('id').forUpdate().execute()
  const isWhole = rows.length === ids.length && new Set(ids).size === ids.length
  if (!isWhole || rows.some(({ id }) => !ids.includes(id)))
    throw new RouteError('route', 'The order names every route once: some came or went meanwhile.')
  await sql`update routes set position = o.place from unnest(${ids}::bigint[]) with ordinality as o (id, place)
    where routes.id = o.id`.execute(query)
}

const noSuchRoute = (id: number) => new RouteError('route', `There is no route ${id}.`)

function rowOf(fields: RouteFields) {
  checkHours(fields.hours)
  if ((fields.escalateSeconds === null) !== (fields.escalateTo === null))
    throw new RouteError('escalateTo', 'Who is called when nobody acknowledges it, and after how long, go together.')
  return {
    ...{ name: fields.name, receiver_id: fields.receiverId, kinds: [...fields.kinds] },
    ...{ least_residents: fields.leastResidents, district_id: fields.districtId, group_id: fields.groupId },
    ...{ hours: fields.hours, repeat_seconds: fields.repeatSeconds, goes_on: fields.goesOn },
    ...{ group_wait_seconds: fields.groupWaitSeconds, group_interval_seconds: fields.groupIntervalSeconds },
    ...{ escalate_seconds: fields.escalateSeconds, escalate_to: fields.escalateTo },
  }
}

function checkHours(hours: string | null): void {
  if (hours === null) return
  try {
    parseHours(hours)
  } catch (error) {
    if (error instanceof HoursError) throw new RouteError('hours', error.message, error.part)
    throw error
  }
}

const columns: ReadonlyArray<[column: string, field: keyof RouteFields]> = [
  ['escalate_to', 'escalateTo'],
  ['receiver_id', 'receiverId'],
  ['district_id', 'districtId'],
  ['group_id', 'groupId'],
]

function explained(error: unknown): never {
  const found = columns.find(([column]) => isForeignKeyViolation(error, column))
  if (!found) throw error
  throw new RouteError(found[1], 'What the route names is not there, or no longer.')
}
