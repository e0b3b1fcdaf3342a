import {
  AcctDelayTime,
  AcctInputGigawords,
  AcctInputOctets,
  AcctMultiSessionId,
  AcctOutputGigawords,
  AcctOutputOctets,
  AcctSessionId,
  AcctSessionTime,
  AcctStatusType,
  AcctTerminateCause,
  CalledStationId,
  CallingStationId,
  Class,
  DelegatedIpv6Prefix,
  EventTimestamp,
  exact,
  FramedIpAddress,
  FramedIpv6Address,
  FramedIpv6Prefix,
  NasIdentifier,
  NasIpAddress,
  NasPort,
  type Packet,
  UserName,
} from '../../radius/index.ts'
import { parseMac } from '../mac.ts'
import type { Registry } from '../network/gateways/registry.ts'
import { type ClassToken, type ClassTokens, isOfRecord } from '../sessions/ledger/class-token.ts'
import { sessionKey } from '../sessions/ledger/key.ts'
import { type AccountingRecord, CLOCK_WINDOW_MS, isOfNas } from '../sessions/ledger/record.ts'
import type { Arrival } from './arrival.ts'
import { natPortsOf } from './nat-ports.ts'

const statuses = AcctStatusType.values
const kinds: Record<number, AccountingRecord['kind']> = {
  [statuses.Start]: 'start',
  [statuses.InterimUpdate]: 'interim',
  [statuses.Stop]: 'stop',
  [statuses.AccountingOn]: 'on',
  [statuses.AccountingOff]: 'off',
}

/** What the gateway must be told again as it said it (RFC 5176 section 3), in whatever octets. */
const names = {
  acctSessionId: exact(AcctSessionId),
  nasIdentifier: exact(NasIdentifier),
  callingStationId: exact(CallingStationId),
  calledStationId: exact(CalledStationId),
  userName: exact(UserName),
  multiSessionId: exact(AcctMultiSessionId),
}

const GIGAWORD = 2 ** 32
/** A record that was on its way for longer is not believed. */
const LONGEST_DELAY_SECONDS = 7 * 86_400

/** What a record is read with, besides its packet. */
export interface RecordSources {
  classes: Pick<ClassTokens, 'open'>
  registry: Pick<Registry, 'hotspotOf'>
}

/**
 * What an Accounting-Request tells; undefined where Plaza keeps nothing of it: an unknown Acct-Status-Type, or no
 * Acct-Session-Id, which RFC 2866 section 5.5 requires.
 */
export function kindOf(packet: Packet): AccountingRecord['kind'] | undefined {
  const kind = kinds[packet.get(AcctStatusType) ?? 0]
  return isOfNas(kind) || text(packet.get(names.acctSessionId)) !== null ? kind : undefined
}

/** Reads an Accounting-Request. @throws {TypeError} where {@link kindOf} finds none */
export function readRecord(arrival: Arrival, { classes, registry }: RecordSources): AccountingRecord {
  const { packet, gatewayId, receivedAt } = arrival
  const kind = kindOf(packet)
  if (kind === undefined) throw new TypeError('Plaza keeps nothing of this Accounting-Request.')
  const at = eventTime(packet, receivedAt)
  const nasIdentifier = text(packet.get(names.nasIdentifier))
  const nasIp = packet.get(NasIpAddress) ?? null
  if (isOfNas(kind)) return { kind, gatewayId, at, nasIdentifier, nasIp }

  const acctSessionId = text(packet.get(names.acctSessionId))!
  const callingStationId = text(packet.get(names.callingStationId))
  const called = packet.get(names.calledStationId)
  const mac = parseMac(callingStationId ?? '', true) ?? null
  const tokens = ownClasses(packet, classes)
  const ours = tokens.find((token) => isOfRecord(token, { gatewayId, deviceMac: mac, at }))
  const isLate = delayOf(packet) > LONGEST_DELAY_SECONDS
  // One literal: copying by spread takes longer than reading.
  return {
    kind,
    gatewayId,
    at,
    acctSessionId,
    callingStationId,
    nasIdentifier,
    nasIp,
    sessionKey: sessionKey({
      acctSessionId,
      device: mac ?? callingStationId ?? (ours ?? tokens[0])?.deviceMac ?? null,
      nasIdentifier,
    }),
    seconds: isLate ? 0 : (packet.get(AcctSessionTime) ?? 0),
    inputOctets: octets(packet.get(AcctInputOctets), packet.get(AcctInputGigawords)),
    outputOctets: octets(packet.get(AcctOutputOctets), packet.get(AcctOutputGigawords)),
    gigawords: packet.has(AcctInputGigawords) || packet.has(AcctOutputGigawords),
    doubt: isLate ? 'late' : !ours && tokens.length > 0 ? 'class' : null,
    terminateCause: kind === 'stop' ? terminateCause(packet.get(AcctTerminateCause)) : null,
    residentId: isLate ? null : (ours?.residentId ?? null),
    deviceMac: ours?.deviceMac ?? mac,
    hotspotId: registry.hotspotOf(gatewayId, called, packet)?.id ?? ours?.hotspotId ?? null,
    userName: text(packet.get(names.userName)),
    calledStationId: text(called),
    nasPort: packet.get(NasPort) ?? null,
    framedIp: packet.get(FramedIpAddress) ?? null,
    ipv6: ipv6Of(packet),
    natPorts: isLate ? null : natPortsOf(packet, at),
    multiSessionId: text(packet.get(names.multiSessionId)),
    interimSeconds: ours?.interimSeconds ?? null,
  }
}

/** Each may come several times (RFC 6911 section 3.1, RFC 3162 section 2.3, RFC 4818 section 3). */
function ipv6Of(packet: Packet): string | null {
  const told = ipv6Attributes.flatMap((attribute) => (packet.has(attribute) ? packet.getAll(attribute) : []))
  return told.length === 0 ? null : [...new Set(told)].sort().join(' ')
}
const ipv6Attributes = [FramedIpv6Address, FramedIpv6Prefix, DelegatedIpv6Prefix] as const

const octets = (low: number | undefined, high: number | undefined): number =>
  Math.min((high ?? 0) * GIGAWORD + (low ?? 0), Number.MAX_SAFE_INTEGER)

/** Causes are small numbers; PostgreSQL's integer does not hold every 32-bit one. */
const terminateCause = (cause: number | undefined) => (cause === undefined || cause > 0xffff ? null : cause)

const ownClasses = (packet: Packet, classes: RecordSources['classes']): ClassToken[] =>
  packet.getAll(Class).flatMap((value) => classes.open(value) ?? [])

/** Seconds. */
const delayOf = (packet: Packet): number => packet.get(AcctDelayTime) ?? 0

/**
 * When it happened: Event-Timestamp (RFC 2869 section 5.3) if it is near the time of arrival less Acct-Delay-Time (RFC
 * 2866 section 5.2), else that time.
 */
function eventTime(packet: Packet, receivedAt: number): Date {
  const delay = Math.min(delayOf(packet), LONGEST_DELAY_SECONDS)
  const expected = new Date(receivedAt - delay * 1000)
  const stamped = packet.get(EventTimestamp)
  if (stamped === undefined) return expected
  return Math.abs(stamped.getTime() - expected.getTime()) <= CLOCK_WINDOW_MS ? stamped : expected
}

const text = (value: string | undefined): string | null => value || null
