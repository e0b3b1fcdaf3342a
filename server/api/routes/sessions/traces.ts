import { endTrace, readTrace, startTrace, type Traced, TraceError, traceEvents } from '../../../traces/traces.ts'
import * as contract from '../../contract/index.ts'
import { shownDevice } from '../../device.ts'
import { type ApiParts, ApiProblem, changed, implement } from '../../route.ts'
import { mustOwnGateway, noSuchGateway, ownOf } from '../own.ts'
import { macOf } from '../parameters.ts'

/** What one answer holds. */
const MOST_EVENTS = 500

/** A trace of the person who asks. @throws {ApiProblem} 404 of others', as if they were not there */
async function ownTrace({ db }: ApiParts, id: number, staffId: number) {
  const trace = await readTrace(db, id)
  if (trace?.startedBy !== staffId) throw new ApiProblem(404, 'no-such-trace', `There is no trace ${id}.`)
  return trace
}

export const traceRoutes = [
  implement(contract.startTrace, async ({ parts: { db }, body, staff }) => {
    const mac = macOf(body.device)
    if (body.gateway !== undefined) await mustOwnGateway(db, staff, body.gateway)
    const traced: Traced = mac === undefined ? { gateway: body.gateway! } : { device: mac }
    const { id, endsAt } = await startTrace(db, traced, staff.id).catch((error) => {
      if (!(error instanceof TraceError)) throw error
      throw error.reason === 'no-gateway'
        ? noSuchGateway(body.gateway!)
        : new ApiProblem(409, 'too-many-traces', error.message)
    })
    const target = mac === undefined ? `gateway ${body.gateway}` : `device ${shownDevice(mac)}`
    return changed({ id, endsAt: endsAt.toISOString() }, { trace: id }, { target })
  }),
  implement(contract.readTrace, async ({ parts, params: { id }, query: { after }, staff }) => {
    const trace = await ownTrace(parts, id, staff.id)
    const rows = await traceEvents(parts.db, id, after, MOST_EVENTS)
    const own = await ownOf(parts.db, staff, rows, ({ gateway_id }) => ({ hotspotId: null, gatewayId: gateway_id }))
    return {
      endsAt: trace.endsAt.toISOString(),
      running: trace.endsAt > new Date(),
      events: own.map(({ id: number, at, event }) => ({ id: number, at: at.toISOString(), event })),
    }
  }),
  implement(contract.endTrace, async ({ parts, params: { id }, staff }) => {
    await ownTrace(parts, id, staff.id)
    return changed({ done: await endTrace(parts.db, id) }, {})
  }),
]
