import type { Point } from '../../siting/incidence.ts'

/** Degrees, WGS84; lists of one order. */
export interface Places {
  latitude: number[]
  longitude: number[]
}

export const pointsOf = ({ latitude, longitude }: Places): Point[] =>
  latitude.map((degrees, at) => ({ latitude: degrees, longitude: longitude[at]! }))
