/** How far a NAS's clock may be off before the time of arrival is trusted more. */
export const CLOCK_WINDOW_MS = 600_000

/** What a gateway reports of one session (RFC 2866), understood: see `read-record.ts` for how. */
export interface SessionRecord extends SessionIdentity {
  kind: 'start' | 'interim' | 'stop'
  gatewayId: number
  /** With `gatewayId` tells the session from all others: see `key.ts`. */
  sessionKey: string
  acctSessionId: string
  /** When it happened, not when it arrived. */
  at: Date
  /** Acct-Session-Time; 0 when absent. */
  seconds: number
  /** 64-bit counters: gigawords included. Input is from the device, output to it. */
  inputOctets: number
  outputOctets: number
  /** Whether it came with gigawords (RFC 2869 section 5.1): without, the counters may wrap at 32 bits. */
  gigawords: boolean
  /** RFC 2866 section 5.10; of a Stop. */
  terminateCause: number | null
  doubt: Doubt | null
}

/**
 * What is not believed of a session: more octets than a line carries; more time than has passed; a record that was on its
 * way for too long; a Class that another gateway or device was given, or long ago; without a Class of ours, no
 * Access-Accept of the device at the gateway.
 */
export const doubts = ['volume', 'time', 'late', 'class', 'unaccepted'] as const
export type Doubt = (typeof doubts)[number]

/**
 * Who and where; texts as the gateway sent them, which a Disconnect-Request must repeat exactly (RFC 5176 section 3): octets
 * that are no UTF-8 as radius/attributes/exact-text.ts writes them.
 */
export interface SessionIdentity {
  residentId: number | null
  deviceMac: string | null
  hotspotId: number | null
  userName: string | null
  callingStationId: string | null
  calledStationId: string | null
  nasIdentifier: string | null
  nasIp: string | null
  nasPort: number | null
  framedIp: string | null
  /** Addresses, and prefixes with their length; in order, with a space between. */
  ipv6: string | null
  /** Which ports of a NAT's address it had when: see `nat-ports.ts`. */
  natPorts: string | null
  /** Acct-Multi-Session-Id (RFC 2866 section 5.11). */
  multiSessionId: string | null
  /** Acct-Interim-Interval that its Access-Accept gave; null where that is not known. */
  interimSeconds: number | null
}

/** What the record counts, without whom it was of; some gateways write the MAC into Acct-Session-Id. */
export const withoutPerson = (record: SessionRecord): SessionRecord => ({
  ...record,
  ...{ residentId: null, deviceMac: null, userName: null, callingStationId: null, framedIp: null, ipv6: null },
  ...{ natPorts: null, multiSessionId: null, acctSessionId: record.sessionKey },
})

/** A NAS that starts or stops its service: Accounting-On and -Off (RFC 2866 section 5.1). */
export interface NasRecord {
  kind: 'on' | 'off'
  gatewayId: number
  at: Date
  nasIdentifier: string | null
  nasIp: string | null
}

export type AccountingRecord = SessionRecord | NasRecord

export const isOfNas = (kind: AccountingRecord['kind'] | undefined): kind is NasRecord['kind'] =>
  kind === 'on' || kind === 'off'

export const isNasRecord = (record: AccountingRecord): record is NasRecord => isOfNas(record.kind)
