import { listNeighbourhoods } from '../../../network/hotspots/views.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { implement } from '../../route.ts'

export const neighbourhoodRoutes = [
  implement(contract.listNeighbourhoods, async ({ parts: { db, coverage }, query }) => {
    const rows = await listNeighbourhoods(db)
    const covered = coverage.byNeighbourhood(query.ring)
    return wholePage(
      rows.map((row) => {
        const known = covered.get(row.id)
        return {
          ...row,
          covered: known ? shareOf(known.covered, known.residents) : null,
          unchecked: known ? shareOf(known.unchecked, known.residents) : null,
          hotspots: known?.hotspots ?? 0,
        }
      }),
    )
  }),
  implement(contract.readNeighbourhoodShapes, ({ parts }) => parts.documents.shapes()),
]

/** Null where nobody lives. Population is spread over cells, so that sums may miss the whole by a rounding error. */
const shareOf = (part: number, whole: number) => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : null)
