/** How near is near, by name, from the nearest: a phone gets a signal, the hotspot is in one's street, one walks to it. */
export const rings = ['signal', 'street', 'walk'] as const
export type Ring = (typeof rings)[number]

/** Metres from a hotspot to where somebody lives; each ring is wider than the one before. */
export type RingMetres = Readonly<Record<Ring, number>>

/**
 * Measured signals of public Wi-Fi end at 46 to 50 m (LinkNYC, the poles of Mexico City, Paris), those outdoors in sight
 * at about 120 m; 250 m are a walk of three minutes.
 */
export const usualRings: RingMetres = { signal: 50, street: 100, walk: 250 }

/** How a ring is measured. */
export interface Within {
  metres: number
  /** The day of OpenStreetMap's streets along which one walks, yyyy-mm-dd; null: in a straight line. */
  streets: string | null
}
