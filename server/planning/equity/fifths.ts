export interface AreaOfNeed {
  readonly id: number
  readonly residents: number
  /** The higher, the more in need; null: not known. */
  readonly need: number | null
}

/**
 * The fifth of the residents that each area is of, by need: 1 the least in need, to 5. The residents in an area's middle
 * decide; areas of equal need are of one fifth. Areas whose need is not known have none.
 */
export function fifthsByNeed(areas: readonly AreaOfNeed[]): Map<number, number> {
  const byNeed = new Map<number, AreaOfNeed[]>()
  let all = 0
  for (const area of areas) {
    if (area.need === null) continue
    byNeed.set(area.need, [...(byNeed.get(area.need) ?? []), area])
    all += area.residents
  }
  const fifths = new Map<number, number>()
  let before = 0
  for (const [, alike] of [...byNeed].sort(([a], [b]) => a - b)) {
    const residents = alike.reduce((sum, area) => sum + area.residents, 0)
    const middle = all > 0 ? (before + residents / 2) / all : 0
    for (const { id } of alike) fifths.set(id, Math.min(5, Math.floor(middle * 5) + 1))
    before += residents
  }
  return fifths
}
