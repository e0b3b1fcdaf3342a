import type { SessionRow } from '../../../server/api/contract/index.ts'

type Row = Pick<SessionRow, 'id' | 'updatedAt'>

/**
 * The live and the ended sessions are read one after the other: one that ended, or that goes on again, between the two
 * readings is in both. It is shown where it was reported last, at the same time as ended.
 */
export function eachOnce<T extends Row>(live: readonly T[], ended: readonly T[]): { live: T[]; ended: T[] } {
  const at = (rows: readonly T[]) => new Map(rows.map(({ id, updatedAt }) => [id, Date.parse(updatedAt)]))
  const [liveAt, endedAt] = [at(live), at(ended)]
  const isLive = ({ id }: T) => (liveAt.get(id) ?? -Infinity) > (endedAt.get(id) ?? -Infinity)
  return { live: live.filter(isLive), ended: ended.filter((row) => !isLive(row)) }
}
