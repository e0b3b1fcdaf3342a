import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { doneRecord, idParameter } from '../parameters.ts'
import { districtOf } from './districts.ts'

export const requirement = z.enum(['require', 'auto', 'off'])
export type Requirement = z.infer<typeof requirement>

/**
 * What the last days' Access-Requests say about requiring a Message-Authenticator (CVE-2024-3596): `silent`: none came;
 * `safe`: it is required, and nothing was refused; `refusing`: it is required, and requests were refused; `ready`: it
 * could be required without refusing anything; `old`: requiring it would refuse requests.
 */
export const signingVerdict = z.enum(['silent', 'safe', 'refusing', 'ready', 'old'])
export type SigningVerdict = z.infer<typeof signingVerdict>

/** Access-Requests of the last 7 days; `heardAt` and `heardFrom` look back 30 days. */
const signingObserved = z.object({
  verdict: signingVerdict,
  requests: z.int(),
  /** Without Message-Authenticator: what `require` refuses. */
  unsigned: z.int(),
  unsignedAt: z.iso.datetime().nullable(),
  unsignedFrom: z.string().nullable(),
  /** Refused for want of a Message-Authenticator. */
  refused: z.int(),
  proxyState: z.int(),
  unsignedProxyState: z.int(),
  eap: z.int(),
  heardAt: z.iso.datetime().nullable(),
  heardFrom: z.string().nullable(),
  /** NAS-Identifiers heard, the latest first. */
  nasIdentifiers: z.array(z.string()),
})

export const gatewayListItem = signingObserved.extend({
  id: z.int(),
  name: z.string(),
  vendor: z.string(),
  /** CIDR; null: it comes from anywhere, over RadSec, or does not ask RADIUS. */
  network: z.string().nullable(),
  /** Who lets devices in: RADIUS, which the gateway asks, or the portal itself. */
  access: z.enum(['radius', 'portal']),
  /** What Plaza cannot do at gateways of this make. */
  cannot: z.array(z.enum(['disconnect', 'change-limits', 'data-limit', 'speed-limit', 'accounting'])),
  /** Devices that the portal has let in there, by what it knows: there is no accounting. */
  granted: z.int(),
  /** Sessions that it reports and that are not over. */
  liveSessions: z.int(),
  hotspots: z.int(),
  /** Null: it is the whole city's. */
  district: districtOf,
  /** Its live sessions say that input and output are swapped (RFC 2866 section 5.3: input is from the device). */
  octetsSwapped: z.boolean(),
  /** Devices that are online at other gateways at the same time: somebody uses a copy of their address. */
  copiedDevices: z.int(),
  messageAuthenticator: requirement,
  /** Of Access-Requests with Proxy-State, where the above does not require it already. */
  signedProxyState: requirement,
  /** Addresses heard. */
  sources: z.int(),
})
export type GatewayListItem = z.infer<typeof gatewayListItem>
export const gatewayPage = pageOf(gatewayListItem)

/** All on one page, without secrets: the dashboard puts them in order by what is urgent. */
export const listGateways = endpoint({
  method: 'get',
  path: '/gateways',
  summary: 'Every gateway with what it must sign, what it was seen to sign, and what requiring it would refuse',
  role: 'operator',
  districts: 'own',
  response: gatewayPage,
})

/** By source address, at most 200; null: addresses beyond those told apart. */
export const gatewaySource = signingObserved.extend({ address: z.string().nullable() })
export type GatewaySource = z.infer<typeof gatewaySource>
/** How reading the state of its access points at its controller goes; `unknown`: those of them that are no hotspot's. */
const controllerRead = z.object({
  readAt: z.iso.datetime().nullable(),
  failingSince: z.iso.datetime().nullable(),
  failure: z
    .enum([
      ...(['controller-unreachable', 'controller-timeout', 'controller-untrusted'] as const),
      ...(['controller-credentials', 'controller-refused', 'controller-unknown-device'] as const),
    ])
    .nullable(),
  accessPoints: z.int(),
  unknown: z.int(),
})
export const gatewayDetail = gatewayListItem.extend({
  bySource: z.array(gatewaySource),
  /** Null: it has none, or that is not read. */
  controllerRead: controllerRead.nullable(),
})
export type GatewayDetail = z.infer<typeof gatewayDetail>

export const readGateway = endpoint({
  method: 'get',
  path: '/gateways/{id}',
  summary: 'One gateway, also by the addresses that its packets come from',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: gatewayDetail,
})

