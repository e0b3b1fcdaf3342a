import {
  AcctInputOctets,
  AcctSessionId,
  AcctSessionTime,
  AcctStatusType,
  AcctTerminateCause,
  accountingRequest,
  exchange,
  type Packet,
} from '../../radius/index.ts'

const { Start, Stop } = AcctStatusType.values
const GATEWAYS_AT_ONCE = 64

export interface AccountingSender {
  /** Octets of each session whose Stop was acknowledged. */
  acknowledged: ReadonlyMap<string, number>
  /** Begins no further session; resolves when every record that was sent is acknowledged. */
  finish(): Promise<void>
  /** Sends nothing more. */
  giveUp(): void
}

/**
 * Sends sessions of a Start and a Stop as a NAS does: each record again and again until it is acknowledged, whatever
 * becomes of the server meanwhile.
 */
export function sendAccounting(port: number, secret: string, name: string): AccountingSender {
  const acknowledged = new Map<string, number>()
  let count = 0
  let finishing = false
  let gaveUp = false
  const untilAcknowledged = async (packet: Packet) => {
    while (!gaveUp) {
      const timing = { initialTimeout: 500, maxTimeout: 1000, maxAttempts: 3 }
      const result = await exchange({ address: '127.0.0.1', port, secret, packet, ...timing })
      if (result.packet) return true
    }
    return false
  }
  const gateway = async () => {
    while (!finishing) {
      const octets = 1000 + ++count
      const id = `${name}-${count}`
      await untilAcknowledged(accountingRequest().add(AcctStatusType, Start).add(AcctSessionId, id))
      const stop = accountingRequest().add(AcctStatusType, Stop).add(AcctSessionId, id)
      stop.add(AcctSessionTime, 60).add(AcctInputOctets, octets).add(AcctTerminateCause, 1)
      if (await untilAcknowledged(stop)) acknowledged.set(id, octets)
    }
  }
  const gateways = Promise.all(Array.from({ length: GATEWAYS_AT_ONCE }, gateway))
  return {
    acknowledged,
    async finish() {
      finishing = true
      await gateways
    },
    giveUp() {
      finishing = true
      gaveUp = true
    },
  }
}
