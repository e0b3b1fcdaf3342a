import { ALWAYS_OPEN, type Opening } from '../network/groups/opening-hours.ts'
import { whileEmergency } from './emergencies/while-emergency.ts'
import type { Policy } from './policies/policies.ts'
import { type Segment, segmentOf } from './policies/segment.ts'

/** Why a request was rejected, each with the sentence that an operator reads. */
export const rejectReasons = {
  'unsupported-method': 'The gateway, or the device by 802.1X, asked with a method that Plaza does not know.',
  'no-calling-station-id': 'The gateway did not say which device it is (Calling-Station-Id is missing or no MAC).',
  'unknown-user': 'There is no ticket, or by 802.1X no device credential, with this user name.',
  'name-with-nul': 'The user name has an octet 0: no ticket and no device credential has such a name.',
  'wrong-password':
    'The password is not that of the ticket or device credential, or not what MAC authentication carries.',
  'ticket-used': 'The ticket was used before; each is good for one login.',
  'ticket-expired': 'The ticket was not used within its two minutes.',
  'ticket-other-gateway': 'The ticket was issued for another gateway.',
  'ticket-other-device': 'The ticket was issued for another device.',
  'credential-expired': 'The time for which the device credential (802.1X) was made is over.',
  'credential-revoked': 'The device credential (802.1X) was revoked.',
  'unknown-ca': 'The client certificate was issued by a CA that Plaza does not trust.',
  'unknown-certificate': 'The client certificate is in order, but belongs to no device credential.',
  'certificate-unfit': 'The device showed no certificate, or one that is not meant for clients.',
  'server-not-trusted':
    "The device does not trust Plaza's certificate: it lacks the CA, or expects another server name.",
  'tls-failed':
    "No TLS came about: no common version or cipher, or the device refused Plaza's certificate without saying so.",
  'eap-broken-off': 'The device broke 802.1X off, or sent what no method says.',
  'device-not-bound': 'No resident has signed in with this device yet; the gateway now shows it the portal.',
  'binding-expired': 'The resident must sign in again: the time for which the device is remembered is over.',
  'hotspot-closed': 'The hotspot is closed: its group’s opening hours say so.',
  'resident-blocked': 'Staff have blocked this resident.',
  'level-too-low': 'The resident’s account is not verified enough for the policy here.',
  'voucher-over': 'The time of the voucher by which the device was let in is over, or staff have revoked it.',
  'daily-time-used-up': "The resident's time for today is used up.",
  'daily-volume-used-up': "The resident's data volume for today is used up.",
  'reply-not-encodable': 'RADIUS could not carry the answer that lets the device in: the log of the process says why.',
  'too-many-devices': 'As many of the resident’s devices as the policy allows are online already.',
  'hotspot-full':
    'As many devices as the hotspot is made for are online there, and its policy turns further ones away.',
} as const
export type RejectReason = keyof typeof rejectReasons
/** Why a request was accepted: as who asks may, or since an emergency lets everybody in. */
export type AcceptReason = 'accepted' | 'emergency'
export const isAcceptReason = (reason: string): reason is AcceptReason =>
  reason === 'accepted' || reason === 'emergency'

/** What a resident gets for one session. Times in seconds, rates in bit/s; null: no limit. */
export interface Limits {
  sessionSeconds: number
  idleSeconds: number
  interimSeconds: number
  upBps: number | null
  downBps: number | null
  /** Both directions together, for this session. */
  octets: number | null
  /** Undefined: as the gateway does of itself. */
  segment?: Segment
}

export type Decision =
  | {
      accept: true
      limits: Limits
      /** It is an emergency that lets the device in, whosever it is. */
      emergency?: true
    }
  | { accept: false; reason: RejectReason }

/** What the request shows of who asks, checked against what is known. */
export type Credentials =
  | { kind: 'unsupported' }
  | {
      kind: 'ticket'
      passwordMatches: boolean
      /** Undefined: there is none of this name. */
      ticket:
        | {
            gatewayId: number
            deviceMac: string
            expiresAt: Date
            usedAt: Date | null
            /** It was used by this very request, which the gateway repeats. */
            repeated?: boolean
          }
        | undefined
    }
  | {
      kind: 'mac'
      passwordMatches: boolean
      /** Undefined: bound to nobody. */
      device: { boundUntil: Date } | undefined
    }
  | {
      kind: 'device-credential'
      /** Undefined: deleted since the device showed it. */
      credential: { expiresAt: Date; revokedAt: Date | null } | undefined
    }
  /** The resident has just signed in, and the portal itself opens the gateway. */
  | { kind: 'signed-in' }
  /** The method itself has come to an end already. */
  | { kind: 'refused'; reason: RejectReason }

export interface Facts {
  credentials: Credentials
  /** The device that the gateway names, aa:bb:cc:dd:ee:ff. */
  deviceMac: string | undefined
  gatewayId: number
  residentBlocked: boolean
  /** Devices of the resident that are online, without the one that asks. */
  otherDevices: number
  /** By all devices of the resident, sessions under way included. */
  usedToday: { seconds: number; octets: number }
  /** Where the device is, for an account of this level. */
  policy: Policy
  /** When the voucher ends by which the device gets in; absent: by none. */
  voucherUntil?: Date | undefined
  /** As many devices as may be are online there, and this one is new; absent: there is room, or nobody counts. */
  isFull?: boolean | undefined
  /** Whether it is open there, and until when; absent: always. */
  opening?: Opening | undefined
  /** Until when an emergency lets everybody in where this device is. */
  emergencyUntil?: Date | undefined
  now: Date
}

