import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { idParameter } from '../parameters.ts'
import { requirement } from './gateways.ts'

export const gatewayVendor = z.enum([
  'coovachilli',
  'uspot',
  'mikrotik',
  'cisco',
  'aruba',
  'ruckus',
  'meraki',
  'cambium',
  'opennds',
  'meraki-click',
  'unifi',
  'omada',
  'generic',
])
export type GatewayVendor = z.infer<typeof gatewayVendor>

/** A secret that the gateway has already; it is kept sealed, and told to nobody. */
const typedSecret = z.strictObject({ typed: z.string() })

const controller = z.strictObject({
  url: z.string(),
  user: z.string(),
  /** As the redirect names it. */
  site: z.string(),
  /** PEM of the certificate that the controller has, or of its CA; null: a public CA signed it. */
  ca: z.string().nullable(),
  /** Absent: the one that is there, where address and user stay. */
  password: z.string().optional(),
  /** Whether the state of its access points is read there too. */
  readsStates: z.boolean().default(true),
})

/** What a gateway is registered with, its secrets apart. */
const entry = z.strictObject({
  name: z.string(),
  vendor: gatewayVendor,
  /** Address or network in CIDR notation. */
  network: z.string().nullable(),
  nasIdentifier: z.string().nullable(),
  /** `scheme://host:port` */
  loginOrigins: z.array(z.string()).max(100),
  coaPort: z.int(),
  controller: controller.nullable(),
})

export const newGateway = entry.extend({
  /** Absent: Plaza makes one. `mayBeWeak`: as of an old gateway. */
  secret: typedSecret.extend({ mayBeWeak: z.boolean().optional() }).optional(),
  /** Absent: Plaza makes one, for makes that have one. Null: its redirects are not signed. */
  uamSecret: typedSecret.nullable().optional(),
  /** What it sends for every device by MAC authentication. */
  macPassword: typedSecret.optional(),
  /** It speaks RADIUS over TLS, from anywhere, and gets a certificate next. */
  radsec: z.boolean().optional(),
  messageAuthenticator: requirement.optional(),
})

/** Secrets that Plaza has made, once: it tells them to nobody again. */
const madeSecrets = { secret: z.string().nullable(), uamSecret: z.string().nullable() }

export const addGateway = endpoint({
  method: 'post',
  path: '/gateways',
  summary: 'Registers a gateway; the secrets that Plaza makes for it are in the answer, and never again',
  role: 'admin',
  districts: 'city',
  body: newGateway,
  response: z.object({ id: z.int(), ...madeSecrets }),
  changes: { action: 'gateway.add', target: 'gateway {id}' },
})

export const changedGateway = entry.extend({
  /** `keep`: as it is; `make`: Plaza makes another; null: its redirects are not signed. */
  uamSecret: z.union([z.enum(['keep', 'make']), typedSecret]).nullable(),
  /** `keep`: as it is; null: the device's address, or nothing. */
  macPassword: z.union([z.literal('keep'), typedSecret]).nullable(),
})

export const changeGateway = endpoint({
  method: 'put',
  path: '/gateways/{id}',
  summary: 'Changes what a gateway is registered with, its shared secret and signing apart',
  role: 'admin',
  districts: 'own',
  params: idParameter,
  body: changedGateway,
  response: z.object({ uamSecret: madeSecrets.uamSecret }),
  changes: { action: 'gateway.set', target: 'gateway {id}' },
})

export const issueGatewayCertificate = endpoint({
  method: 'post',
  path: '/gateways/{id}/certificate',
  summary:
    'Issues a certificate by which a gateway in use is let in over RadSec; its key is in the answer, and never again',
  role: 'admin',
  districts: 'own',
  params: idParameter,
  /** `replace`: with none from before. */
  body: z.strictObject({ days: z.int().min(1).max(3650).default(730), replace: z.boolean().default(false) }),
  response: z.object({
    /** PEM, each; `stem` names its files. */
    key: z.string(),
    certificate: z.string(),
    ca: z.string(),
    stem: z.string(),
    fingerprint: z.string(),
    notAfter: z.iso.datetime(),
  }),
  changes: { action: 'gateway.certificate', target: 'gateway {id}' },
})

interface Make {
  /** As its maker writes it. */
  name: string
  /** It asks RADIUS, instead of being opened by the portal. */
  asksRadius: boolean
  /** Its redirects are signed or encrypted with a secret of their own: always, or where it has one. */
  signsRedirects: 'always' | 'optional' | false
  /** A controller opens it; `cloud`: it works without, but its maker's cloud may be asked for the state of its access points. */
  hasController: boolean | 'cloud'
}
const make = (name: string, more: Partial<Make> = {}): Make => ({
  ...{ name, asksRadius: true, signsRedirects: false, hasController: false },
  ...more,
})

/** What a form asks of a gateway of each make. */
export const gatewayMakes: Record<GatewayVendor, Make> = {
  coovachilli: make('CoovaChilli', { signsRedirects: 'optional' }),
  uspot: make('uspot (OpenWrt)', { signsRedirects: 'optional' }),
  mikrotik: make('MikroTik RouterOS'),
  cisco: make('Cisco'),
  aruba: make('Aruba'),
  ruckus: make('Ruckus'),
  meraki: make('Cisco Meraki (RADIUS)', { hasController: 'cloud' }),
  cambium: make('Cambium cnPilot'),
  opennds: make('openNDS', { asksRadius: false, signsRedirects: 'always' }),
  'meraki-click': make('Cisco Meraki (click-through)', { asksRadius: false, hasController: 'cloud' }),
  unifi: make('Ubiquiti UniFi', { asksRadius: false, hasController: true }),
  omada: make('TP-Link Omada', { asksRadius: false, hasController: true }),
  generic: make('RADIUS'),
}
