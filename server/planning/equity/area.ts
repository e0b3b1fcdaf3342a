/** What figures of equity are made of: a neighbourhood, a borough or a cell. */
export interface Area {
  /** Above 0. */
  readonly residents: number
  /** Share of its residents who are covered, 0 to 1. */
  readonly coverage: number
  /** Higher: more in need. */
  readonly need: number
}

/** Areas without residents count for nothing. */
export const populated = (areas: readonly Area[]): Area[] => areas.filter(({ residents }) => residents > 0)

export const residentsOf = (areas: readonly Area[]): number => areas.reduce((sum, area) => sum + area.residents, 0)

export const coveredOf = (areas: readonly Area[]): number =>
  areas.reduce((sum, area) => sum + area.residents * area.coverage, 0)
