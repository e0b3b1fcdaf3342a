import type { Database } from '../database/connection.ts'

/** Kinds of places that are known by a name alone: once no hotspot has it any more, only what was counted does. */
export const kindsByName = ['borough', 'programme'] as const
export type KindByName = (typeof kindsByName)[number]

export const isByName = (kind: string): kind is KindByName => kindsByName.some((each) => each === kind)

/** Names of which use was counted at some time, today's and former ones. */
export async function countedPlaces({ pool }: Pick<Database, 'pool'>, kind: KindByName): Promise<string[]> {
  const { rows } = await pool.query<{ place: string }>(
    'select distinct place from usage_days where kind = $1 order by place',
    [kind],
  )
  return rows.map(({ place }) => place)
}
