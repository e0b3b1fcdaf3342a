import type { CityKeySettings } from './city-key-settings.ts'

type Name = keyof CityKeySettings

/** Settings of the City Key that are nothing without another, with the other. */
const needed: ReadonlyArray<[name: Name, with_: Name]> = [
  ['CITY_KEY_TENANT_ISSUERS', 'CITY_KEY_ISSUER'],
  ['CITY_KEY_CLIENT_KEY_ID', 'CITY_KEY_CLIENT_KEY_FILE'],
  ['CITY_KEY_MINIMUM_LEVEL', 'CITY_KEY_LEVELS'],
  ['CITY_KEY_STAFF_ISSUER', 'CITY_KEY_STAFF_CLIENT_ID'],
  ['CITY_KEY_STAFF_CLIENT_SECRET', 'CITY_KEY_STAFF_CLIENT_ID'],
  ['CITY_KEY_STAFF_CLIENT_AUTHENTICATION', 'CITY_KEY_STAFF_CLIENT_ID'],
  ['CITY_KEY_STAFF_CLIENT_KEY_FILE', 'CITY_KEY_STAFF_CLIENT_ID'],
  ['CITY_KEY_STAFF_SCOPE', 'CITY_KEY_STAFF_CLIENT_ID'],
  ['CITY_KEY_STAFF_FRESHNESS', 'CITY_KEY_STAFF_CLIENT_ID'],
]
/** What is discovered by OpenID Connect alone. */
const byHand: readonly Name[] = ['CITY_KEY_AUTHORIZATION_URL', 'CITY_KEY_TOKEN_URL', 'CITY_KEY_USERINFO_URL']

/** What is wrong with the City Key's settings together: a line each, which begins with a setting's name. */
export function cityKeyContradictions(value: CityKeySettings): string[] {
  const problems = needed.flatMap(([name, other]) =>
    value[name] !== undefined && value[other] === undefined ? [`${other}: needed with ${name}`] : [],
  )
  const { CITY_KEY_LEVELS: levels, CITY_KEY_MINIMUM_LEVEL: least } = value
  if (levels && least !== undefined && !levels.some(({ ours }) => ours === least))
    problems.push(
      `CITY_KEY_MINIMUM_LEVEL: "${least}" is none of CITY_KEY_LEVELS (${levels.map(({ ours }) => ours).join(', ')})`,
    )
  if (value.CITY_KEY_PROTOCOL === 'oauth') {
    for (const name of byHand)
      if (value[name] === undefined) problems.push(`${name}: needed with CITY_KEY_PROTOCOL=oauth`)
    if (value.CITY_KEY_TENANT_ISSUERS !== undefined)
      problems.push('CITY_KEY_TENANT_ISSUERS: an ID token names the tenant, which CITY_KEY_PROTOCOL=oauth has none of')
    if (value.CITY_KEY_USERINFO === 'never')
      problems.push(
        'CITY_KEY_USERINFO: never does not go with CITY_KEY_PROTOCOL=oauth, which tells nobody’s name elsewhere',
      )
  }
  for (const [method, key, secret] of [
    ['CITY_KEY_CLIENT_AUTHENTICATION', 'CITY_KEY_CLIENT_KEY_FILE', 'CITY_KEY_CLIENT_SECRET'],
    ['CITY_KEY_STAFF_CLIENT_AUTHENTICATION', 'CITY_KEY_STAFF_CLIENT_KEY_FILE', 'CITY_KEY_STAFF_CLIENT_SECRET'],
  ] as const) {
    const needs =
      value[method] === 'private_key_jwt' ? key : value[method]?.startsWith('client_secret') ? secret : undefined
    if (needs && value[needs] === undefined) problems.push(`${needs}: needed with ${method}=${value[method]}`)
  }
  return problems
}
