import type { CityKeyConfig } from './city-key.ts'

export const roles = ['web', 'radius', 'poller'] as const
export type Role = (typeof roles)[number]

/** How residents reach who helps them: a number to call, a web address to write to, a place to go to. */
export interface HelpContacts {
  phone: string | undefined
  chat: string | undefined
  address: string | undefined
}

export interface Config {
  /** Address of PostgreSQL; absent: the embedded one under `dataDir`, see `data-folder.ts`. */
  databaseUrl: string | undefined
  /** Absolute path. */
  dataDir: string
  demo: boolean
  /** `trustProxy`: addresses and networks of the reverse proxies whose word for a client's address is taken. */
  http: { host: string; port: number; publicUrl: string; trustProxy: string[] }
  /** Undefined: metrics are told on this machine alone. */
  metricsToken: string | undefined
  /** Name or address under which gateways reach RADIUS. */
  radiusAddress: string
  /** `workers`: processes that answer; 1: the one that starts Plaza. `radsecPort` is absent where RadSec is not wanted. */
  radius: { host: string; authPort: number; acctPort: number; workers: number; radsecPort?: number | undefined }
  /** Where accounting waits while the database is away; `dir` is an absolute path, `maxBytes` for each process. */
  spool: { dir: string; maxBytes: number }
  /**
   * Absolute paths of PEM files: `files` has the certificate that EAP and RadSec present (absent: Plaza makes one),
   * `clientCa` has CAs of client certificates besides Plaza's own.
   */
  tls: { files: { cert: string; key: string } | undefined; clientCa: string | undefined }
  cityKey: CityKeyConfig
  /** Absent in the demo: made once and kept under `dataDir`. */
  secret: string | undefined
  /** The secret of before, while it is rotated. */
  oldSecret: string | undefined
  cityName: string
  timeZone: string
  termsVersion: string
  /** Files of further languages for residents, see `languages/files.ts`. */
  languagesDir: string | undefined
  /** To whom residents give the code of a problem; absent: that way is not offered. */
  help: HelpContacts
  /** Whether the portal takes vouchers, of people without a City Key. */
  vouchers: boolean
  deviceBindingDays: number
  /** How long a device's credential for 802.1X is good, unless said otherwise where it is made. */
  deviceCredentialDays: number
  /** The network of 802.1X that residents are offered at `/me`; absent: none. */
  secureWifiSsid: string | undefined
  /** The realm that its access points announce by Passpoint; absent: devices take the server's name for it. */
  secureWifiRealm: string | undefined
  /** A minute, in the portal: by address of those who prove nothing, by proven device or browser, by resident. */
  limits: { addressRequests: number; deviceSteps: number; residentSteps: number }
  /** The city's own profiles of SNMP agents, see `health/profiles`. */
  profilesDir: string | undefined
  /** UDP, at RADIUS's host; absent: traps are not taken. */
  trapPort: number | undefined
  pollSeconds: number
  sampleRetentionDays: number
  /**
   * Days after a session's end until what names its device goes, and until it becomes a sum; and how long is kept who did
   * what.
   */
  retention: { identifiedDays: number; sessionDays: number; auditDays: number }
  /** A PMTiles file, absolute; absent: `tiles`, or nothing lies below the hotspots. */
  mapFile: string | undefined
  /** How near is near, in metres: a phone gets a signal, the hotspot is in the street, one walks to it. */
  rings: { signal: number; street: number; walk: number }
  tiles: { url: string | undefined; attribution: string }
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** How large the demo's log may become, with the part before it, in octets. */
  logMaxBytes: number
}
