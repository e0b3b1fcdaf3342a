import { unpacked } from '../points/points.ts'
import type { Streets } from './read-streets.ts'

/** Streets as they are stored: numbers are Int32, little-endian. */
export interface StoredStreets {
  /** The day of the data, yyyy-mm-dd. */
  asOf: string
  positions: Uint8Array
  edges: Uint8Array
}

export const streetsIn = ({ asOf, positions, edges }: StoredStreets): Streets & { asOf: string } => ({
  ...{ asOf, positions: unpacked(positions), edges: unpacked(edges) },
})
