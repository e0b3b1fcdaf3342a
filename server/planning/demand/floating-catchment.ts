/** That a site serves an area, and how readily: 1 next door, less farther away. */
export interface Link {
  readonly area: number
  readonly site: number
  readonly weight: number
}

/**
 * Two-step floating catchment area methods: `2SFCA` (Luo and Wang, 2003, with weights of 0 and 1) and `E2SFCA` (Luo and
 * Qi, 2009, with weights that fall with distance) are one formula; `M2SFCA` squares the weight in the second step
 * (Delamater, 2013); `3SFCA` first divides each area's people over the sites they can choose from (Wan, Zou and
 * Sternberg, 2012).
 */
export type CatchmentMethod = '2SFCA' | 'E2SFCA' | 'M2SFCA' | '3SFCA'

export interface CatchmentQuestion {
  /** Of each area: those who would use it (residents times the share without internet at home). */
  people: ArrayLike<number>
  /** Of each site: users it serves at once (40 for each working antenna). */
  capacity: ArrayLike<number>
  links: readonly Link[]
  method?: CatchmentMethod
}

/** Of each area: places at once for each person. */
export function accessibility({ people, capacity, links, method = 'E2SFCA' }: CatchmentQuestion): Float64Array {
  const chosen = method === '3SFCA' ? selectionWeights(links, people.length) : undefined
  const share = (index: number) => chosen?.[index] ?? 1
  const demand = new Float64Array(capacity.length)
  links.forEach(({ area, site, weight }, index) => {
    demand[site]! += share(index) * people[area]! * weight
  })
  const access = new Float64Array(people.length)
  links.forEach(({ area, site, weight }, index) => {
    if (demand[site]! <= 0) return
    const ratio = capacity[site]! / demand[site]!
    access[area]! += share(index) * ratio * weight * (method === 'M2SFCA' ? weight : 1)
  })
  return access
}

function selectionWeights(links: readonly Link[], areas: number): Float64Array {
  const sums = new Float64Array(areas)
  for (const { area, weight } of links) sums[area]! += weight
  return Float64Array.from(links, ({ area, weight }) => (sums[area]! > 0 ? weight / sums[area]! : 0))
}

/** Places at once that people of each area lack: people * max(0, target - access). */
export function unmetDemand(people: ArrayLike<number>, access: Float64Array, target: number): Float64Array {
  return access.map((has, area) => people[area]! * Math.max(0, target - has))
}

/** Gaussian decay that reaches 1/100 at the end of a catchment. Both in metres. */
export function gaussianWeight(distance: number, catchment: number): number {
  return distance > catchment ? 0 : Math.exp((-(distance ** 2) * Math.log(100)) / catchment ** 2)
}
