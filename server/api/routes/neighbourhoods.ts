import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import * as contract from '../contract.ts'
import { route } from '../route.ts'

export const neighbourhoodRoutes = [
  route({
    method: 'get',
    path: '/neighbourhoods',
    summary: 'Every neighbourhood with its coverage now, without shapes',
    role: 'viewer',
    response: contract.neighbourhoods,
    async handler({ parts: { db, coverage } }) {
      const rows = await listNeighbourhoods(db)
      const covered = coverage.byNeighbourhood()
      return {
        neighbourhoods: rows.map((row) => {
          const known = covered.get(row.id)
          return {
            ...row,
            covered: known ? shareOf(known.covered, known.residents) : null,
            hotspots: known?.hotspots ?? 0,
          }
        }),
      }
    },
  }),
  route({
    method: 'get',
    path: '/neighbourhoods/shapes',
    summary: 'Outlines of every neighbourhood as GeoJSON',
    role: 'viewer',
    mediaType: 'application/geo+json',
    response: contract.neighbourhoodShapes,
    handler: ({ parts }) => parts.documents.shapes(),
  }),
]

/** Null where nobody lives. Population is spread over cells, so that sums may miss the whole by a rounding error. */
const shareOf = (part: number, whole: number) => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : null)
