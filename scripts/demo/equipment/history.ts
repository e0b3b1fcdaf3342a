import { storeRecords } from '../../../server/accounting/ingest.ts'
import type { Database } from '../../../server/database/connection.ts'
import { listensSince } from '../../../server/health/evidence/usual.ts'
import type { SessionRecord } from '../../../server/sessions/ledger/record.ts'
import { localDay } from '../../../server/usage/local-day.ts'

const HOUR_MS = 3_600_000
const DAYS = 15
const EVERY_MS = HOUR_MS / 3
/** Nobody has come for so long. */
const UNUSED_MS = 8 * HOUR_MS
const STAYED_SECONDS = 600
const AT_ONCE = 500

interface Place {
  hotspotId: number
  gatewayId: number
}

/** Sessions of two weeks at one hotspot, until some hours ago: nobody comes there any more. Once. */
export async function storeUseBefore(db: Database, place: Place, timeZone: string, now = Date.now()): Promise<void> {
  const last = now - UNUSED_MS
  const records: SessionRecord[] = []
  for (let at = last - DAYS * 24 * HOUR_MS; at <= last; at += EVERY_MS) records.push(sessionAt(place, at))
  for (let from = 0; from < records.length; from += AT_ONCE)
    await storeRecords(db, records.slice(from, from + AT_ONCE), localDay(timeZone))
}

/** As if Plaza had heard of the city's sessions all that time: what was before the start would be its own silence. */
export const listenBefore = (db: Database, now = Date.now()): Promise<void> =>
  listensSince(db, new Date(now - 2 * UNUSED_MS), new Date(now))

function sessionAt({ hotspotId, gatewayId }: Place, at: number): SessionRecord {
  const id = `before-${hotspotId}-${at}`
  return {
    ...{ gatewayId, hotspotId, kind: 'stop', sessionKey: id, acctSessionId: id },
    ...{ at: new Date(at), seconds: STAYED_SECONDS, inputOctets: 2e6, outputOctets: 2e7, gigawords: true },
    ...{ terminateCause: 1, doubt: null, residentId: null, deviceMac: null, userName: null, callingStationId: null },
    ...{ calledStationId: null, nasIdentifier: null, nasIp: null, nasPort: null, framedIp: null, ipv6: null },
    ...{ natPorts: null, multiSessionId: null, interimSeconds: null },
  }
}
