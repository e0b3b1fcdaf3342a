import type { NetworkImport } from './import-network.ts'
import type { NetworkFault } from './rows.ts'

interface Named {
  id: number
  programme: string
  code: string
  name: string
}

/** A network's import of which the first changes, faults and hotspots that have left are told. */
export interface ShownImport extends Omit<NetworkImport, 'faults'> {
  faults: Array<Omit<NetworkFault, 'candidates'> & { candidates: Named[] }>
  leftTotal: number
}

const MOST_CANDIDATES = 5

/** @param most changes, faults and hotspots that have left the file; all are counted */
export const shownOf = (result: NetworkImport, most: number): ShownImport => ({
  ...result,
  changes: result.changes.slice(0, most),
  faults: result.faults.slice(0, most).map(({ candidates = [], ...fault }) => ({
    ...fault,
    candidates: candidates
      .slice(0, MOST_CANDIDATES)
      .map(({ id, programme, code, name }) => ({ id, programme, code, name })),
  })),
  left: result.left.slice(0, most),
  leftTotal: result.left.length,
})
