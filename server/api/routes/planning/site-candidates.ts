import { noteImport } from '../../../import/events.ts'
import { FileError, ImportError } from '../../../import/import-error.ts'
import { tableIn } from '../../../import/network/table-file.ts'
import {
  addCandidate,
  listCandidates,
  lockCandidates,
  putCandidates,
  removeCandidates,
} from '../../../planning/candidates/candidates.ts'
import { gridCandidates } from '../../../planning/candidates/grid.ts'
import { readCandidates } from '../../../planning/candidates/read-file.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, changed, implement } from '../../route.ts'

const MOST_FAULTS = 100

export const siteCandidateRoutes = [
  implement(contract.readSiteCandidates, async ({ parts: { db } }) => ({ candidates: await listCandidates(db) })),
  implement(contract.addSiteCandidate, async ({ parts: { db }, body: { cost, ...place } }) => {
    const id = await addCandidate(db, {
      ...{ ...place, code: null, kind: null, tags: [], origin: 'drawn' },
      // What is given is the whole of it.
      ...{ equipmentCost: cost, backhaulCost: cost === null ? null : 0, powerCost: cost === null ? null : 0 },
    })
    return changed({ id }, { ...place, cost })
  }),
  implement(contract.importSiteCandidates, async ({ parts: { db }, body: { name, content }, staff }) => {
    const { candidates, faults } = await tableIn(name, Buffer.from(content, 'base64'))
      .then((table) => readCandidates(name, table))
      .catch(explained)
    const put = await putCandidates(db, candidates)
    const counts = { ...put, setAside: faults.length }
    await noteImport(db.pool, { import: null, done: 'applied', kind: 'site-candidates', by: staff.role, counts })
    return changed(
      { ...put, faults: faults.slice(0, MOST_FAULTS) },
      { ...put, faults: faults.length },
      { target: name },
    )
  }),
  implement(contract.makeSiteCandidates, async ({ parts: { db }, body: { metres, borough } }) => {
    const put = await putCandidates(db, await gridCandidates(db, metres, borough))
    return changed(put, { metres, borough, ...put })
  }),
  implement(contract.lockSiteCandidates, async ({ parts: { db }, body: { ids, locked } }) => {
    const candidates = await lockCandidates(db, ids, locked)
    return changed({ candidates }, { ids, locked })
  }),
  implement(contract.removeSiteCandidates, async ({ parts: { db }, body: { ids } }) => {
    const candidates = await removeCandidates(db, ids)
    return changed({ candidates }, { ids })
  }),
]

function explained(error: unknown): never {
  if (error instanceof FileError)
    throw new ApiProblem(400, 'wrong-file', error.message, undefined, { ...error.details, reason: error.fault })
  if (error instanceof ImportError) throw new ApiProblem(400, 'wrong-file', error.message)
  throw error
}
