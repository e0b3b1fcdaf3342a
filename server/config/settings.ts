import { z } from 'zod'
import { defaultDataDir } from '../start/data-folder.ts'
import { cityKeySettings } from './city-key-settings.ts'
import { flag, isSsid, isTimeZone, port, portOrNone, proxies, webUrl, whole } from './values.ts'

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
  PLAZA_RADIUS_ADDRESS: z
    .string()
    .regex(/^[\w.:-]{1,253}$/, 'a name such as radius.example, or an address')
    .optional(),
  PLAZA_RADIUS_AUTH_PORT: port(1812),
  PLAZA_RADIUS_ACCT_PORT: port(1813),
  PLAZA_RADIUS_WORKERS: whole(1, 1, 64, 'processes'),
  PLAZA_SPOOL_DIR: z.string().optional(),
  PLAZA_SPOOL_MAX_MB: whole(1024, 1, 1_000_000, 'megabytes'),
  PLAZA_RADSEC_PORT: portOrNone(2083),
  PLAZA_TLS_CERT: z.string().optional(),
  PLAZA_TLS_KEY: z.string().optional(),
  PLAZA_TLS_CLIENT_CA: z.string().optional(),
  ...cityKeySettings,
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
  PLAZA_TERMS_VERSION: z.string().min(1).default('2026-12'),
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
  PLAZA_VOUCHERS: flag.optional(),
  PLAZA_DEVICE_BINDING_DAYS: whole(30, 1, 365, 'days'),
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
  PLAZA_PROFILES_DIR: z.string().min(1).optional(),
  PLAZA_TRAP_PORT: portOrNone(0),
  PLAZA_POLL_SECONDS: whole(60, 5, 3600, 'seconds'),
  PLAZA_SAMPLE_RETENTION_DAYS: whole(2, 1, 3650, 'days'),
  PLAZA_RETENTION_IDENTIFIED_DAYS: whole(30, 1, 3650, 'days'),
  PLAZA_RETENTION_SESSION_DAYS: whole(365, 1, 36500, 'days'),
  PLAZA_AUDIT_DAYS: whole(3650, 366, 36500, 'days'),
  PLAZA_MAP_FILE: z.string().min(1).optional(),
  PLAZA_RING_SIGNAL_METRES: whole(50, 10, 5000, 'metres'),
  PLAZA_RING_STREET_METRES: whole(100, 10, 5000, 'metres'),
  PLAZA_RING_WALK_METRES: whole(250, 10, 5000, 'metres'),
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

/** All of them, read. */
export type Settings = z.output<typeof settings>
