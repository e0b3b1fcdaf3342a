/** Attributes of RFC 2866 (RADIUS Accounting). */
import { standard } from './attribute-type.ts'

export const AcctStatusType = standard.enumerated('Acct-Status-Type', 40, {
  Start: 1,
  Stop: 2,
  InterimUpdate: 3,
  AccountingOn: 7,
  AccountingOff: 8,
})
export const AcctDelayTime = standard.integer('Acct-Delay-Time', 41)
export const AcctInputOctets = standard.integer('Acct-Input-Octets', 42)
export const AcctOutputOctets = standard.integer('Acct-Output-Octets', 43)
export const AcctSessionId = standard.text('Acct-Session-Id', 44)
export const AcctAuthentic = standard.enumerated('Acct-Authentic', 45, { Radius: 1, Local: 2, Remote: 3, Diameter: 4 })
export const AcctSessionTime = standard.integer('Acct-Session-Time', 46)
export const AcctInputPackets = standard.integer('Acct-Input-Packets', 47)
export const AcctOutputPackets = standard.integer('Acct-Output-Packets', 48)
export const AcctTerminateCause = standard.enumerated('Acct-Terminate-Cause', 49, {
  UserRequest: 1,
  LostCarrier: 2,
  LostService: 3,
  IdleTimeout: 4,
  SessionTimeout: 5,
  AdminReset: 6,
  AdminReboot: 7,
  PortError: 8,
  NasError: 9,
  NasRequest: 10,
  NasReboot: 11,
  PortUnneeded: 12,
  PortPreempted: 13,
  PortSuspended: 14,
  ServiceUnavailable: 15,
  Callback: 16,
  UserError: 17,
  HostRequest: 18,
})
export const AcctMultiSessionId = standard.text('Acct-Multi-Session-Id', 50)
export const AcctLinkCount = standard.integer('Acct-Link-Count', 51)
