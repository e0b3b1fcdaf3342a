import { randomUUID } from 'node:crypto'
import type { SessionRecord } from '../../server/sessions/ledger/record.ts'

/** A Start of a session of its own, unless told otherwise. */
export function sessionRecord(more: Partial<SessionRecord> & Pick<SessionRecord, 'gatewayId'>): SessionRecord {
  const id = randomUUID()
  return {
    ...{ kind: 'start', sessionKey: id, acctSessionId: id, at: new Date(), seconds: 0 },
    ...{
      inputOctets: 0,
      outputOctets: 0,
      gigawords: true,
      terminateCause: null,
      doubt: null,
      residentId: null,
      deviceMac: null,
      hotspotId: null,
    },
    ...{ userName: 'somebody', callingStationId: null, calledStationId: null, nasIdentifier: null, nasIp: null },
    ...{ nasPort: null, framedIp: null, ipv6: null, natPorts: null, multiSessionId: null, interimSeconds: null },
    ...more,
  }
}
