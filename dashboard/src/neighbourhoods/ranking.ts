import type { Neighbourhood } from '../../../server/api/contract/index.ts'
import { inOrder, type Order, withWords } from '../parts/table-order.ts'
import { degreeOf } from './degrees.ts'

/** Residents near a hotspot of which nobody knows whether it works, and near none that does. */
export const uncheckedResidents = ({ population, unchecked }: Neighbourhood): number =>
  Math.round(population * (unchecked ?? 0))

/** Residents near no hotspot that works now, or may, within the ring asked for; none where nobody lives. */
export const uncoveredResidents = ({ population, covered, unchecked }: Neighbourhood): number =>
  covered === null ? 0 : Math.round(population * Math.max(0, 1 - covered - (unchecked ?? 0)))

const columns = {
  uncovered: uncoveredResidents,
  unchecked: uncheckedResidents,
  name: (row: Neighbourhood) => row.name,
  borough: (row: Neighbourhood) => row.borough,
  population: (row: Neighbourhood) => row.population,
  marginalisation: ({ marginalisation: degree }: Neighbourhood) => degree && (degreeOf(degree) ?? degree),
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
