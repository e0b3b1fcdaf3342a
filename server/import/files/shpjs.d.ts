declare module 'shpjs' {
  import type { Geometry } from 'geojson'
  export function parseShp(shp: Uint8Array): Array<Geometry | null>
  export function parseDbf(dbf: Uint8Array, encoding?: string): Array<Record<string, unknown>>
}
