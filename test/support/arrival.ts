import {
  AcctInputOctets,
  AcctOutputOctets,
  AcctSessionId,
  AcctSessionTime,
  AcctStatusType,
  Code,
  decodePacket,
  EventTimestamp,
  encodeRequest,
  NasIdentifier,
  NasIpAddress,
  Packet,
} from '../../radius/index.ts'
import type { Arrival } from '../../server/sessions/read-record.ts'

interface Said {
  kind: 'Start' | 'InterimUpdate' | 'Stop' | 'AccountingOn'
  gatewayId: number
  at: Date
  nasIdentifier?: string
  nasIp?: string
  acctSessionId?: string
  seconds?: number
  inputOctets?: number
  outputOctets?: number
}

/** An Accounting-Request that arrives as it happens. */
export function arrivalOf({ gatewayId, at, ...said }: Said): Arrival {
  const packet = new Packet(Code.AccountingRequest)
    .add(AcctStatusType, AcctStatusType.values[said.kind])
    .add(EventTimestamp, at)
  if (said.acctSessionId) packet.add(AcctSessionId, said.acctSessionId)
  if (said.nasIdentifier) packet.add(NasIdentifier, said.nasIdentifier)
  if (said.nasIp) packet.add(NasIpAddress, said.nasIp)
  if (said.seconds) packet.add(AcctSessionTime, said.seconds)
  if (said.inputOctets) packet.add(AcctInputOctets, said.inputOctets)
  if (said.outputOctets) packet.add(AcctOutputOctets, said.outputOctets)
  return { packet: decodePacket(encodeRequest(packet, 'secret')), gatewayId, receivedAt: at.getTime() }
}