/** An absent `signedProxyState` is left as it is. */
export const chosenSigning = z.strictObject({ mode: requirement, signedProxyState: requirement.optional() })

export const chooseSigning = endpoint({
  method: 'put',
  path: '/gateways/{id}/message-authenticator',
  summary: 'Chooses whether a gateway must sign its Access-Requests (CVE-2024-3596)',
  role: 'admin',
  districts: 'own',
  params: idParameter,
  body: chosenSigning,
  response: gatewayListItem,
  changes: { action: 'gateway.message-authenticator', target: 'gateway {id}' },
})

export const disabledGateway = z.object({
  id: z.int(),
  name: z.string(),
  vendor: z.string(),
  network: z.string().nullable(),
  disabledAt: z.iso.datetime(),
  hotspots: z.int(),
  liveSessions: z.int(),
})
export type DisabledGateway = z.infer<typeof disabledGateway>
export const disabledGatewayPage = pageOf(disabledGateway)

/** All on one page. */
export const listDisabledGateways = endpoint({
  method: 'get',
  path: '/disabled-gateways',
  summary: 'Gateways that are out of use and may be put back',
  role: 'operator',
  districts: 'own',
  response: disabledGatewayPage,
})

export const useGateway = endpoint({
  method: 'put',
  path: '/gateways/{id}/use',
  summary: 'Takes a gateway out of use, at once and with all that it has, or puts it back',
  role: 'admin',
  districts: 'own',
  params: idParameter,
  body: z.strictObject({ disabled: z.boolean() }),
  response: doneRecord,
  changes: { action: 'gateway.use', target: 'gateway {id}' },
})

/** So many hotspots in use have no gateway now. */
export const removedGateway = z.object({ hotspots: z.int() })

export const removeGateway = endpoint({
  method: 'post',
  path: '/gateways/{id}/remove',
  summary: 'Removes a gateway for good; what it reported stays',
  role: 'admin',
  districts: 'own',
  params: idParameter,
  response: removedGateway,
  changes: { action: 'gateway.remove', target: 'gateway {id}' },
})

/** Of RADIUS by certificate alone. */
const gatewayCertificate = z.object({ fingerprint: z.string(), notAfter: z.iso.datetime() })

/** What a gateway is registered with, without secrets, and what is set at the gateway itself. */
export const gatewaySetup = z.object({
  nasIdentifier: z.string().nullable(),
  /** `scheme://host:port` of its login page. */
  loginOrigins: z.array(z.string()),
  coaPort: z.int(),
  /** Its redirects must be signed with a secret of their own. */
  hasUamSecret: z.boolean(),
  /** It sends one password for every device by MAC authentication. */
  hasMacPassword: z.boolean(),
  /** `ca`: PEM of its certificate or of the CA that signed it. */
  controller: z
    .object({
      ...{ url: z.string(), user: z.string(), site: z.string(), ca: z.string().nullable() },
      /** Whether the state of its access points is read there too. */
      readsStates: z.boolean(),
    })
    .nullable(),
  certificates: z.array(gatewayCertificate),
  /** As its make wants it written; `…` stands for a secret. */
  configuration: z.string(),
  /** A line each, as its make wants it written. */
  walledGarden: z.array(z.string()),
  /** `asking`: the City Key is being asked; `unsure`: it does not answer. Names that only it knows may be missing. */
  garden: z.enum(['sure', 'asking', 'unsure']),
  /** What its devices are given by DHCP option 114 (RFC 8910); null: nothing. */
  captiveApi: z.string().nullable(),
})
export type GatewaySetup = z.infer<typeof gatewaySetup>

export const readGatewaySetup = endpoint({
  method: 'get',
  path: '/gateways/{id}/setup',
  summary:
    'What a gateway, out of use or not, is registered with, without secrets, and the text of its own configuration',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: gatewaySetup,
})

/** The new secret, once: Plaza tells it to nobody again. */
export const madeSecret = z.object({ secret: z.string() })

export const rotateGatewaySecret = endpoint({
  method: 'post',
  path: '/gateways/{id}/rotate-secret',
  summary: 'Makes a new shared secret for a gateway, which holds at once, and shows it once',
  role: 'admin',
  districts: 'own',
  params: idParameter,
  response: madeSecret,
  changes: { action: 'gateway.rotate-secret', target: 'gateway {id}' },
})
