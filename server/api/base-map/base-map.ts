import { type RequestHandler, Router } from 'express'
import type { FeatureCollection } from 'geojson'
import type { Config } from '../../config/index.ts'
import { cachedJson } from '../cached-json.ts'
import type { Settings } from '../contract/index.ts'
import type { StaffSessions } from '../staff/staff-session.ts'
import { type PmtilesFile, readPmtilesFile } from './pmtiles-file.ts'

/** What lies below the hotspots: streets, parks, names. */
export interface BaseMap {
  /** As the dashboard is told; null: there is none. */
  told: Settings['baseMap']
  /** Answers what the dashboard draws it from. */
  router(sessions: Pick<StaffSessions, 'read'>): Router
}

/** The streets of the demo city, as GeoJSON. */
export type DrawnStreets = () => Promise<FeatureCollection>

const FILE = 'streets.pmtiles'
const DRAWN = 'streets.geojson'
/** Where {@link BaseMap.router} answers. */
export const BASE_MAP_PATH = '/map'

/**
 * The city's file of map tiles, where it has one, or else the streets that the demo draws.
 *
 * @throws {StartError} where the file is wrong
 */
export async function openBaseMap(config: Config, drawn: DrawnStreets | undefined): Promise<BaseMap> {
  if (config.mapFile !== undefined) return ofFile(await readPmtilesFile(config.mapFile), config.tiles.attribution)
  if (drawn) return ofStreets(drawn)
  return { told: null, router: () => Router() }
}

function ofFile(file: PmtilesFile, attribution: string): BaseMap {
  const url = `${BASE_MAP_PATH}/${FILE}?v=${file.version}`
  // Another file has another address.
  const headers = {
    etag: `"${file.version}"`,
    'cache-control': 'private, max-age=31536000, immutable',
    'content-type': 'application/vnd.pmtiles',
  }
  // Answers ranges, also with If-Range (RFC 9110 section 14).
  const send: RequestHandler = (_request, response) =>
    response.sendFile(file.path, { headers, dotfiles: 'allow', lastModified: false })
  return {
    told: { kind: 'pmtiles', url, attribution: attribution || file.attribution, maxZoom: file.maxZoom },
    router: (sessions) => Router({ strict: true }).get(`/${FILE}`, staffOnly(sessions), send),
  }
}

function ofStreets(drawn: DrawnStreets): BaseMap {
  const made = cachedJson(() => 0, drawn)
  const send: RequestHandler = async (request, response) =>
    (await made()).send(request, response, 'application/geo+json')
  return {
    told: { kind: 'geojson', url: `${BASE_MAP_PATH}/${DRAWN}`, attribution: '', maxZoom: null },
    router: (sessions) => Router({ strict: true }).get(`/${DRAWN}`, staffOnly(sessions), send),
  }
}

/** Maps are no secret, but large: they are for whoever is signed in. */
const staffOnly =
  (sessions: Pick<StaffSessions, 'read'>): RequestHandler =>
  async (request, response, next) => {
    if (await sessions.read(request.headers.cookie)) next()
    else response.status(401).type('text').send('Nobody is signed in.\n')
  }
