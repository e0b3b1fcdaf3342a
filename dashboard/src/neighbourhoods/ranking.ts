import type { Neighbourhood } from '../../../server/api/contract/index.ts'
import { inOrder, type Order, withWords } from '../parts/table-order.ts'

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

/** Most uncovered residents first: where the next hotspot helps most people. */
export const worstFirst: Order<Column> = { by: 'uncovered', descending: true }

/** `rows` in `order`; rows without a value come last either way, equal ones by name. */
export const ranked = (
  rows: readonly Neighbourhood[],
  { by, descending }: Order<Column>,
  language: string,
): Neighbourhood[] => inOrder(rows, columns[by], descending, language)

/** Rows whose name, code or borough contains every word of `search`, whatever its accents and case. */
export const matching = (rows: readonly Neighbourhood[], search: string): readonly Neighbourhood[] =>
  withWords(rows, search, ({ name, code, borough }) => `${name} ${code} ${borough ?? ''}`)
