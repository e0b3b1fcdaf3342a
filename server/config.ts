import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { defaultDataDir } from './start/data-folder.ts'

/** A wrong setting. The message lists every wrong one by name, with what is accepted. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

export const roles = ['web', 'radius', 'poller'] as const
export type Role = (typeof roles)[number]

const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'a port number from 1 to 65535')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65535, 'a port number from 1 to 65535')
    .default(fallback)

/** As {@link port}, and 0 for none. */
const portOrNone = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'a port number from 1 to 65535, or 0 for none')
    .transform(Number)
    .refine((value) => value <= 65535, 'a port number from 1 to 65535, or 0 for none')
    .default(fallback)

const whole = (fallback: number, min: number, max: number, unit: string) => {
  const accepted = `a whole number of ${unit} from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}$/, accepted)
    .transform(Number)
    .refine((value) => value >= min && value <= max, accepted)
    .default(fallback)
}

const flag = z
  .enum(['1', '0', 'true', 'false', 'yes', 'no'], { error: '1 or 0 (true or false, yes or no)' })
  .transform((value) => value === '1' || value === 'true' || value === 'yes')

const webUrl = z
  .url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
  .transform((value) => value.replace(/\/+$/, ''))

const isTimeZone = (value: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

/** An address, or a network in CIDR notation that is not all there is. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  return family !== 0 && (bits === undefined || (Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128)))
}

/** Not how many there are: whoever reaches Plaza's port beside them would be believed whatever address it claims. */
const proxies = z
  .string()
  .transform((value) => (value.trim() === '0' ? [] : value.split(/[\s,]+/).filter((part) => part !== '')))
  .refine((list) => list.every(isNetwork), 'addresses or networks such as 127.0.0.1, 10.1.0.0/24')
  .optional()

/** At most 32 octets (IEEE 802.11-2020 section 9.4.2.2); profiles are XML, which knows no control characters. */
const isSsid = (value: string) => value !== '' && Buffer.byteLength(value) <= 32 && !/\p{Cc}/u.test(value)

/** Every setting, by the name of its environment variable. The table in docs/settings.md follows this order. */
export const settings = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'an address that begins with postgres:// or postgresql://')
    .optional(),
  PLAZA_DATA_DIR: z.string().default(() => defaultDataDir()),
  PLAZA_HTTP_HOST: z.string().default('0.0.0.0'),
  PLAZA_HTTP_PORT: port(8080),
  PLAZA_PUBLIC_URL: webUrl.optional(),
  PLAZA_TRUST_PROXY: proxies,
  PLAZA_METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,200}$/, 'at least 16 characters without a space')
    .optional(),
  PLAZA_RADIUS_HOST: z.string().default('0.0.0.0'),
  PLAZA_RADIUS_AUTH_PORT: port(1812),
  PLAZA_RADIUS_ACCT_PORT: port(1813),
  PLAZA_RADIUS_WORKERS: whole(1, 1, 64, 'processes'),
  PLAZA_SPOOL_DIR: z.string().optional(),
  PLAZA_SPOOL_MAX_MB: whole(1024, 1, 1_000_000, 'megabytes'),
  PLAZA_RADSEC_PORT: portOrNone(2083),
  PLAZA_TLS_CERT: z.string().optional(),
  PLAZA_TLS_KEY: z.string().optional(),
  PLAZA_TLS_CLIENT_CA: z.string().optional(),
  CITY_KEY_ISSUER: webUrl.optional(),
  CITY_KEY_CLIENT_ID: z.string().min(1).optional(),
  CITY_KEY_CLIENT_SECRET: z.string().min(1).optional(),
  CITY_KEY_SIGN_UP_URL: webUrl.optional(),
  PLAZA_CITY_KEY_PORT: port(8081),
  PLAZA_SECRET: z.string().min(32, 'a secret of at least 32 characters, e.g. from: openssl rand -hex 32').optional(),
  PLAZA_OLD_SECRET: z.string().min(32, 'the secret of before, at least 32 characters').optional(),
  PLAZA_DEMO: flag.optional(),
  PLAZA_CITY_NAME: z
    .string()
    .regex(/^\P{Cc}{1,60}$/u, '1 to 60 characters, none of them a control character')
    .optional(),
  PLAZA_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'a time zone such as America/Mexico_City')
    .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  PLAZA_TERMS_VERSION: z.string().min(1).default('2026-11'),
  PLAZA_LANGUAGES_DIR: z.string().min(1).optional(),
  PLAZA_HELP_PHONE: z
    .string()
    .regex(/^[+*#]?\d[\d ()*#.-]{1,29}$/, 'a telephone number such as +52 55 0000 0000 or 311')
    .optional(),
  PLAZA_HELP_CHAT: webUrl.optional(),
  PLAZA_HELP_ADDRESS: z
    .string()
    .regex(/^\P{Cc}{1,200}$/u, '1 to 200 characters, none of them a control character')
    .optional(),
  PLAZA_DEVICE_BINDING_DAYS: whole(30, 1, 365, 'days'),
  PLAZA_COPIED_DEVICES: z.enum(['show', 'sign-in'], { error: 'show or sign-in' }).default('show'),
  PLAZA_DEVICE_CREDENTIAL_DAYS: whole(365, 1, 3650, 'days'),
  PLAZA_SECURE_WIFI_SSID: z
    .string()
    .refine(isSsid, 'the name of a Wi-Fi network: 1 to 32 octets, none of them a control character')
    .optional(),
  PLAZA_SECURE_WIFI_REALM: z
    .string()
    .regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'a domain in lower case such as wifi.example')
    .optional(),
  PLAZA_ADDRESS_REQUESTS_PER_MINUTE: whole(6000, 10, 1_000_000, 'requests'),
  PLAZA_DEVICE_STEPS_PER_MINUTE: whole(20, 5, 10_000, 'steps'),
  PLAZA_RESIDENT_STEPS_PER_MINUTE: whole(40, 5, 10_000, 'steps'),
  PLAZA_POLL_SECONDS: whole(60, 5, 3600, 'seconds'),
  PLAZA_SAMPLE_RETENTION_DAYS: whole(90, 1, 3650, 'days'),
  PLAZA_RETENTION_IDENTIFIED_DAYS: whole(30, 1, 3650, 'days'),
  PLAZA_RETENTION_SESSION_DAYS: whole(365, 1, 36500, 'days'),
  PLAZA_TILE_URL: z
    .string()
    .regex(
      /^https?:\/\/.*\{z\}.*\{x\}.*\{y\}|^https?:\/\/.*\{z\}.*\{y\}.*\{x\}/,
      'a tile address with {z}, {x} and {y}',
    )
    .optional(),
  PLAZA_TILE_ATTRIBUTION: z.string().default(''),
  PLAZA_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'debug, info, warn, error or silent' })
    .default('info'),
  PLAZA_LOG_MAX_MB: whole(100, 1, 1_000_000, 'megabytes'),
})

/** Who sets one of these runs a city, and is told what is missing: the demo lets everybody in who knows its accounts. */
const settingsOfACity = [
  'DATABASE_URL',
  'PLAZA_PUBLIC_URL',
  'PLAZA_TRUST_PROXY',
  'PLAZA_TLS_CERT',
  'PLAZA_TLS_KEY',
  'CITY_KEY_ISSUER',
  'CITY_KEY_CLIENT_ID',
  'CITY_KEY_CLIENT_SECRET',
  'PLAZA_SECRET',
]

/** A demo may be seen by another name or port, but not by TLS. */
const isOfACity = (name: string, value: string | undefined): boolean =>
  value !== undefined && (name !== 'PLAZA_PUBLIC_URL' || value.startsWith('https:'))

const listed = (names: string[]) =>
  names.length === 1 ? `${names[0]} is set` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are set`

/** The demo's network of 802.1X. */
const DEMO_SECURE_SSID = 'Plaza Segura'
/** Where nobody waits: the demo shows how it reads. */
const DEMO_HELP_ADDRESS = 'Módulo de ayuda, Plaza Central'

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
  /** `workers`: processes that answer; 1: the one that starts Plaza. `radsecPort` is absent where RadSec is not wanted. */
  radius: { host: string; authPort: number; acctPort: number; workers: number; radsecPort?: number | undefined }
  /** Where accounting waits while the database is away; `dir` is an absolute path, `maxBytes` for each process. */
  spool: { dir: string; maxBytes: number }
  /**
   * Absolute paths of PEM files: `files` has the certificate that EAP and RadSec present (absent: Plaza makes one),
   * `clientCa` has CAs of client certificates besides Plaza's own.
   */
  tls: { files: { cert: string; key: string } | undefined; clientCa: string | undefined }
  /** `issuer` is absent in the demo, which starts its own City Key on `demoPort`. */
  cityKey: {
    issuer: string | undefined
    clientId: string | undefined
    clientSecret: string | undefined
    /** Where residents get an account; absent: the portal does not tell them. */
    signUpUrl: string | undefined
    demoPort: number
  }
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
  deviceBindingDays: number
  /** What becomes of a device that is online at several gateways at once: staff and its owner see it, or it also signs in anew. */
  copiedDevices: 'show' | 'sign-in'
  /** How long a device's credential for 802.1X is good, unless said otherwise where it is made. */
  deviceCredentialDays: number
  /** The network of 802.1X that residents are offered at `/me`; absent: none. */
  secureWifiSsid: string | undefined
  /** The realm that its access points announce by Passpoint; absent: devices take the server's name for it. */
  secureWifiRealm: string | undefined
  /** A minute, in the portal: by address of those who prove nothing, by proven device or browser, by resident. */
  limits: { addressRequests: number; deviceSteps: number; residentSteps: number }
  pollSeconds: number
  sampleRetentionDays: number
  /** Days after a session's end until what names its device goes, and until it becomes a sum. */
  retention: { identifiedDays: number; sessionDays: number }
  tiles: { url: string | undefined; attribution: string }
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** How large the demo's log may become, with the part before it, in octets. */
  logMaxBytes: number
}

