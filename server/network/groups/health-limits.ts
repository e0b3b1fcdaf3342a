/** When hotspots of a group count as ill; what is null is as everywhere. Shares are of 100. */
export interface HealthLimits {
  /** Polls in a row without an answer that make a hotspot down. */
  failures: number | null
  /** Of the processor. */
  load: number | null
  /** Of the memory. */
  memory: number | null
  /** Of a radio's air; null: not looked at. */
  utilisation: number | null
  /** Of the devices that the hotspot is said to serve; null: not looked at. */
  clients: number | null
}

/** What each may be. */
export const healthLimitRanges = {
  failures: [1, 20],
  load: [30, 100],
  memory: [30, 100],
  utilisation: [30, 100],
  clients: [30, 200],
} as const satisfies Record<keyof HealthLimits, readonly [number, number]>

const names = Object.keys(healthLimitRanges) as Array<keyof HealthLimits>

/** The first that is no whole number within its range. */
export const wrongHealthLimit = (limits: HealthLimits): keyof HealthLimits | undefined =>
  names.find((name) => {
    const value = limits[name]
    const [least, most] = healthLimitRanges[name]
    return value !== null && !(Number.isInteger(value) && value >= least && value <= most)
  })

/** Null where all is as everywhere. */
export const tidyHealthLimits = (limits: HealthLimits | null): HealthLimits | null =>
  limits && names.some((name) => limits[name] !== null) ? limits : null
