import { ImportError, isFileError } from '../../../import/import-error.ts'
import { importOctets } from '../../../import/network/thread/in-worker.ts'
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

export const networkImportRoutes = [
  implement(contract.readImportProgress, ({ parts: { imports }, params: { run }, staff }) =>
    imports.read(run, staff.id),
  ),
  implement(contract.importNetwork, async ({ parts: { db, imports }, body, staff, gone }) => {
    const { name, content, programme, credential, retireMissing, apply } = body
    const by = { staffId: staff.id, by: staff.role, districts: staff.districts }
    const options = { programme, credential, retireMissing, dryRun: !apply, ...by }
    const work = async (onProgress: OnProgress) => {
      await onProgress({ phase: 'reading', done: 0, total: 0 })
      const task = { name, octets: Buffer.from(content, 'base64'), options, most: contract.MOST_SHOWN }
      // What is to be stored is, though nobody waits for the answer any more.
      return importOctets(db, task, { onProgress, signal: apply ? undefined : gone })
    }
    const run = body.run === undefined ? work(unseen) : imports.watched(body.run, staff.id, work)
    const result = await run.catch(explained)
    const { lines, changed: hotspots, unchanged: same, newAgents, setAside, valuesLost, leftTotal, retired } = result
    const counts = { lines, changed: hotspots, unchanged: same, newAgents, setAside, retired }
    const { agentLines, changes, faults, left } = result
    const answer = { applied: apply, ...counts, valuesLost, agentLines, leftTotal, changes, faults, left }
    return apply ? changed(answer, { file: name, ...counts, left: leftTotal }) : unchanged(answer)
  }),
]