/**
 * Reads every setting from `environment` (variables named PLAZA_*, CITY_KEY_* and DATABASE_URL).
 *
 * @param environment variables as in `process.env`; an empty value counts as absent
 * @param isStart false: a one-off command, which works on a database and needs no City Key
 * @throws {ConfigError} one message that names every wrong setting and what is accepted
 */
export function readConfig(environment: Record<string, string | undefined>, isStart = true): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const problems: string[] = []
  for (const name of Object.keys(given)) {
    if (/^(PLAZA|CITY_KEY)_/.test(name) && !(name in settings.shape)) problems.push(`${name}: no such setting`)
  }
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0])
      const shown = /SECRET|DATABASE_URL/.test(name) ? '' : ` (it is "${given[name]}")`
      problems.push(`${name}: expected ${issue.message.replace(/^Invalid input: expected /, '')}${shown}`)
    }
  }
  const value = parsed.data
  if (value) {
    const ofCity = settingsOfACity.filter((name) => isOfACity(name, given[name]))
    const demo = value.PLAZA_DEMO ?? ofCity.length === 0
    const because =
      value.PLAZA_DEMO === false ? 'PLAZA_DEMO is off' : `${listed(ofCity)}; PLAZA_DEMO=1 is the demo all the same`
    if (!demo && isStart) {
      for (const name of ['PLAZA_SECRET', 'CITY_KEY_ISSUER', 'CITY_KEY_CLIENT_ID', 'PLAZA_PUBLIC_URL'] as const) {
        if (value[name] === undefined) problems.push(`${name}: needed outside the demo (${because})`)
      }
    }
    const ports = new Map<number, string>()
    for (const name of [
      'PLAZA_HTTP_PORT',
      'PLAZA_RADSEC_PORT',
      ...(demo ? ['PLAZA_CITY_KEY_PORT' as const] : []),
    ] as const) {
      const other = ports.get(value[name])
      if (other) problems.push(`${name}: ${value[name]} is already taken by ${other}`)
      ports.set(value[name], name)
    }
    if (value.PLAZA_RETENTION_SESSION_DAYS < value.PLAZA_RETENTION_IDENTIFIED_DAYS) {
      problems.push('PLAZA_RETENTION_SESSION_DAYS: must not be less than PLAZA_RETENTION_IDENTIFIED_DAYS')
    }
    if (value.PLAZA_RADIUS_AUTH_PORT === value.PLAZA_RADIUS_ACCT_PORT) {
      problems.push(`PLAZA_RADIUS_ACCT_PORT: must differ from PLAZA_RADIUS_AUTH_PORT`)
    }
    for (const [name, other] of [
      ['PLAZA_TLS_CERT', 'PLAZA_TLS_KEY'],
      ['PLAZA_TLS_KEY', 'PLAZA_TLS_CERT'],
    ] as const) {
      if (value[name] === undefined && value[other] !== undefined) problems.push(`${name}: needed with ${other}`)
    }
    if (value.PLAZA_SECURE_WIFI_REALM !== undefined && value.PLAZA_SECURE_WIFI_SSID === undefined && !demo)
      problems.push('PLAZA_SECURE_WIFI_SSID: needed with PLAZA_SECURE_WIFI_REALM')
    if (problems.length === 0) return arrange(value, demo)
  }
  throw new ConfigError(`Wrong settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
}

function arrange(value: z.output<typeof settings>, demo: boolean): Config {
  const dataDir = resolve(value.PLAZA_DATA_DIR)
  return {
    databaseUrl: value.DATABASE_URL,
    dataDir,
    demo,
    http: {
      host: value.PLAZA_HTTP_HOST,
      port: value.PLAZA_HTTP_PORT,
      publicUrl: value.PLAZA_PUBLIC_URL ?? `http://localhost:${value.PLAZA_HTTP_PORT}`,
      trustProxy: value.PLAZA_TRUST_PROXY ?? [],
    },
    metricsToken: value.PLAZA_METRICS_TOKEN,
    radius: {
      host: value.PLAZA_RADIUS_HOST,
      authPort: value.PLAZA_RADIUS_AUTH_PORT,
      acctPort: value.PLAZA_RADIUS_ACCT_PORT,
      workers: value.PLAZA_RADIUS_WORKERS,
      radsecPort: value.PLAZA_RADSEC_PORT || undefined,
    },
    tls: {
      files:
        value.PLAZA_TLS_CERT !== undefined && value.PLAZA_TLS_KEY !== undefined
          ? { cert: resolve(value.PLAZA_TLS_CERT), key: resolve(value.PLAZA_TLS_KEY) }
          : undefined,
      clientCa: value.PLAZA_TLS_CLIENT_CA === undefined ? undefined : resolve(value.PLAZA_TLS_CLIENT_CA),
    },
    spool: {
      dir: resolve(value.PLAZA_SPOOL_DIR ?? join(dataDir, 'spool')),
      maxBytes: value.PLAZA_SPOOL_MAX_MB * 1_000_000,
    },
    cityKey: {
      issuer: value.CITY_KEY_ISSUER,
      clientId: value.CITY_KEY_CLIENT_ID,
      clientSecret: value.CITY_KEY_CLIENT_SECRET,
      signUpUrl: value.CITY_KEY_SIGN_UP_URL,
      demoPort: value.PLAZA_CITY_KEY_PORT,
    },
    secret: value.PLAZA_SECRET,
    oldSecret: value.PLAZA_OLD_SECRET,
    cityName: value.PLAZA_CITY_NAME ?? (demo ? 'Ciudad Plaza' : 'Plaza'),
    timeZone: value.PLAZA_TIME_ZONE,
    termsVersion: value.PLAZA_TERMS_VERSION,
    languagesDir: value.PLAZA_LANGUAGES_DIR,
    help: {
      phone: value.PLAZA_HELP_PHONE,
      chat: value.PLAZA_HELP_CHAT,
      address: value.PLAZA_HELP_ADDRESS ?? (demo ? DEMO_HELP_ADDRESS : undefined),
    },
    deviceBindingDays: value.PLAZA_DEVICE_BINDING_DAYS,
    copiedDevices: value.PLAZA_COPIED_DEVICES,
    deviceCredentialDays: value.PLAZA_DEVICE_CREDENTIAL_DAYS,
    secureWifiSsid: value.PLAZA_SECURE_WIFI_SSID ?? (demo ? DEMO_SECURE_SSID : undefined),
    secureWifiRealm: value.PLAZA_SECURE_WIFI_REALM,
    limits: {
      addressRequests: value.PLAZA_ADDRESS_REQUESTS_PER_MINUTE,
      deviceSteps: value.PLAZA_DEVICE_STEPS_PER_MINUTE,
      residentSteps: value.PLAZA_RESIDENT_STEPS_PER_MINUTE,
    },
    pollSeconds: value.PLAZA_POLL_SECONDS,
    sampleRetentionDays: value.PLAZA_SAMPLE_RETENTION_DAYS,
    retention: {
      identifiedDays: value.PLAZA_RETENTION_IDENTIFIED_DAYS,
      sessionDays: value.PLAZA_RETENTION_SESSION_DAYS,
    },
    tiles: { url: value.PLAZA_TILE_URL, attribution: value.PLAZA_TILE_ATTRIBUTION },
    logLevel: value.PLAZA_LOG_LEVEL,
    logMaxBytes: value.PLAZA_LOG_MAX_MB * 1_000_000,
  }
}

/** The City Key's issuer: the city's, or the demo's own. */
export const cityKeyIssuer = ({ cityKey }: Config): string => cityKey.issuer ?? `http://localhost:${cityKey.demoPort}`
