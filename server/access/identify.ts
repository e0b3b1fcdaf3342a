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
import type { CachedResident } from './cache/residents.ts'
import type { Credentials } from './decide.ts'
import type { AccessMethod } from './log/store.ts'
import type { Ticket } from './tickets.ts'

export type Request = RadiusRequest<Gateway>

/** How the password of a ticket may be sent. */
export type PasswordMethod = 'pap' | 'chap' | 'mschapv2'

/** What a request says of who asks, before anything is looked up. */
export interface PresentedIdentity {
  userName: string
  /** The device that the gateway names, aa:bb:cc:dd:ee:ff. */
  deviceMac: string | undefined
  /** MAC authentication: the device whose address the User-Name is, in whatever spelling. */
  userMac: string | undefined
  method: PasswordMethod | 'eap' | 'none'
}

/** Who asks, once that is looked up and the password checked. */
export interface Authentication {
  method: AccessMethod
  deviceMac: string | undefined
  credentials: Credentials
  /** Undefined: nobody that Plaza knows, or it was not shown. */
  resident: CachedResident | undefined
  /** To be used up. */
  ticket?: Ticket
  /** Adds what the method wants to find in the reply. */
  complete?(answer: Reply): Reply
}

export function readIdentity({ packet }: Request): PresentedIdentity {
  const userName = packet.get(UserName) ?? ''
  const userMac = parseMac(userName)
  const station = packet.get(CallingStationId) ?? ''
  const deviceMac = station === userName && userMac !== undefined ? userMac : parseMac(station, true)
  const isMac = userMac !== undefined && (deviceMac === undefined || userMac === deviceMac)
  return { userName, deviceMac, userMac: isMac ? userMac : undefined, method: methodOf(packet) }
}

function methodOf(packet: Request['packet']): PresentedIdentity['method'] {
  if (packet.has(EapMessage)) return 'eap'
  if (packet.has(ChapPassword)) return 'chap'
  if (packet.has(MsChap2Response)) return 'mschapv2'
  return packet.has(UserPassword) ? 'pap' : 'none'
}

/** Checks the password in a request; `complete` adds what the method wants to find in the reply. */
export function checkPassword(
  request: Request,
  method: PasswordMethod,
  password: string | undefined,
): { passwordMatches: boolean; complete(answer: Reply): Reply } {
  if (method === 'mschapv2') {
    const checked =
      password === undefined ? undefined : checkMsChap2(request, request.packet.get(UserName) ?? '', password)
    return {
      passwordMatches: checked !== undefined,
      complete: (answer) =>
        checked && answer.code === Code.AccessAccept
          ? addMppeKeys(answer.add(MsChap2Success, checked.success), checked.keys, request)
          : answer.add(MsChapError, msChapError(request)),
    }
  }
  return {
    passwordMatches:
      password !== undefined && (method === 'chap' ? checkChap(request, password) : checkPap(request, password)),
    complete: (answer) => answer,
  }
}

const checkPap = (request: Request, password: string): boolean =>
  userPassword(request)?.equals(Buffer.from(password)) ?? false

/**
 * Gateways repeat the address as the password (CoovaChilli's default), leave it empty, or send one for all devices
 * (`HS_MACPASSWD`), in PAP or CHAP.
 */
export function isMacPassword(request: Request, { userName, method }: PresentedIdentity, mac: string): boolean {
  if (method === 'none') return true
  const { macPassword } = request.client
  if (method === 'chap') {
    return [userName, '', macPassword].some((password) => password !== null && checkChap(request, password))
  }
  const password = userPassword(request)?.toString('utf8') ?? ''
  return password === '' || password === userName || password === macPassword || parseMac(password) === mac
}
