import type { Neighbourhood } from '../../../server/api/contract.ts'

/** Residents farther than 250 m from any hotspot that works now; none where nobody lives. */
export const uncoveredResidents = ({ population, covered }: Neighbourhood): number =>
  covered === null ? 0 : Math.round(population * (1 - covered))

const columns = {
  uncovered: uncoveredResidents,
  name: (row: Neighbourhood) => row.name,
  borough: (row: Neighbourhood) => row.borough,
  population: (row: Neighbourhood) => row.population,
  withoutInternet: (row: Neighbourhood) => row.withoutInternet,
  covered: (row: Neighbourhood) => row.covered,
  hotspots: (row: Neighbourhood) => row.hotspots,
}

export type Column = keyof typeof columns
export interface Order {
  by: Column
  descending: boolean
}

/** Most uncovered residents first: where the next hotspot helps most people. */
export const worstFirst: Order = { by: 'uncovered', descending: true }

/** `rows` in `order`; rows without a value come last either way, equal ones by name. */
export function ranked(rows: readonly Neighbourhood[], { by, descending }: Order, language: string): Neighbourhood[] {
  const cell = columns[by]
  const collator = new Intl.Collator(language, { numeric: true })
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  return rows.toSorted((a, b) => {
    const x = cell(a)
    const y = cell(b)
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return (descending ? compare(y, x) : compare(x, y)) || collator.compare(a.name, b.name)
  })
}

/** Rows whose name, code or borough contains every word of `search`, whatever its accents and case. */
export function matching(rows: readonly Neighbourhood[], search: string): readonly Neighbourhood[] {
  const words = fold(search).split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const text = fold(`${row.name} ${row.code} ${row.borough ?? ''}`)
    return words.every((word) => text.includes(word))
  })
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
