import { z } from 'zod'

/** How near is near, from the nearest: how many metres is set, and told by `/settings`. */
export const coverageRing = z.enum(['signal', 'street', 'walk'])
export type CoverageRing = z.infer<typeof coverageRing>

/** How a ring is measured: so many metres along the streets of OpenStreetMap of a day, or in a straight line (null). */
export const withinRing = z.object({ metres: z.number(), streets: z.string().nullable() })
export type WithinRing = z.infer<typeof withinRing>
