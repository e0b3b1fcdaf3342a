import type { Database } from '../../../database/connection.ts'
import type { StaffMember } from '../../../directory/staff.ts'
import type { Doubt } from '../../../health/doubts/doubt.ts'
import * as doubts from '../../../health/doubts/list.ts'
import { settleDoubt } from '../../../health/doubts/settle.ts'
import { ownGateways, ownHotspots } from '../../../network/districts/within.ts'
import { HotspotError } from '../../../network/hotspots/change.ts'
import type { HotspotRecord } from '../../../network/hotspots/record.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'

const noSuch = () => new ApiProblem(404, 'no-such-doubt', 'That is not doubtful, or no more.')

function explained(error: unknown): never {
  if (!(error instanceof HotspotError)) throw error
  throw new ApiProblem(400, 'wrong-hotspot', error.message, error.field, error.details)
}

/** Those of which all that would change is of one's districts. */
async function ownDoubts(db: Database, { districts }: StaffMember): Promise<Doubt[]> {
  const all = await doubts.listDoubts(db)
  if (districts === null) return all
  const hotspots = await ownHotspots(
    db,
    districts,
    all.flatMap(({ hotspot, other }) => (other ? [hotspot.id, other.id] : [hotspot.id])),
  )
  const gateways = await ownGateways(
    db,
    districts,
    all.flatMap(({ facts: { heard } }) => heard?.gatewayId ?? []),
  )
  return all.filter(
    ({ hotspot, other, facts: { heard } }) =>
      hotspots.has(hotspot.id) &&
      (other === undefined || hotspots.has(other.id)) &&
      (heard === undefined || gateways.has(heard.gatewayId)),
  )
}

const named = ({ id, name, programme, code }: HotspotRecord) => ({ id, name, programme, code })

const shown = ({ id, kind, hotspot, other, ways, facts }: Doubt): contract.Doubt => ({
  ...{ id, kind, hotspot: named(hotspot), other: other ? named(other) : null, ways: [...ways] },
  ...{ ours: facts.ours ?? null, theirs: facts.theirs ?? null, distance: facts.distance ?? null },
  sessions: facts.heard?.sessions ?? null,
})

export const doubtRoutes = [
  implement(contract.listDoubts, async ({ parts: { db }, staff }) =>
    wholePage((await ownDoubts(db, staff)).map(shown)),
  ),
  implement(contract.settleDoubt, async ({ parts: { db }, body: { doubt: id, way }, staff }) => {
    if (!(await ownDoubts(db, staff)).some((one) => one.id === id)) throw noSuch()
    const done = await settleDoubt(db, id, way, { staffId: staff.id }).catch(explained)
    if (!done) throw noSuch()
    const { doubt, changes, sessions } = done
    const detail = { kind: doubt.kind, way, evidence: doubt.evidence, changes, sessions }
    const target = `hotspot ${doubt.hotspot.id}`
    return changed({ changed: Object.keys(changes).length, sessions }, detail, { target })
  }),
]
