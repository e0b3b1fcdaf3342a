import type { FailureKind } from './provider.ts'

/** What lies behind a failure, a word for each thing that can be mended, with the settings to look at (without `CITY_KEY_`). */
const settings = {
  secret: ['CLIENT_SECRET', 'CLIENT_AUTHENTICATION'],
  scope: ['SCOPE'],
  issuer: ['ISSUER', 'TENANT_ISSUERS'],
  client: ['CLIENT_ID'],
  redirect: [],
  algorithm: ['ALGORITHMS'],
  keys: ['KEYS_URL'],
  clock: ['CLOCK_TOLERANCE_SECONDS'],
  subject: ['SUBJECT_CLAIM'],
  'user-info': ['USERINFO', 'USERINFO_URL'],
  freshness: ['FRESHNESS'],
  level: ['MINIMUM_LEVEL', 'LEVELS', 'LEVEL_CLAIM'],
  certificate: ['CA_FILE'],
  protocol: ['PROTOCOL', 'SCOPE'],
  away: ['TIMEOUT_SECONDS'],
  busy: [],
  person: [],
  other: [],
} as const satisfies Record<string, readonly string[]>
export type FailureCause = keyof typeof settings
export const failureCauses = Object.keys(settings) as [FailureCause, ...FailureCause[]]

const byReason: Readonly<Record<string, FailureCause>> = {
  invalid_client: 'secret',
  unauthorized_client: 'secret',
  invalid_scope: 'scope',
  insufficient_scope: 'scope',
  issuer_mismatch: 'issuer',
  issuer_tenant: 'issuer',
  iss_mismatch: 'issuer',
  iss_missing: 'issuer',
  aud_mismatch: 'client',
  aud_missing: 'client',
  azp_mismatch: 'client',
  invalid_redirect_uri: 'redirect',
  redirect_uri_mismatch: 'redirect',
  algorithm: 'algorithm',
  encrypted: 'algorithm',
  keys_missing: 'keys',
  key_unknown: 'keys',
  signature: 'keys',
  clock: 'clock',
  sub_mismatch: 'user-info',
  user_info_missing: 'user-info',
  invalid_token: 'user-info',
  auth_time: 'freshness',
  auth_time_missing: 'freshness',
  level: 'level',
  unmet_authentication_requirements: 'level',
  id_token_missing: 'protocol',
  not_a_jwt: 'protocol',
  unsupported_response_type: 'protocol',
}

const byKind: Partial<Record<FailureKind, FailureCause>> = {
  unreachable: 'away',
  busy: 'busy',
  refused: 'person',
  'not-signed-in': 'person',
  invalid: 'person',
  stale: 'freshness',
  unverified: 'level',
}

/** Node.js has a code for each fault of a certificate (tls, "X509 certificate error codes"). */
const CERTIFICATE = /cert|signature|issuer|altname/
const SUBJECT = /^(subject_|sub_missing$)/

/** What a failure comes from, as it is kept. */
export function causeOf({ kind, reason }: { kind: string; reason: string }): FailureCause {
  if (kind === 'unreachable' && CERTIFICATE.test(reason)) return 'certificate'
  if (Object.hasOwn(byReason, reason)) return byReason[reason]!
  return SUBJECT.test(reason) ? 'subject' : (byKind[kind as FailureKind] ?? 'other')
}

/** What staff have of their own, where they have a client of their own. */
const OF_STAFF: readonly string[] = [
  ...['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'CLIENT_AUTHENTICATION', 'CLIENT_KEY_FILE', 'SCOPE', 'FRESHNESS'],
]

/** The name of a setting, without `CITY_KEY_`, in full. @param isApart it is the staff's own client */
export const settingNamed = (name: string, isApart: boolean): string =>
  `CITY_KEY_${isApart && OF_STAFF.includes(name) ? 'STAFF_' : ''}${name}`

/** The settings that mend it. @param isApart as in {@link settingNamed} */
export const settingsFor = (cause: FailureCause, isApart: boolean): string[] =>
  settings[cause].map((name) => settingNamed(name, isApart))
