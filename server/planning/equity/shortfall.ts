import { type Area, populated, residentsOf } from './area.ts'

export interface Shortfall {
  /** Residents who would have to be covered as well for every area to reach the target. */
  readonly residents: number
  /** The same as a share of all residents, 0 to 1. */
  readonly share: number
  /** Most that one area lacks to the target, as a share of its residents. */
  readonly largest: number
}

/** How far areas are from a target share of covered residents; what is above it elsewhere makes up for nothing. */
export function shortfall(areas: readonly Area[], target: number): Shortfall {
  const all = populated(areas)
  const lacking = all.map(({ coverage }) => Math.max(0, target - coverage))
  const residents = all.reduce((sum, area, at) => sum + area.residents * lacking[at]!, 0)
  return {
    residents,
    share: all.length > 0 ? residents / residentsOf(all) : 0,
    largest: Math.max(0, ...lacking),
  }
}
