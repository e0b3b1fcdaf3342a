import type { Part } from './datasets/datasets.ts'
import { METHOD, VERSION } from './method.ts'
import type { PublishedMonth } from './use/store.ts'

/** A text in the languages of the data's page. */
export interface Words {
  es: string
  en: string
}

export interface Field {
  name: string
  type: 'string' | 'number' | 'date' | 'point'
  /** It may be empty. */
  optional: boolean
  words: Words
}

export interface Described {
  file: string
  part: Part
  title: Words
  fields: readonly Field[]
}

const field = (name: string, type: Field['type'], es: string, en: string): Field => ({
  ...{ name, type, optional: false, words: { es, en } },
})
const maybe = (...given: Parameters<typeof field>): Field => ({ ...field(...given), optional: true })

const settlement = maybe(
  'settlement',
  'string',
  'Colonia, como la nombra la ciudad',
  'Settlement, as the city names it',
)
const neighbourhoodCode = maybe('neighbourhood_code', 'string', 'Clave del barrio (AGEB)', 'Code of the neighbourhood')
const neighbourhood = maybe('neighbourhood', 'string', 'Nombre del barrio', 'Name of the neighbourhood')
const borough = maybe(
  'borough',
  'string',
  'Alcaldía o distrito; vacío: toda la ciudad',
  'Borough; empty: the whole city',
)

const hotspotFields: readonly Field[] = [
  field('programme', 'string', 'Programa que lo instaló', 'Programme that installed it'),
  field(
    'code',
    'string',
    'Clave de la ciudad, única en su programa; la de Plaza si aquella lleva una MAC, IP o número de serie',
    'The city’s own code, unique within the programme; Plaza’s where that holds a MAC, address or serial number',
  ),
  field('name', 'string', 'Nombre del punto', 'Name of the hotspot'),
  field('site', 'string', 'Lugar en que está', 'Place where it stands'),
  field('latitude', 'number', 'Latitud en grados, WGS84', 'Latitude in degrees, WGS84'),
  field('longitude', 'number', 'Longitud en grados, WGS84', 'Longitude in degrees, WGS84'),
  ...[settlement, neighbourhoodCode, neighbourhood, borough],
  maybe('installed_on', 'date', 'Día en que se instaló', 'Day on which it was installed'),
  field(
    ...(['state', 'string'] as const),
    'working: funciona; slow: funciona con límites; not-working: no funciona; not-checked: nadie lo sabe',
    'working; slow: works with limits; not-working; not-checked: nobody knows',
  ),
]
const inGeometry = ['latitude', 'longitude']

const smartData = (type: string, status: Field, ...more: Field[]): readonly Field[] => [
  field('id', 'string', 'Identificador NGSI-LD', 'NGSI-LD identifier'),
  field('type', 'string', `Siempre ${type}`, `Always ${type}`),
  field('name', 'string', 'Nombre', 'Name'),
  field('location', 'point', 'Punto GeoJSON, WGS84', 'GeoJSON point, WGS84'),
  maybe(
    'address',
    'string',
    'Alcaldía (addressLocality) y colonia (district)',
    'Borough (addressLocality) and settlement (district)',
  ),
  ...[status, ...more],
  field('service', 'string', 'Programas', 'Programmes'),
  field('dataProvider', 'string', 'La ciudad', 'The city'),
  field('owner', 'string', 'La ciudad', 'The city'),
  field('timeInstant', 'date', 'Cuándo se hizo', 'When it was made'),
  field('@context', 'string', 'Vocabulario JSON-LD', 'JSON-LD vocabulary'),
]

const people = (name: string, es: string, en: string) => maybe(name, 'number', es, en)
const ofState = (name: string, es: string, en: string) => field(name, 'number', es, en)

