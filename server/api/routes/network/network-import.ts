import { ImportError, isFileError } from '../../../import/import-error.ts'
import { importNetworkTable } from '../../../import/network/import-network.ts'
import { tableIn } from '../../../import/network/table-file.ts'
import { type OnProgress, unseen } from '../../../import/progress.ts'
import { AgentError } from '../../../network/agents/credentials.ts'
import { HotspotError } from '../../../network/hotspots/change.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'

function explained(error: unknown): never {
  if (isFileError(error))
    throw new ApiProblem(400, 'wrong-file', error.message, undefined, {
      ...error.details,
      reason: error.fault satisfies contract.FileFault,
    })
  if (error instanceof AgentError) throw new ApiProblem(400, 'wrong-file', error.message, 'credential')
  if (error instanceof ImportError || error instanceof HotspotError)
    throw new ApiProblem(400, 'wrong-file', error.message)
  throw error
}

const MOST_CANDIDATES = 5

export const networkImportRoutes = [
  implement(contract.readImportProgress, ({ parts: { imports }, params: { run }, staff }) =>
    imports.read(run, staff.id),
  ),
  implement(contract.importNetwork, async ({ parts: { db, imports }, body, staff }) => {
    const { name, content, programme, credential, retireMissing, apply } = body
    const options = { programme, credential, retireMissing, dryRun: !apply }
    const work = async (onProgress: OnProgress) => {
      await onProgress({ phase: 'reading', done: 0, total: 0 })
      const table = await tableIn(name, Buffer.from(content, 'base64'))
      const by = { staffId: staff.id, districts: staff.districts, onProgress }
      return importNetworkTable(db, name, table, { ...options, ...by })
    }
    const run = body.run === undefined ? work(unseen) : imports.watched(body.run, staff.id, work)
    const result = await run.catch(explained)
    const { lines, changed: hotspots, unchanged: same, newAgents, setAside, valuesLost, left, retired } = result
    const counts = { lines, changed: hotspots, unchanged: same, newAgents, setAside, retired }
    const answer = {
      ...{ applied: apply, ...counts, valuesLost, agentLines: result.agentLines, leftTotal: left.length },
      changes: result.changes.slice(0, contract.MOST_SHOWN),
      faults: result.faults
        .slice(0, contract.MOST_SHOWN)
        .map(({ candidates = [], ...fault }) => ({ ...fault, candidates: candidates.slice(0, MOST_CANDIDATES) })),
      left: left.slice(0, contract.MOST_SHOWN),
    }
    return apply ? changed(answer, { file: name, ...counts, left: left.length }) : unchanged(answer)
  }),
]
