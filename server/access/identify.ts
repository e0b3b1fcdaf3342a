import {
  addMppeKeys,
  CallingStationId,
  ChapPassword,
  Code,
  checkChap,
  checkMsChap2,
  EapMessage,
  MsChap2Response,
  MsChap2Success,
  MsChapError,
  msChapError,
  type RadiusRequest,
  type Reply,
  UserName,
  UserPassword,
  userPassword,
} from '../../radius/index.ts'
import { parseMac } from '../mac.ts'
import type { Gateway } from '../network/gateways/gateways.ts'

type Request = RadiusRequest<Gateway>

/** How a ticket's password may be shown. */
export type TicketProof = 'pap' | 'chap' | 'mschapv2'

/** What a request shows of who asks, before anything is looked up. */
export interface Asker {
  userName: string
  /** The device that the gateway names, aa:bb:cc:dd:ee:ff. */
  deviceMac: string | undefined
  /** MAC authentication: the device whose address the User-Name is, in whatever spelling. */
  userMac: string | undefined
  proof: TicketProof | 'eap' | 'none'
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
  if (packet.has(MsChap2Response)) return 'mschapv2'
  return packet.has(UserPassword) ? 'pap' : 'none'
}

/** Checks the password that a request shows; `finish` adds what the method wants to find in the answer. */
export function checkTicket(
  request: Request,
  proof: TicketProof,
  password: string | undefined,
): { passwordRight: boolean; finish(answer: Reply): Reply } {
  if (proof === 'mschapv2') {
    const checked =
      password === undefined ? undefined : checkMsChap2(request, request.packet.get(UserName) ?? '', password)
    return {
      passwordRight: checked !== undefined,
      finish: (answer) =>
        checked && answer.code === Code.AccessAccept
          ? addMppeKeys(answer.add(MsChap2Success, checked.success), checked.keys, request)
          : answer.add(MsChapError, msChapError(request)),
    }
  }
  return {
    passwordRight:
      password !== undefined && (proof === 'chap' ? checkChap(request, password) : isPap(request, password)),
    finish: (answer) => answer,
  }
}

const isPap = (request: Request, password: string): boolean =>
  userPassword(request)?.equals(Buffer.from(password)) ?? false

/** Gateways repeat the address as the password (CoovaChilli's default), in PAP or CHAP, or leave it empty. */
export function macPasswordRight(request: Request, { userName, proof }: Asker, mac: string): boolean {
  if (proof === 'none') return true
  if (proof === 'chap') return checkChap(request, userName)
  const password = userPassword(request)?.toString('utf8') ?? ''
  return password === '' || password === userName || parseMac(password) === mac
}
