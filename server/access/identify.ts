import {
  CallingStationId,
  ChapPassword,
  checkChap,
  EapMessage,
  type RadiusRequest,
  UserName,
  UserPassword,
  userPassword,
} from '../../radius/index.ts'
import type { Gateway } from '../hotspots/gateways.ts'
import { parseMac } from '../mac.ts'

type Request = RadiusRequest<Gateway>

/** What a request shows of who asks, before anything is looked up. */
export interface Asker {
  userName: string
  /** The device that the gateway names, aa:bb:cc:dd:ee:ff. */
  deviceMac: string | undefined
  /** MAC authentication: the device whose address the User-Name is, in whatever spelling. */
  userMac: string | undefined
  proof: 'pap' | 'chap' | 'eap' | 'none'
}

export function readAsker({ packet }: Request): Asker {
  const userName = packet.get(UserName) ?? ''
  const userMac = parseMac(userName)
  const station = packet.get(CallingStationId) ?? ''
  const deviceMac = station === userName && userMac !== undefined ? userMac : parseMac(station, true)
  const isMac = userMac !== undefined && (deviceMac === undefined || userMac === deviceMac)
  return { userName, deviceMac, userMac: isMac ? userMac : undefined, proof: proofOf(packet) }
}

function proofOf(packet: Request['packet']): Asker['proof'] {
  if (packet.has(EapMessage)) return 'eap'
  if (packet.has(ChapPassword)) return 'chap'
  return packet.has(UserPassword) ? 'pap' : 'none'
}

export function ticketPasswordRight(request: Request, proof: 'pap' | 'chap', password: string): boolean {
  if (proof === 'chap') return checkChap(request, password)
  return userPassword(request)?.equals(Buffer.from(password)) ?? false
}

/** Gateways repeat the address as the password (CoovaChilli's default), in PAP or CHAP, or leave it empty. */
export function macPasswordRight(request: Request, { userName, proof }: Asker, mac: string): boolean {
  if (proof === 'none') return true
  if (proof === 'chap') return checkChap(request, userName)
  const password = userPassword(request)?.toString('utf8') ?? ''
  return password === '' || password === userName || parseMac(password) === mac
}
