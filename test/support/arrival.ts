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
import { type Arrival, encodeBlocks } from '../../server/accounting/arrival.ts'
import { insertBlocks } from '../../server/accounting/journal/journal-table.ts'
import { readRecord } from '../../server/accounting/read-record.ts'
import type { Connections } from '../../server/database/connection.ts'

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

/** What it tells where no Class is Plaza's and no hotspot is known. */
export const readAlone = (arrival: Arrival) =>
  readRecord(arrival, { classes: { open: () => undefined }, registry: { hotspotOf: () => undefined } })

/** Puts them into the journal, as a process does that has acknowledged them. */
export const journalled = (db: Pick<Connections, 'pool'>, ...arrivals: Arrival[]): Promise<void> =>
  insertBlocks(db, encodeBlocks(arrivals))