/** Every file and every field of it. A test holds it to what is sent. */
export const dictionary: readonly Described[] = [
  {
    ...{ file: 'hotspots.geojson', part: 'hotspots' },
    title: { es: 'Puntos de acceso, GeoJSON', en: 'Hotspots, GeoJSON' },
    fields: [
      field('made_at', 'date', 'De toda la colección: cuándo se hizo', 'Of the whole collection: when it was made'),
      ...hotspotFields.filter(({ name }) => !inGeometry.includes(name)),
    ],
  },
  {
    ...{ file: 'hotspots.csv', part: 'hotspots', fields: hotspotFields },
    title: { es: 'Puntos de acceso, CSV', en: 'Hotspots, CSV' },
  },
  {
    ...{ file: 'access-points.json', part: 'hotspots' },
    title: { es: 'Puntos de acceso, Smart Data Models AccessPoint', en: 'Hotspots, Smart Data Models AccessPoint' },
    fields: smartData(
      'AccessPoint',
      maybe('apState', 'string', 'up o down; falta si nadie lo sabe', 'up or down; absent where nobody knows'),
      maybe('ssid', 'string', 'Redes, las que Plaza conoce', 'Networks, as far as Plaza knows them'),
      maybe('dateInstalled', 'date', 'Día en que se instaló', 'Day on which it was installed'),
      field('refPointOfInterest', 'string', 'Lugar en que está', 'Place where it stands'),
    ),
  },
  {
    ...{ file: 'wifi-points-of-interest.json', part: 'hotspots' },
    title: {
      es: 'Lugares con wifi, Smart Data Models WifiPointOfInterest',
      en: 'Places, Smart Data Models WifiPointOfInterest',
    },
    fields: smartData(
      'WifiPointOfInterest',
      maybe(
        ...(['wifiStatus', 'string'] as const),
        'working, workingPartially o totalFailure; falta si nadie lo sabe',
        'working, workingPartially or totalFailure; absent where nobody knows',
      ),
    ),
  },
  {
    ...{ file: 'states.csv', part: 'hotspots' },
    title: { es: 'Cuántos puntos funcionan, por alcaldía', en: 'How many hotspots work, by borough' },
    fields: [
      borough,
      ofState('working', 'Funcionan', 'Working'),
      ofState('slow', 'Funcionan con límites', 'Working with limits'),
      ofState('not_working', 'No funcionan', 'Not working'),
      ofState('not_checked', 'Nadie lo sabe', 'Nobody knows'),
    ],
  },
  {
    ...{ file: 'coverage.csv', part: 'coverage' },
    title: { es: 'A cuántos residentes llega, por barrio', en: 'How many residents are reached, by neighbourhood' },
    fields: [
      ...[{ ...neighbourhoodCode, optional: false }, { ...neighbourhood, optional: false }, borough],
      people('residents', 'Residentes; vacío si son 10 o menos', 'Residents; empty where they are 10 or fewer'),
      people('covered', 'Cerca de un punto publicado que funciona', 'Near a published hotspot that works'),
      people('unchecked', 'Solo cerca de puntos sin comprobar', 'Near unchecked hotspots only'),
      people('without', 'Cerca de ninguno de ellos', 'Near none of these'),
      field('metres', 'number', 'Cuántos metros es cerca', 'How many metres are near'),
      field(
        ...(['method', 'string'] as const),
        'straight-line: en línea recta; streets: a pie por calles (© OpenStreetMap contributors)',
        'straight-line; streets: on foot along streets (© OpenStreetMap contributors)',
      ),
    ],
  },
  {
    ...{ file: 'use/{month}.csv', part: 'use' },
    title: { es: 'Uso por lugar y día, un archivo por mes', en: 'Use by place and day, a file for each month' },
    fields: [
      field('place', 'string', 'city, borough o neighbourhood', 'city, borough or neighbourhood'),
      ...[borough, neighbourhoodCode, neighbourhood],
      maybe('day', 'date', 'Día de la ciudad; vacío: todo el mes', 'Local day; empty: the whole month'),
      people(
        'visits',
        'Visitas: una persona, un día, un barrio; redondeadas a 5; vacío: oculto',
        'Visits: a person, a day, a neighbourhood; rounded to 5; empty: hidden',
      ),
      people(
        'sessions',
        'Sesiones que empezaron ahí; redondeadas a 5; vacío: oculto',
        'Sessions that began there; rounded to 5; empty: hidden',
      ),
    ],
  },
]

/** As programs read it. */
export const dictionaryDocument = (parts: readonly Part[], months: readonly PublishedMonth[]) => ({
  version: VERSION,
  method: METHOD,
  /** Published months of use, the latest first, and by which method each was made. */
  months: months.map(({ month, method, publishedAt }) => ({ month, method, published_at: publishedAt.toISOString() })),
  files: dictionary
    .filter(({ part }) => parts.includes(part))
    .map(({ file, title, fields }) => ({
      file,
      title,
      fields: fields.map(({ name, type, optional, words }) => ({ name, type, optional, description: words })),
    })),
})
