import { ImportError } from '../../../import/import-error.ts'
import { importNetworkTable } from '../../../import/network/import-network.ts'
import { tableIn } from '../../../import/network/table-file.ts'
import { AgentError } from '../../../network/agents/credentials.ts'
import { HotspotError } from '../../../network/hotspots/change.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'

function explained(error: unknown): never {
  const isForPeople = error instanceof ImportError || error instanceof AgentError || error instanceof HotspotError
  if (isForPeople) throw new ApiProblem(400, 'wrong-file', error.message)
  throw error
}

const MOST_CANDIDATES = 5

export const networkImportRoutes = [
  implement(contract.importNetwork, async ({ parts: { db }, body, staff }) => {
    const { name, content, programme, credential, retireMissing, apply } = body
    const table = await tableIn(name, Buffer.from(content, 'base64')).catch(explained)
    const options = {
      programme,
      credential,
      retireMissing,
      dryRun: !apply,
      staffId: staff.id,
      districts: staff.districts,
    }
    const result = await importNetworkTable(db, name, table, options).catch(explained)
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
