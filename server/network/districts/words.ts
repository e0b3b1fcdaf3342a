/** Districts as commands and the audit name them; none: the whole city. */
export const districtWords = (names: ReadonlyMap<number, string>, districts: readonly number[]): string =>
  districts.length === 0 ? 'all' : districts.map((id) => names.get(id) ?? `${id}`).join(', ')

/** Has names take the place of districts' ids in what a change is told by. */
export const wordsFor =
  (names: ReadonlyMap<number, string>) =>
  <T extends { districts: readonly number[] }>(state: T): Omit<T, 'districts'> & { districts: string } => ({
    ...state,
    districts: districtWords(names, state.districts),
  })
