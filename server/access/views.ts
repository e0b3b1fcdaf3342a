import type { Database } from '../database/connection.ts'

/** What was decided on a device between two instants, in order. */
export const decisionsOnDevice = ({ query }: Pick<Database, 'query'>, mac: string, from: Date, to: Date) =>
  query
    .selectFrom('access_log')
    .select(['at', 'gateway_id', 'hotspot_id', 'resident_id', 'method', 'accepted', 'reason'])
    .where('device_mac', '=', mac)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('at')
    .limit(200)
    .execute()

/** What was decided most recently, newest first; everywhere or at one hotspot. */
export function recentDecisions(
  { query }: Pick<Database, 'query'>,
  { hotspotId, limit }: { hotspotId: number | undefined; limit: number },
) {
  return query
    .selectFrom('access_log')
    .select(['at', 'gateway_id', 'hotspot_id', 'device_mac', 'method', 'accepted', 'reason'])
    .$if(hotspotId !== undefined, (log) => log.where('hotspot_id', '=', hotspotId!))
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
}
