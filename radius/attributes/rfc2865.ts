/** Attributes of RFC 2865 (Remote Authentication Dial In User Service). */
import { standard } from './attribute-type.ts'

export const UserName = standard.text('User-Name', 1)
export const UserPassword = standard.octets('User-Password', 2)
export const ChapPassword = standard.octets('CHAP-Password', 3)
export const NasIpAddress = standard.ipv4('NAS-IP-Address', 4)
export const NasPort = standard.integer('NAS-Port', 5)
export const ServiceType = standard.enumerated('Service-Type', 6, {
  Login: 1,
  Framed: 2,
  CallbackLogin: 3,
  CallbackFramed: 4,
  Outbound: 5,
  Administrative: 6,
  NasPrompt: 7,
  AuthenticateOnly: 8,
  CallbackNasPrompt: 9,
  CallCheck: 10,
  CallbackAdministrative: 11,
  AuthorizeOnly: 17,
})
export const FramedProtocol = standard.enumerated('Framed-Protocol', 7, {
  Ppp: 1,
  Slip: 2,
  Arap: 3,
  Gandalf: 4,
  Xylogics: 5,
  X75: 6,
})
export const FramedIpAddress = standard.ipv4('Framed-IP-Address', 8)
export const FramedIpNetmask = standard.ipv4('Framed-IP-Netmask', 9)
export const FramedRouting = standard.integer('Framed-Routing', 10)
export const FilterId = standard.text('Filter-Id', 11)
export const FramedMtu = standard.integer('Framed-MTU', 12)
export const FramedCompression = standard.integer('Framed-Compression', 13)
export const LoginIpHost = standard.ipv4('Login-IP-Host', 14)
export const LoginService = standard.integer('Login-Service', 15)
export const LoginTcpPort = standard.integer('Login-TCP-Port', 16)
export const ReplyMessage = standard.text('Reply-Message', 18)
export const CallbackNumber = standard.text('Callback-Number', 19)
export const CallbackId = standard.text('Callback-Id', 20)
export const FramedRoute = standard.text('Framed-Route', 22)
export const FramedIpxNetwork = standard.ipv4('Framed-IPX-Network', 23)
export const State = standard.octets('State', 24)
export const Class = standard.octets('Class', 25)
export const SessionTimeout = standard.integer('Session-Timeout', 27)
export const IdleTimeout = standard.integer('Idle-Timeout', 28)
export const TerminationAction = standard.enumerated('Termination-Action', 29, { Default: 0, RadiusRequest: 1 })
export const CalledStationId = standard.text('Called-Station-Id', 30)
export const CallingStationId = standard.text('Calling-Station-Id', 31)
export const NasIdentifier = standard.text('NAS-Identifier', 32)
export const ProxyState = standard.octets('Proxy-State', 33)
export const LoginLatService = standard.text('Login-LAT-Service', 34)
export const LoginLatNode = standard.text('Login-LAT-Node', 35)
export const LoginLatGroup = standard.octets('Login-LAT-Group', 36)
export const FramedAppleTalkLink = standard.integer('Framed-AppleTalk-Link', 37)
export const FramedAppleTalkNetwork = standard.integer('Framed-AppleTalk-Network', 38)
export const FramedAppleTalkZone = standard.text('Framed-AppleTalk-Zone', 39)
export const ChapChallenge = standard.octets('CHAP-Challenge', 60)
export const NasPortType = standard.enumerated('NAS-Port-Type', 61, {
  Async: 0,
  Sync: 1,
  Isdn: 2,
  Virtual: 5,
  Ethernet: 15,
  WirelessOther: 18,
  Wireless80211: 19,
})
export const PortLimit = standard.integer('Port-Limit', 62)
export const LoginLatPort = standard.text('Login-LAT-Port', 63)
