import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'

type Query = Pick<Database, 'query'>

export interface Candidate {
  id: number
  code: string | null
  name: string
  kind: string | null
  /** Degrees, WGS84. */
  latitude: number
  longitude: number
  /** In the city's money. */
  equipmentCost: number | null
  backhaulCost: number | null
  powerCost: number | null
  tags: string[]
  locked: 'in' | 'out' | null
  origin: 'file' | 'drawn' | 'rule'
}

export type NewCandidate = Omit<Candidate, 'id' | 'locked'>

const BATCH = 2000

export const listCandidates = ({ query }: Query): Promise<Candidate[]> =>
  query
    .selectFrom('site_candidates')
    .select(['id', 'code', 'name', 'kind', 'latitude', 'longitude', 'tags', 'locked', 'origin'])
    .select(['equipment_cost as equipmentCost', 'backhaul_cost as backhaulCost', 'power_cost as powerCost'])
    .orderBy('id')
    .execute()

/** How many there are, and every tag that one of them has, by its name. */
export async function candidatesInAll({ query }: Query): Promise<{ count: number; tags: string[] }> {
  const [{ count }, rows] = await Promise.all([
    query.selectFrom('site_candidates').select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow(),
    query.selectFrom('site_candidates').select(sql<string>`unnest(tags)`.as('tag')).distinct().execute(),
  ])
  return { count, tags: rows.map(({ tag }) => tag).sort() }
}

export interface PutCandidates {
  added: number
  changed: number
  unchanged: number
}

/** Stores candidates; one whose code is known is changed to what is given, and its lock stays. */
export async function putCandidates({ query }: Query, candidates: readonly NewCandidate[]): Promise<PutCandidates> {
  const known = new Map(
    (await listCandidates({ query })).flatMap((one) => (one.code === null ? [] : [[one.code, one] as const])),
  )
  const isSame = (one: NewCandidate) => {
    const before = one.code === null ? undefined : known.get(one.code)
    return (
      before !== undefined && Object.entries(one).every(([key, value]) => equal(value, before[key as keyof Candidate]))
    )
  }
  const wanted = candidates.filter((one) => !isSame(one))
  for (let from = 0; from < wanted.length; from += BATCH)
    await query
      .insertInto('site_candidates')
      .values(wanted.slice(from, from + BATCH).map(rowOf))
      .onConflict((conflict) =>
        conflict.column('code').doUpdateSet((row) => ({
          ...{ name: row.ref('excluded.name'), kind: row.ref('excluded.kind'), tags: row.ref('excluded.tags') },
          ...{ latitude: row.ref('excluded.latitude'), longitude: row.ref('excluded.longitude') },
          ...{ equipment_cost: row.ref('excluded.equipment_cost'), power_cost: row.ref('excluded.power_cost') },
          ...{ backhaul_cost: row.ref('excluded.backhaul_cost'), origin: row.ref('excluded.origin') },
        })),
      )
      .execute()
  const changed = wanted.filter(({ code }) => code !== null && known.has(code)).length
  return { added: wanted.length - changed, changed, unchanged: candidates.length - wanted.length }
}

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const rowOf = ({ equipmentCost, backhaulCost, powerCost, ...rest }: NewCandidate) => ({
  ...rest,
  ...{ equipment_cost: equipmentCost, backhaul_cost: backhaulCost, power_cost: powerCost },
})

/** @returns its id */
export async function addCandidate({ query }: Query, candidate: NewCandidate): Promise<number> {
  const { id } = await query
    .insertInto('site_candidates')
    .values(rowOf(candidate))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** @returns how many there were */
export async function lockCandidates({ query }: Query, ids: number[], locked: Candidate['locked']): Promise<number> {
  const { numUpdatedRows } = await query
    .updateTable('site_candidates')
    .set({ locked })
    .where('id', 'in', ids)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Plans that were solved keep what they were made of. @returns how many there were */
export async function removeCandidates({ query }: Query, ids: number[]): Promise<number> {
  const { numDeletedRows } = await query.deleteFrom('site_candidates').where('id', 'in', ids).executeTakeFirst()
  return Number(numDeletedRows)
}
