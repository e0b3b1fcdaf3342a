import proj4 from 'proj4'
import { ImportError } from '../import-error.ts'

/** Turns a position of a system into WGS84 longitude and latitude, in degrees; undefined where it has none there. */
export type ToDegrees = (x: number, y: number) => [longitude: number, latitude: number] | undefined

/** WGS84 itself by its several names, and its like within a metre or two: ETRS89, NAD83, SIRGAS 2000, ITRF. */
const GEOGRAPHIC = /^(4326|4979|4258|4269|4674|6365|6364|4019|crs84|wgs ?84)$/i

/**
 * The system that `--crs`, a .prj or a CRS member names: `EPSG:25830`, `25830`, `UTM 30N`, `urn:ogc:def:crs:EPSG::25830`,
 * WKT or a PROJ string.
 *
 * @returns undefined for WGS84 and what is alike
 * @throws {ImportError} for a system that is not known
 */
export async function projectionOf(crs: string): Promise<ToDegrees | undefined> {
  const code = codeOf(crs)
  if (code !== undefined && GEOGRAPHIC.test(code)) return undefined
  const definition = code === undefined ? crs.trim() : await definitionOf(code)
  try {
    const { forward } = proj4(definition ?? '', 'EPSG:4326')
    return (x, y) => {
      const [longitude = Number.NaN, latitude = Number.NaN] = forward([x, y])
      return Number.isFinite(longitude) && Number.isFinite(latitude) ? [longitude, latitude] : undefined
    }
  } catch {
    const shown = crs.length > 60 ? `${crs.slice(0, 60)}…` : crs
    throw new ImportError(
      `The system of coordinates "${shown}" is not known. Give its EPSG code, e.g. --crs EPSG:32614, or its WKT or PROJ text; https://epsg.io has them.`,
    )
  }
}

function codeOf(crs: string): string | undefined {
  const text = crs.trim()
  const utm = /^(?:wgs ?84 ?\/? ?)?utm(?: zone)? ?(\d{1,2}) ?([ns])$/i.exec(text)
  if (utm) return String((utm[2]!.toLowerCase() === 'n' ? 32_600 : 32_700) + Number(utm[1]))
  return /^(?:urn:ogc:def:crs:|https?:\/\/www\.opengis\.net\/def\/crs\/)?(?:epsg|ogc|crs)?[:/]*(?:[\d.]*[:/])?(\d{4,6}|crs84|wgs ?84)$/i.exec(
    text,
  )?.[1]
}

/** Web Mercator by the names that it had before EPSG gave it one. */
const WEB_MERCATOR = /^(900913|102100|102113|3785)$/

async function definitionOf(code: string): Promise<string | undefined> {
  // Here, since it is large and few files need it.
  const { default: list } = await import('proj4-list')
  return list[`EPSG:${WEB_MERCATOR.test(code) ? '3857' : code}`]?.[1]
}
