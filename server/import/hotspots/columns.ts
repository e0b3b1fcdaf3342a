import { folded, tidy } from '../../network/spelling.ts'
import { type Columns, findColumns, type Synonyms, words } from '../files/columns.ts'
import type { CsvFile } from '../files/csv-file.ts'
import { ImportError } from '../import-error.ts'
import { parseDegrees } from '../places/degrees.ts'
import { parsePair } from '../places/pair.ts'

export type HotspotField =
  | 'code'
  | 'programme'
  | 'name'
  | 'latitude'
  | 'longitude'
  | 'place'
  | 'settlement'
  | 'borough'
  | 'address'
  | 'installedOn'

/** Headers by which a city's open data calls each field, folded; the likeliest first. */
export const hotspotSynonyms: Synonyms<HotspotField> = {
  code: words('id, code, codigo, clave, identificador, hotspot id, id punto, id ap, ap id, identifier, codice'),
  programme: words('programa, programme, program, network, red, proyecto, project'),
  name: [
    ...words('nombre, name, hotspot, punto, nombre del punto, hotspot name, nom du site, nom site, location name'),
    ...words(
      'public name, nom, nome, site name, nombre sitio, nombre del sitio, equipament, equipamiento, lugar, location',
    ),
    ...words(
      'sitio, site, local, standort, bezeichnung, title, titulo, 名稱, 名称, 熱點名稱, 場所名稱, 설치장소명, 장소명, 이름',
    ),
    ...words(
      'nombre zona, nombre de la zona, nome da localidade, nome do local, designacao, denominazione, denominacion, nama lokasi',
    ),
    ...words(
      'locationname, locationnameen, locationname en, nama site, nimi, naam, 와이파이명, x swifi main nm, ap name, ap',
    ),
  ],
  latitude: [
    ...words(
      'latitud, latitude, lat, geo lat, wgs84 lat, lat wgs84, latitud wgs84, y wgs84, breitengrad, breite, latitudine',
    ),
    ...words(
      '緯度, 纬度, 위도, широта, coordenada latitud, y, coord y, coordenada y, y coord, point y, utm y, northing, etrs89 coord y, y좌표',
    ),
  ],
  longitude: [
    ...words('longitud, longitude, lon, lng, long, geo lon, geo lng, wgs84 lon, lon wgs84, longitud wgs84, x wgs84'),
    ...words(
      'langengrad, lange, longitudine, 經度, 经度, 경도, долгота, coordenada longitud, x, coord x, coordenada x, x coord',
    ),
    ...words('point x, utm x, easting, etrs89 coord x, x좌표'),
  ],
  place: [
    ...words('geo point 2d, geo point, geopoint, geometry, geometria, the geom, geom, wkt, coordinates, coordenadas'),
    ...words(
      'coordonnees, coordenada, location 1, georeference, geolocation, geolocalizacion, ubicacion, lat lon, lat long, latlng',
    ),
    ...words('latitud longitud, geo shape, shape, point, punto geografico, gps'),
  ],
  settlement: words(
    'colonia, settlement, asentamiento, barrio, nom barri, neighbourhood, neighborhood, localidad, quartier, bairro, kelurahan, ortsteil',
  ),
  borough: [
    ...words('alcaldia, borough, delegacion, municipio, municipality, nom districte, distrito, district, comuna'),
    ...words(
      'arrondissement, arrond, ward, 자치구, 行政區, 行政區域, 鄉鎮市區, 区, bezirk, boro, subprefeitura, freguesia',
    ),
    ...words('kecamatan, x swifi wrdofc'),
  ],
  address: [
    ...words(
      'direccion, address, adresse, arc adresse, adreca, domicilio, endereco, addr, calle, 地址, 주소, 소재지도로명주소',
    ),
    ...words('direccion completa, address full, indirizzo, morada, logradouro, strasse, osoite, alamat, 도로명주소'),
    'x swifi adres1',
  ],
  installedOn: [
    ...words('fecha instalacion, fecha de instalacion, installed on, installation date, install date, installed'),
    ...words('date de mise en service, date mise en service, fecha alta, fecha de alta, instalado, data instalacao'),
    ...words('fecha de activacion, fecha activacion, data de ativacao, in betrieb seit, activated'),
  ],
}

/** What headers of degrees and of other coordinates say beside other words: `LAT_Y_4326`, `geogr. Breite`, `X_L93`. */
const DEGREES = {
  latitude: words('lat, latitud, latitude, latitudine, breite, breitengrad, lintang'),
  longitude: words('lon, lng, lnt, long, longitud, longitude, longitudine, lange, langengrad, bujur'),
}
const GRID = { latitude: words('y, norte, northing, n'), longitude: words('x, este, easting, e') }

/** More of them different than this, and a column may be the key: of one that is called so, and of another. */
const DIFFERENT_IF_CALLED = 0.5
const DIFFERENT = 0.97
const KEY =
  /(^| )(id|code|codigo|cod|codi|clave|pk|key|numero|num|no|number|nr|ref|fid|objectid|gid|globalid|uuid|編號|번호|番号)( |$)|^id/

