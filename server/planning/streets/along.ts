import type { Database } from '../../database/connection.ts'
import type { Log } from '../../log.ts'
import type { Place, PointsNear } from '../points/near.ts'
import type { PopulationPoints } from '../points/points.ts'
import { startWalks, type Walks } from './in-thread.ts'
import { readLatestStreets } from './store.ts'

/** With the day of the streets, yyyy-mm-dd. */
export type WalksOfDay = Walks & { asOf: string }

/** Points within a walk, by place. */
export type Walked = Map<string, Uint32Array>

const keyOf = ({ latitude, longitude }: Place) => `${latitude} ${longitude}`

/** A walk by what was found along streets, where that is known. */
export const alongStreets =
  (inLine: PointsNear, walked: Walked): PointsNear =>
  (place) => {
    const [signal, street, walk] = inLine(place)
    return [signal!, street!, walked.get(keyOf(place)) ?? walk!]
  }

/** Has places walked from, each once. */
export async function walkTo(walks: Walks, places: readonly Place[], walked: Walked): Promise<void> {
  const each = [...new Map(places.map((place) => [keyOf(place), place]))]
  if (each.length === 0) return
  const near = await walks.near(each.map(([, place]) => place))
  near.forEach((points, at) => void walked.set(each[at]![0], points))
}

/**
 * Walks along the latest streets; undefined where there are none. Streets that cannot be walked along leave the straight
 * line: figures are there all the same, and say how they are made.
 */
export async function openWalks(
  db: Database,
  log: Log,
  points: Pick<PopulationPoints, 'positions'>,
  metres: number,
): Promise<WalksOfDay | undefined> {
  const streets = await readLatestStreets(db)
  if (!streets) return undefined
  const { asOf, positions, edges } = streets
  const walks = startWalks({ streets: { positions, edges }, positions: points.positions, metres })
  try {
    await walks.near([])
    return { ...walks, asOf }
  } catch (error) {
    log.error({ err: error }, 'streets cannot be walked along: a walk is in a straight line')
    await walks.close()
    return undefined
  }
}
