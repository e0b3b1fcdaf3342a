import { type SignInsAt, signInsByNeighbourhood } from '../../../analytics/way-online/sign-ins.ts'
import type { Database } from '../../../database/connection.ts'
import { neighbourhoodsByName } from '../../../network/fragments.ts'
import { isSmall } from '../../../open-data/suppression/table.ts'

/** Sign-ins of an hour by neighbourhood. Counts that would show a person are null, as in what the city publishes. */
export interface HourOfSignIns {
  /** Its beginning, ISO 8601. */
  hour: string
  places: Array<{ id: number | null; name: string | null; signIns: number | null; newDevices: number | null }>
}

/** What is told of an hour. Neighbourhoods do not overlap and no sum is told: what is hidden cannot be worked out. */
export async function hourOfSignIns(db: Pick<Database, 'pool' | 'query'>, hour: Date): Promise<HourOfSignIns> {
  const names = new Map((await neighbourhoodsByName(db).execute()).map(({ id, name }) => [id, name]))
  const counted = await signInsByNeighbourhood(db, hour)
  return {
    hour: hour.toISOString(),
    places: counted.map(({ neighbourhoodId, ...counts }) => ({
      id: neighbourhoodId,
      name: neighbourhoodId === null ? null : (names.get(neighbourhoodId) ?? null),
      ...shown(counts),
    })),
  }
}

const shown = ({ signIns, newDevices }: Omit<SignInsAt, 'neighbourhoodId'>) => ({
  signIns: isSmall(signIns) ? null : signIns,
  // The others, that had been there before, would follow from the two.
  newDevices: [signIns, newDevices, signIns - newDevices].some(isSmall) ? null : newDevices,
})

const HOUR_MS = 3_600_000
/** Web processes store what they counted within half a minute. */
const SETTLES_MS = 300_000
/** Hours that passed while no process ran are told afterwards, so many. */
const MOST_HOURS = 24

/** The hours that are to be told now, in order. @param last told; undefined: none was */
export function hoursDue(last: Date | undefined, now: Date): Date[] {
  const latest = Math.floor((now.getTime() - SETTLES_MS) / HOUR_MS) * HOUR_MS - HOUR_MS
  const first = last ? Math.max(last.getTime() + HOUR_MS, latest - (MOST_HOURS - 1) * HOUR_MS) : latest
  const hours: Date[] = []
  for (let hour = first; hour <= latest; hour += HOUR_MS) hours.push(new Date(hour))
  return hours
}
