/** What the benchmark's city has; shares of its hotspots. */
export interface City {
  hotspots: number
  /** s between polls. */
  interval: number
}

/** Access points that one controller speaks for. */
export const BEHIND_EACH = 1400
/** UDP ports of access points' own agents. */
export const PORTS = 100
export const COMMUNITY = 'public'
/** ms that a slow agent takes. */
export const SLOW_MS = 1500

export type Kind = 'quick' | 'slow' | 'dead'

/** Of ten ports of own agents, one is dead and one is slow. */
export const kindOf = (port: number): Kind => (port % 10 === 0 ? 'dead' : port % 10 === 1 ? 'slow' : 'quick')

/** Three of ten hotspots are behind controllers. */
export const behindControllers = ({ hotspots }: City): number => Math.floor(hotspots * 0.3)

export const controllersOf = (city: City): number => Math.ceil(behindControllers(city) / BEHIND_EACH)
