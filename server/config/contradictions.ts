import { cityKeyContradictions } from './city-key-contradictions.ts'
import type { Settings } from './settings.ts'

/** What is wrong with settings that are right each by itself: a line each, which begins with a setting's name. */
export function contradictions(value: Settings, demo: boolean): string[] {
  const problems = [...takenTwice(value, demo), ...cityKeyContradictions(value)]
  if (value.PLAZA_RETENTION_SESSION_DAYS < value.PLAZA_RETENTION_IDENTIFIED_DAYS) {
    problems.push('PLAZA_RETENTION_SESSION_DAYS: must not be less than PLAZA_RETENTION_IDENTIFIED_DAYS')
  }
  for (const [narrower, wider] of [
    ['PLAZA_RING_SIGNAL_METRES', 'PLAZA_RING_STREET_METRES'],
    ['PLAZA_RING_STREET_METRES', 'PLAZA_RING_WALK_METRES'],
  ] as const) {
    if (value[wider] <= value[narrower]) problems.push(`${wider}: must be more than ${narrower}`)
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
  if (value.PLAZA_MAP_FILE !== undefined && value.PLAZA_TILE_URL !== undefined)
    problems.push('PLAZA_TILE_URL: the map is drawn from PLAZA_MAP_FILE, or from tiles: not both')
  return problems
}

function takenTwice(value: Settings, demo: boolean): string[] {
  const problems: string[] = []
  const ports = new Map<number, string>()
  const names = ['PLAZA_HTTP_PORT', 'PLAZA_RADSEC_PORT', ...(demo ? (['PLAZA_CITY_KEY_PORT'] as const) : [])] as const
  for (const name of names) {
    const other = ports.get(value[name])
    if (other) problems.push(`${name}: ${value[name]} is already taken by ${other}`)
    ports.set(value[name], name)
  }
  return problems
}