/** Decides an Access-Request. The first thing that speaks against it is the reason. */
export function decide(facts: Facts): Decision {
  const reason = refusal(facts)
  if (!reason) return { accept: true, limits: limitsOf(facts) }
  if (isLetInByEmergency(facts)) return { accept: true, limits: emergencyLimits(facts), emergency: true }
  return { accept: false, reason }
}

/** Everybody whose device the gateway names by MAC authentication: unknown, over the day's quota, or blocked. */
const isLetInByEmergency = (facts: Facts): boolean => {
  const { credentials, deviceMac } = facts
  return isEmergency(facts) && credentials.kind === 'mac' && credentials.passwordMatches && deviceMac !== undefined
}

export const isEmergency = ({ emergencyUntil, now }: Pick<Facts, 'emergencyUntil' | 'now'>): boolean =>
  emergencyUntil !== undefined && emergencyUntil > now

/** Without quotas, and no longer than the emergency. */
function emergencyLimits({ policy, emergencyUntil, now }: Facts): Limits {
  const { sessionSeconds, idleSeconds, interimSeconds, upBps, downBps } = policy
  const left = Math.max(1, Math.ceil((emergencyUntil!.getTime() - now.getTime()) / 1000))
  const limits = { idleSeconds, interimSeconds, upBps, downBps }
  return withSegment(policy, { ...limits, sessionSeconds: Math.min(sessionSeconds, left), octets: null })
}

function refusal(facts: Facts): RejectReason | undefined {
  const { credentials, deviceMac, policy, usedToday } = facts
  if (credentials.kind === 'unsupported') return 'unsupported-method'
  if (credentials.kind === 'refused') return credentials.reason
  if (credentials.kind === 'ticket' && !credentials.ticket) return 'unknown-user'
  if ('passwordMatches' in credentials && !credentials.passwordMatches) return 'wrong-password'
  if (deviceMac === undefined) return 'no-calling-station-id'
  if (!isOpen(facts)) return 'hotspot-closed'
  const refused = credentials.kind === 'signed-in' ? undefined : credentialsRefusal(credentials, facts)
  if (refused) return refused
  if (facts.residentBlocked) return 'resident-blocked'
  if (facts.voucherUntil && secondsTo(facts.voucherUntil, facts.now) < 1) return 'voucher-over'
  if (policy.lacksLevel === 'refused') return 'level-too-low'
  if (policy.dailySeconds !== null && usedToday.seconds >= policy.dailySeconds) return 'daily-time-used-up'
  if (policy.dailyOctets !== null && usedToday.octets >= policy.dailyOctets) return 'daily-volume-used-up'
  if (facts.otherDevices >= policy.devicesPerResident) return 'too-many-devices'
  if (facts.isFull && !isEmergency(facts)) return 'hotspot-full'
  return undefined
}

type Held<K extends Credentials['kind']> = Extract<Credentials, { kind: K }>

function credentialsRefusal(
  credentials: Held<'ticket' | 'mac' | 'device-credential'>,
  facts: Facts,
): RejectReason | undefined {
  if (credentials.kind === 'ticket') return ticketRefusal(credentials.ticket, facts)
  if (credentials.kind === 'mac') return deviceRefusal(credentials.device, facts.now)
  return credentialRefusal(credentials.credential, facts.now)
}

function ticketRefusal(
  ticket: Held<'ticket'>['ticket'],
  { gatewayId, deviceMac, now }: Facts,
): RejectReason | undefined {
  if (!ticket) return 'unknown-user'
  if (!ticket.repeated) {
    if (ticket.usedAt !== null) return 'ticket-used'
    if (ticket.expiresAt <= now) return 'ticket-expired'
  }
  if (ticket.gatewayId !== gatewayId) return 'ticket-other-gateway'
  if (ticket.deviceMac !== deviceMac) return 'ticket-other-device'
  return undefined
}

function deviceRefusal(device: Held<'mac'>['device'], now: Date): RejectReason | undefined {
  if (!device) return 'device-not-bound'
  return device.boundUntil <= now ? 'binding-expired' : undefined
}

function credentialRefusal(credential: Held<'device-credential'>['credential'], now: Date): RejectReason | undefined {
  if (!credential || credential.revokedAt !== null) return 'credential-revoked'
  return credential.expiresAt <= now ? 'credential-expired' : undefined
}

const openingNow = ({ opening = ALWAYS_OPEN, emergencyUntil, now }: Facts): Opening =>
  whileEmergency(opening, emergencyUntil, now)

/** For a second at least: there is no shorter session. */
function isOpen(facts: Facts): boolean {
  const { open, until } = openingNow(facts)
  return open && (until === undefined || until.getTime() - facts.now.getTime() >= 1000)
}

function limitsOf(facts: Facts): Limits {
  const { policy, usedToday, now } = facts
  const secondsOpen = secondsTo(openingNow(facts).until, now)
  const secondsLeft = policy.dailySeconds === null ? Number.POSITIVE_INFINITY : policy.dailySeconds - usedToday.seconds
  return withSegment(policy, {
    sessionSeconds: Math.min(policy.sessionSeconds, secondsLeft, secondsOpen, secondsTo(facts.voucherUntil, now)),
    idleSeconds: policy.idleSeconds,
    interimSeconds: policy.interimSeconds,
    upBps: policy.upBps,
    downBps: policy.downBps,
    octets: policy.dailyOctets === null ? null : policy.dailyOctets - usedToday.octets,
  })
}

/** Whole ones; without end where nothing ends. */
const secondsTo = (until: Date | undefined, now: Date): number =>
  until ? Math.floor((until.getTime() - now.getTime()) / 1000) : Number.POSITIVE_INFINITY

function withSegment(policy: Policy, limits: Limits): Limits {
  const segment = segmentOf(policy)
  if (segment) limits.segment = segment
  return limits
}
