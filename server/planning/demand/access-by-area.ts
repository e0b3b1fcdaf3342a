import { accessibility, type Link, unmetDemand } from './floating-catchment.ts'

export interface AccessQuestion {
  areas: readonly {
    id: number
    name: string
    borough: string | null
    population: number
    /** Share of residents without internet, 0 to 1; null where it is not known: the city's mean counts. */
    withoutInternet: number | null
  }[]
  /** Where residents live. */
  cells: readonly { area: number; population: number }[]
  /** Users at once whom each site serves. */
  capacity: ArrayLike<number>
  /** Of cells to sites that work, both by their numbers here. */
  links: readonly Link[]
  /** Places at once for each person that are enough. */
  enough: number
}

/** What an area's people find within walking distance. Not rounded. */
export interface AreaAccess {
  id: number
  name: string
  borough: string | null
  /** Residents without internet at home. */
  people: number
  /** Places at once that are theirs, shared with all others who can walk to them. */
  places: number
  /** People for each place; null where there is none. */
  peopleForEach: number | null
  /** Places that are missing to `enough`, where each of them lives. */
  missing: number
}

/** Enhanced two-step floating catchment (Luo and Qi, 2009) with weights that fall with distance; see `accessibility`. */
export function accessByArea({ areas, cells, capacity, links, enough }: AccessQuestion): AreaAccess[] {
  const mean = meanNeed(areas)
  const needOf = new Map(areas.map(({ id, withoutInternet }) => [id, withoutInternet ?? mean]))
  const people = Float64Array.from(cells, ({ area, population }) => population * (needOf.get(area) ?? mean))
  const access = accessibility({ people, capacity, links })
  const missing = unmetDemand(people, access, enough)
  const sums = new Map(areas.map(({ id }) => [id, { people: 0, places: 0, missing: 0 }]))
  cells.forEach(({ area }, cell) => {
    const sum = sums.get(area)
    if (!sum) return
    sum.people += people[cell]!
    sum.places += people[cell]! * access[cell]!
    sum.missing += missing[cell]!
  })
  return areas.flatMap(({ id, name, borough }) => {
    const sum = sums.get(id)!
    return sum.people > 0
      ? [{ id, name, borough, ...sum, peopleForEach: sum.places > 0 ? sum.people / sum.places : null }]
      : []
  })
}

function meanNeed(areas: AccessQuestion['areas']): number {
  const known = areas.filter(({ withoutInternet }) => withoutInternet !== null)
  const population = known.reduce((sum, area) => sum + area.population, 0)
  return population > 0 ? known.reduce((sum, area) => sum + area.population * area.withoutInternet!, 0) / population : 1
}
