/** Weekly figures; undefined where a week was not measured. */
export type Series = readonly (number | undefined)[]

/** A place with hotspots in the weeks around the opening of a new site. */
export interface PlaceWeeks {
  readonly id: number
  /** Metres from the new site. */
  readonly distance: number
  /** Fifth of need, 1 to 5. */
  readonly quintile: number
  /** Class of use before, as the caller forms it: only places of one class are compared. */
  readonly level: number
  /** Distinct users of each week. */
  readonly users: Series
  /** The first week in which something new opened at the place itself; Infinity where nothing did. */
  readonly treatedFrom: number
  /** Share of the weeks' time in which it worked, 0 to 1. */
  readonly availability: number
}

/** Metres: up to here a place is treated; from there to `SPILLOVER` it may lose or gain by the new site. */
export const TREATED = 250
export const SPILLOVER = 1000

export interface Bands {
  readonly treated: readonly PlaceWeeks[]
  readonly spillover: readonly PlaceWeeks[]
  /** Beyond both, alike in need and level, and with nothing new of their own in these weeks. */
  readonly controls: readonly PlaceWeeks[]
}

/**
 * Divides places by their distance from the new site (Butts, "Difference-in-differences with spatial spillovers", 2021).
 * Controls are those not yet treated at the end (Callaway and Sant'Anna, Journal of Econometrics 225, 2021).
 *
 * @param site need and level of the new site
 */
export function bandsOf(places: readonly PlaceWeeks[], site: { quintile: number; level: number }): Bands {
  const alike = ({ quintile, level, treatedFrom, users }: PlaceWeeks) =>
    quintile === site.quintile && level === site.level && treatedFrom >= users.length
  const untouched = ({ treatedFrom, users }: PlaceWeeks) => treatedFrom >= users.length
  return {
    treated: places.filter(({ distance }) => distance <= TREATED),
    spillover: places.filter((place) => place.distance > TREATED && place.distance <= SPILLOVER && untouched(place)),
    controls: places.filter((place) => place.distance > SPILLOVER && alike(place)),
  }
}

/** log(1 + users), so that effects are shares and weeks without anybody count. */
export const logged = (series: Series): Series =>
  series.map((users) => (users === undefined ? undefined : Math.log1p(users)))
