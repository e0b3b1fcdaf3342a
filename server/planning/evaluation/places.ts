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
  /** Share of the weeks' time in which it worked, 0 to 1; of the new site since its opening. */
  readonly availability: number
}

/** Metres: up to here a place is treated; from there to `SPILLOVER` it may lose or gain by the new site. */
export const TREATED = 250
export const SPILLOVER = 1000
/** Of a place that worked for less of the time, its users do not tell what would have been. */
export const LEAST_WORKED = 0.8

export interface Bands {
  readonly treated: readonly PlaceWeeks[]
  readonly spillover: readonly PlaceWeeks[]
  /** Beyond both, alike in need and level, at work, and with nothing new of their own in these weeks. */
  readonly controls: readonly PlaceWeeks[]
}

/**
 * Divides places by their distance from the new site (Butts, "Difference-in-differences with spatial spillovers", 2021).
 * Controls are those not yet treated at the end (Callaway and Sant'Anna, Journal of Econometrics 225, 2021).
 *
 * @param site need and level of the new site
 */
export function bandsOf(places: readonly PlaceWeeks[], site: { quintile: number; level: number }): Bands {
  const untouched = ({ treatedFrom, users }: PlaceWeeks) => treatedFrom >= users.length
  const alike = (place: PlaceWeeks) =>
    place.quintile === site.quintile && place.level === site.level && place.availability >= LEAST_WORKED
  return {
    treated: places.filter(({ distance }) => distance <= TREATED),
    spillover: places.filter((place) => place.distance > TREATED && place.distance <= SPILLOVER && untouched(place)),
    controls: places.filter((place) => place.distance > SPILLOVER && untouched(place) && alike(place)),
  }
}

/** log(1 + users), so that effects are shares and weeks without anybody count. */
export const logged = (series: Series): Series =>
  series.map((users) => (users === undefined ? undefined : Math.log1p(users)))

/**
 * The weeks in which a band is compared with controls: it was measured, and somebody used one of the controls. A week in
 * which nobody did was not counted, whatever the reason.
 */
export function comparedWeeks(band: readonly Series[], controls: readonly Series[]): boolean[] {
  const length = Math.max(0, ...band.map((series) => series.length))
  return Array.from({ length }, (_, week) => {
    const isMeasured = band.some((series) => series[week] !== undefined)
    return isMeasured && (controls.length === 0 || controls.some((series) => (series[week] ?? 0) > 0))
  })
}

/** A series in those weeks alone. */
export const within = (series: Series, weeks: readonly boolean[]): Series =>
  series.map((users, week) => (weeks[week] ? users : undefined))
