import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { isForeignKeyViolation, isUniqueViolation } from '../../database/sql-errors.ts'
import { byCommand } from '../hotspots/change.ts'
import { changeHotspotsOf } from '../hotspots/held/change-all-of.ts'
import { tidy } from '../spelling.ts'
import { type HealthLimits, healthLimitRanges, tidyHealthLimits, wrongHealthLimit } from './health-limits.ts'
import { formatHours, HoursError, type OpeningHours, parseHours } from './opening-hours.ts'

type Query = Pick<Database, 'query'>

/** Hotspots that have opening hours and a policy of their own, e.g. those of schools. */
export interface HotspotGroup {
  id: number
  name: string
  /** Null: the default policy. */
  policyId: number | null
  /** By the city's clock; undefined: always open. */
  hours: OpeningHours | undefined
}

/** What a group is to be; `hours` as `parseHours` reads them, null: always open. */
export interface GroupSettings {
  name: string
  policyId: number | null
  hours: string | null
  /** When its hotspots count as ill; null: as everywhere. */
  health: HealthLimits | null
}

/** Of a new group `health` may be left out: as everywhere. */
type NewGroup = Omit<GroupSettings, 'health'> & Partial<Pick<GroupSettings, 'health'>>

/** What is wrong with a group that is to be stored, or which one there is not. */
export class GroupError extends Error {
  override name = 'GroupError'
  readonly field: 'name' | 'policy' | 'hours' | 'health' | 'group'
  /** The part of opening hours that is not understood. */
  readonly part: string | undefined
  constructor(field: GroupError['field'], message: string, part?: string) {
    super(message)
    this.field = field
    this.part = part
  }
}

const LONGEST_NAME = 60

/** @throws {HoursError} when what is stored was not written by Plaza */
export async function loadGroups({ query }: Query): Promise<HotspotGroup[]> {
  const rows = await query.selectFrom('hotspot_groups').selectAll().orderBy('name').execute()
  return rows.map(({ id, name, policy_id, hours }) => ({
    ...{ id, name, policyId: policy_id },
    hours: hours === null ? undefined : parseHours(hours),
  }))
}

/** The group of a hotspot; undefined where it is in none, or nobody knows which hotspot it is. */
export async function groupOf({ query }: Query, hotspotId: number | null): Promise<HotspotGroup | undefined> {
  if (hotspotId === null) return undefined
  const row = await query
    .selectFrom('hotspots')
    .innerJoin('hotspot_groups as g', 'g.id', 'hotspots.group_id')
    .select(['g.id', 'g.name', 'g.policy_id', 'g.hours'])
    .where('hotspots.id', '=', hotspotId)
    .executeTakeFirst()
  if (!row) return undefined
  const { id, name, policy_id, hours } = row
  return { id, name, policyId: policy_id, hours: hours === null ? undefined : parseHours(hours) }
}

/** The groups of the gateway's hotspots, each once; undefined among them: some are in none. */
export async function groupsAtGateway(
  { query }: Query,
  gatewayId: number,
): Promise<Array<Pick<HotspotGroup, 'policyId' | 'hours'> | undefined>> {
  const rows = await query
    .selectFrom('hotspots')
    .leftJoin('hotspot_groups as g', 'g.id', 'hotspots.group_id')
    .select(['g.id', 'g.policy_id', 'g.hours'])
    .where('hotspots.gateway_id', '=', gatewayId)
    .where('hotspots.retired_at', 'is', null)
    .distinct()
    .execute()
  return rows.map(({ id, policy_id, hours }) =>
    id === null ? undefined : { policyId: policy_id, hours: hours === null ? undefined : parseHours(hours) },
  )
}

/** A group with how many hotspots in use it has; its hours as they are stored. */
export interface ListedGroup extends GroupSettings {
  id: number
  hotspots: number
}

/** By name. */
export const listGroups = ({ query }: Query): Promise<ListedGroup[]> =>
  query
    .selectFrom('hotspot_groups as g')
    .select(['g.id', 'g.name', 'g.policy_id as policyId', 'g.hours', 'g.health'])
    .select((group) =>
      group
        .selectFrom('hotspots')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('group_id', '=', 'g.id')
        .where('retired_at', 'is', null)
        .as('hotspots'),
    )
    .orderBy('g.name')
    .execute() as Promise<ListedGroup[]>

/** @returns its id. @throws {GroupError} */
export async function addGroup(db: Database, settings: NewGroup): Promise<number> {
  const { id } = await db.query
    .insertInto('hotspot_groups')
    .values(checked(settings))
    .returning('id')
    .executeTakeFirstOrThrow()
    .catch(explained(settings))
  await publish(db, { type: 'hotspots' })
  return id
}

/** Changes what is given. @throws {GroupError} */
export async function changeGroup(db: Database, id: number, settings: Partial<GroupSettings>): Promise<void> {
  const row = checked(settings)
  if (Object.keys(row).length === 0) return
  const done = await db.query
    .updateTable('hotspot_groups')
    .set(row)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
    .catch(explained(settings))
  if (!done) throw noSuchGroup(id)
  await publish(db, { type: 'hotspots' })
}

/** Its hotspots are in no group then, as their history tells. @throws {GroupError} */
export function removeGroup(db: Database, id: number, author = byCommand): Promise<void> {
  return inOneTransaction(db, async (one) => {
    await changeHotspotsOf(one, ['group', id], author, { group: null })
    const done = await one.query.deleteFrom('hotspot_groups').where('id', '=', id).returning('id').executeTakeFirst()
    if (!done) throw noSuchGroup(id)
    await publish(one, { type: 'hotspots' })
  })
}

const noSuchGroup = (id: number) => new GroupError('group', `There is no hotspot group ${id}.`)

function checked<S extends Partial<GroupSettings>>({ name, policyId, hours, health }: S) {
  return {
    ...(name !== undefined && { name: checkedName(name) }),
    ...(policyId !== undefined && { policy_id: policyId }),
    ...(hours !== undefined && { hours: hours === null ? null : checkedHours(hours) }),
    ...(health !== undefined && { health: checkedLimits(health) }),
  } as { name: string; policy_id: number | null; hours: string | null; health: string | null }
}

function checkedName(name: string): string {
  const clean = tidy(name)
  if (clean !== '' && clean.length <= LONGEST_NAME) return clean
  throw new GroupError('name', `A group has a name of at most ${LONGEST_NAME} characters, e.g. Escuelas.`)
}

function checkedLimits(health: HealthLimits | null): string | null {
  const wrong = health && wrongHealthLimit(health)
  if (wrong) {
    const [least, most] = healthLimitRanges[wrong]
    throw new GroupError('health', `${wrong} is a whole number from ${least} to ${most}.`, wrong)
  }
  const tidied = tidyHealthLimits(health)
  return tidied && JSON.stringify(tidied)
}

function checkedHours(text: string): string {
  try {
    return formatHours(parseHours(text))
  } catch (error) {
    throw error instanceof HoursError ? new GroupError('hours', error.message, error.part) : error
  }
}

const explained =
  ({ name, policyId }: Partial<GroupSettings>) =>
  (error: unknown): never => {
    if (isUniqueViolation(error)) throw new GroupError('name', `There is a hotspot group named "${name}" already.`)
    if (isForeignKeyViolation(error)) throw new GroupError('policy', `There is no policy ${policyId}.`)
    throw error
  }