export interface ChosenColumns {
  columns: Columns<HotspotField>
  headers: string[]
  /** Sentences on what was chosen. */
  remarks: string[]
}

/**
 * Which column holds which field: by its header, else by what stands in it. The key must tell the records apart.
 *
 * @throws {ImportError} when there is no place, or `map` names what there is not
 */
export function chooseColumns(
  file: string,
  { headers: found, records }: CsvFile,
  map: Record<string, string> = {},
): ChosenColumns {
  const headers = found.map((header, at) => header || `column ${at + 1}`)
  const { code: _, ...rest } = map
  const columns = findColumns(file, headers, hotspotSynonyms, [], map.code === undefined ? rest : map)
  const valuesOf = (column: number) => records.map(({ values }) => tidy(values[column] ?? ''))
  const remarks: string[] = []
  if (map.code === undefined) {
    const { code, ...others } = columns
    const key = keyColumn(headers, valuesOf, code, found)
    if (key !== undefined && key !== code) remarks.push(`Their ids are from the column "${headers[key]}".`)
    return placed(file, headers, records, key === undefined ? others : { ...others, code: key }, remarks)
  }
  return placed(file, headers, records, columns, remarks)
}

/** `LocationID` as `Location ID`. */
const apart = (header: string): string => header.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')

function keyColumn(
  headers: string[],
  valuesOf: (column: number) => string[],
  called: number | undefined,
  found: string[],
): number | undefined {
  const different = (column: number) => {
    const values = valuesOf(column)
    return new Set(values.filter((value) => value !== '')).size / values.length
  }
  if (called !== undefined && different(called) >= DIFFERENT_IF_CALLED) return called
  const keys = headers.flatMap((header, at) => (KEY.test(folded(apart(header))) || found[at] === '' ? [at] : []))
  return keys.find((column) => different(column) >= DIFFERENT)
}

/** Columns of places by the words of their headers, or by their content, where none is by its whole header. */
function placed(
  file: string,
  headers: string[],
  records: CsvFile['records'],
  columns: Columns<HotspotField>,
  remarks: string[],
): ChosenColumns {
  const { latitude, longitude, place, ...others } = columns
  const mostly = (column: number, isRead: (text: string) => boolean) => {
    const some = records.map(({ values }) => values[column] ?? '').filter((value) => value.trim() !== '')
    const read = some.slice(0, 50).filter(isRead)
    return read.length > 0 && read.length * 2 > Math.min(50, some.length)
  }
  const isPlace = (column: number) => mostly(column, (text) => parsePair(text) !== undefined)
  const { name, ...unnamed } = others
  const own = name !== undefined && isPlace(name) ? { ...unnamed, ...nameBeside(file, headers, name) } : others
  const chosen = (where: Columns<HotspotField>) => ({ columns: { ...own, ...where }, headers, remarks })
  if (latitude !== undefined && longitude !== undefined) return chosen({ latitude, longitude })
  const byWords = (axes: typeof DEGREES): Columns<HotspotField> | undefined => {
    const only = (axis: keyof typeof axes) => {
      const found = headers.flatMap((header, at) =>
        folded(header)
          .split(' ')
          .some((word) => axes[axis].includes(word)) && mostly(at, isCoordinate)
          ? [at]
          : [],
      )
      return found.length === 1 ? found[0] : undefined
    }
    const [y, x] = [latitude ?? only('latitude'), longitude ?? only('longitude')]
    return y === undefined || x === undefined ? undefined : { latitude: y, longitude: x }
  }
  const degrees = byWords(DEGREES)
  const told = (where: Columns<HotspotField>) => {
    const [y, x] = [where.latitude!, where.longitude!].map((column) => headers[column])
    remarks.push(`Their places are from "${y}" (northward) and "${x}" (eastward).`)
    return chosen(where)
  }
  if (degrees) return told(degrees)
  if (place !== undefined && isPlace(place)) return chosen({ place })
  const byContent = headers.findIndex((_, column) => isPlace(column))
  if (byContent !== -1) return chosen({ place: byContent })
  if (records.some(({ geometry }) => geometry)) return chosen({})
  const grid = byWords(GRID)
  if (grid) return told(grid)
  // It says what was looked for.
  findColumns(file, headers, hotspotSynonyms, ['latitude', 'longitude'])
  throw new ImportError(`${file} has no column that holds places. Name it: --map place=COLUMN`)
}

/** Exact to 100 m or in metres: counts and yes or no, under a header with such a word, are none. */
function isCoordinate(text: string): boolean {
  const read = parseDegrees(text)
  return read !== undefined && (/[.,]\d{3}|°/.test(text) || Math.abs(read.degrees) > 10_000)
}

/** A column of places is none of names, though it is called `Location`: then another is looked for. */
function nameBeside(file: string, headers: string[], name: number): Columns<HotspotField> {
  const others = headers.map((header, at) => (at === name ? '' : header))
  return findColumns<'name'>(file, others, { name: hotspotSynonyms.name }, [])
}
