import { join, resolve } from 'node:path'
import { arrangeCityKey } from './city-key.ts'
import type { Config } from './config.ts'
import type { Settings } from './settings.ts'

/** The demo's network of 802.1X. */
const DEMO_SECURE_SSID = 'Plaza Segura'
/** Where nobody waits: the demo shows how it reads. */
const DEMO_HELP_ADDRESS = 'Módulo de ayuda, Plaza Central'

/** The settings as the rooms use them. */
export function arrange(value: Settings, demo: boolean): Config {
  const dataDir = resolve(value.PLAZA_DATA_DIR)
  const publicUrl = value.PLAZA_PUBLIC_URL ?? `http://localhost:${value.PLAZA_HTTP_PORT}`
  return {
    databaseUrl: value.DATABASE_URL,
    dataDir,
    demo,
    http: {
      host: value.PLAZA_HTTP_HOST,
      port: value.PLAZA_HTTP_PORT,
      publicUrl,
      trustProxy: value.PLAZA_TRUST_PROXY ?? [],
    },
    metricsToken: value.PLAZA_METRICS_TOKEN,
    radiusAddress: value.PLAZA_RADIUS_ADDRESS ?? new URL(publicUrl).hostname,
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
    cityKey: arrangeCityKey(value),
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
    vouchers: value.PLAZA_VOUCHERS ?? false,
    deviceBindingDays: value.PLAZA_DEVICE_BINDING_DAYS,
    deviceCredentialDays: value.PLAZA_DEVICE_CREDENTIAL_DAYS,
    secureWifiSsid: value.PLAZA_SECURE_WIFI_SSID ?? (demo ? DEMO_SECURE_SSID : undefined),
    secureWifiRealm: value.PLAZA_SECURE_WIFI_REALM,
    limits: {
      addressRequests: value.PLAZA_ADDRESS_REQUESTS_PER_MINUTE,
      deviceSteps: value.PLAZA_DEVICE_STEPS_PER_MINUTE,
      residentSteps: value.PLAZA_RESIDENT_STEPS_PER_MINUTE,
    },
    profilesDir: value.PLAZA_PROFILES_DIR,
    trapPort: value.PLAZA_TRAP_PORT || undefined,
    pollSeconds: value.PLAZA_POLL_SECONDS,
    sampleRetentionDays: value.PLAZA_SAMPLE_RETENTION_DAYS,
    retention: {
      identifiedDays: value.PLAZA_RETENTION_IDENTIFIED_DAYS,
      sessionDays: value.PLAZA_RETENTION_SESSION_DAYS,
      auditDays: value.PLAZA_AUDIT_DAYS,
    },
    mapFile: value.PLAZA_MAP_FILE === undefined ? undefined : resolve(value.PLAZA_MAP_FILE),
    rings: {
      signal: value.PLAZA_RING_SIGNAL_METRES,
      street: value.PLAZA_RING_STREET_METRES,
      walk: value.PLAZA_RING_WALK_METRES,
    },
    tiles: { url: value.PLAZA_TILE_URL, attribution: value.PLAZA_TILE_ATTRIBUTION },
    logLevel: value.PLAZA_LOG_LEVEL,
    logMaxBytes: value.PLAZA_LOG_MAX_MB * 1_000_000,
  }
}
