import { cityKeySettings } from './city-key-settings.ts'
import type { Settings } from './settings.ts'

/** The demo may lead elsewhere from its pages. */
const linksOfResidents = ['CITY_KEY_SIGN_UP_URL', 'CITY_KEY_VERIFY_URL']

/** Who sets one of these runs a city, and is told what is missing: the demo lets everybody in who knows its accounts. */
const settingsOfACity = [
  'DATABASE_URL',
  'PLAZA_PUBLIC_URL',
  'PLAZA_TRUST_PROXY',
  'PLAZA_TLS_CERT',
  'PLAZA_TLS_KEY',
  ...Object.keys(cityKeySettings).filter((name) => name.startsWith('CITY_KEY_') && !linksOfResidents.includes(name)),
  'PLAZA_SECRET',
]

/** A demo may be seen by another name or port, but not by TLS. */
const isOfACity = (name: string, value: string | undefined): boolean =>
  value !== undefined && (name !== 'PLAZA_PUBLIC_URL' || value.startsWith('https:'))

const listed = (names: string[]) =>
  names.length === 1 ? `${names[0]} is set` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are set`

/** The settings that were given, by name. */
type Given = Record<string, string | undefined>

const givenOfACity = (given: Given) => settingsOfACity.filter((name) => isOfACity(name, given[name]))

export const isDemo = ({ PLAZA_DEMO }: Settings, given: Given): boolean =>
  PLAZA_DEMO ?? givenOfACity(given).length === 0

/** What a city has to set and has not, and by what it is known to be one: a line for each. */
export function missingInACity(value: Settings, given: Given): string[] {
  const because =
    value.PLAZA_DEMO === false
      ? 'PLAZA_DEMO is off'
      : `${listed(givenOfACity(given))}; PLAZA_DEMO=1 is the demo all the same`
  return (['PLAZA_SECRET', 'CITY_KEY_ISSUER', 'CITY_KEY_CLIENT_ID', 'PLAZA_PUBLIC_URL'] as const)
    .filter((name) => value[name] === undefined)
    .map((name) => `${name}: needed outside the demo (${because})`)
}
