import { loadDefaultPolicy } from '../../../access/policies/policies.ts'
import type { Database } from '../../../database/connection.ts'
import type { StaffMember } from '../../../directory/staff.ts'
import { type ControllerRead, controllerReads } from '../../../health/controllers/reads.ts'
import { type DistrictOf, districtsOfGateways } from '../../../network/districts/of.ts'
import { gatewaysWithin } from '../../../network/districts/within.ts'
import { cannotAt, isOpenedByPortal } from '../../../network/gateways/abilities.ts'
import { chooseSigning, rotateGatewaySecret } from '../../../network/gateways/change.ts'
import { newSecret } from '../../../network/gateways/entry/new-secret.ts'
import { disabledGateways, disableGateway, removeGateway } from '../../../network/gateways/in-use.ts'
import type { Observed } from '../../../network/gateways/posture/posture.ts'
import {
  type GatewayPosture,
  gatewayPostures,
  signingDetail,
  sourcePostures,
} from '../../../network/gateways/posture/report.ts'
import { type SessionFindings, sessionFindings } from '../../../sessions/findings.ts'
import { liveGrantCounts } from '../../../sessions/grants/grants.ts'
import { silentBefore } from '../../../sessions/silence.ts'
import { liveSessionsAt } from '../../../sessions/views.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { changed, implement } from '../../route.ts'
import { mustOwnGateway, noSuchGateway } from '../own.ts'
import { gatewaySetup } from './gateway-setup.ts'

const MOST_SOURCES = 200

/** @throws {ApiProblem} 404 where there is none in use */
async function postureOf(db: Database, staff: StaffMember, id: number): Promise<GatewayPosture> {
  await mustOwnGateway(db, staff, id)
  const [gateway] = await gatewayPostures(db, { id })
  if (!gateway) throw noSuchGateway(id)
  return gateway
}

const observed = <T extends Observed>({ settled: _, heardAt, unsignedAt, ...rest }: T) => ({
  ...rest,
  heardAt: heardAt?.toISOString() ?? null,
  unsignedAt: unsignedAt?.toISOString() ?? null,
})

interface Use {
  granted: number
  liveSessions: number
  findings: SessionFindings | undefined
  district: DistrictOf | null
}

const listed = ({ signingChosenAt: _, loginOrigins, ...gateway }: GatewayPosture, { findings, ...use }: Use) => ({
  ...observed(gateway),
  access: isOpenedByPortal(gateway.vendor) ? ('portal' as const) : ('radius' as const),
  cannot: cannotAt({ vendor: gateway.vendor, loginOrigins }),
  ...use,
  octetsSwapped: findings?.isSwapped ?? false,
  copiedDevices: findings?.doubled ?? 0,
})

async function listedAll(db: Database, gateways: GatewayPosture[]) {
  const { interimSeconds } = await loadDefaultPolicy(db)
  const ids = gateways.map(({ id }) => id)
  const since = silentBefore(interimSeconds)
  const [granted, sessions, findings, districts] = await Promise.all([
    liveGrantCounts(db, ids),
    liveSessionsAt(db, since, ids),
    sessionFindings(db, since),
    districtsOfGateways(db, ids),
  ])
  return gateways.map((gateway) => {
    const { id } = gateway
    const use = {
      ...{ granted: granted.get(id) ?? 0, liveSessions: sessions.get(id) ?? 0, findings: findings.get(id) },
      district: districts.get(id) ?? null,
    }
    return listed(gateway, use)
  })
}

/** @throws {ApiProblem} 404 where there is none in use */
async function listedOne(db: Database, staff: StaffMember, id: number) {
  const [gateway] = await listedAll(db, [await postureOf(db, staff, id)])
  return gateway!
}

const shownRead = (read: ControllerRead | undefined) =>
  read
    ? {
        ...{ readAt: read.readAt?.toISOString() ?? null, failingSince: read.failingSince?.toISOString() ?? null },
        ...{ failure: read.failure, accessPoints: read.accessPoints, unknown: read.unknown },
      }
    : null

export const gatewayRoutes = [
  implement(contract.listGateways, async ({ parts: { db }, staff: { districts } }) => {
    const [all, own] = await Promise.all([gatewayPostures(db), gatewaysWithin(db, districts)])
    return wholePage(await listedAll(db, own === null ? all : all.filter(({ id }) => own.includes(id))))
  }),
  implement(contract.readGateway, async ({ parts: { db }, params: { id }, staff }) => {
    const bySource = await sourcePostures(db, await postureOf(db, staff, id), { limit: MOST_SOURCES })
    const read = (await controllerReads(db)).get(id)
    return { ...(await listedOne(db, staff, id)), bySource: bySource.map(observed), controllerRead: shownRead(read) }
  }),
  implement(contract.readGatewaySetup, async ({ parts, params: { id }, staff }) => {
    await mustOwnGateway(parts.db, staff, id)
    return gatewaySetup(parts, id)
  }),
  implement(contract.rotateGatewaySecret, async ({ parts: { db, sealer }, params: { id }, staff }) => {
    const { name } = await postureOf(db, staff, id)
    const secret = newSecret()
    await rotateGatewaySecret(db, sealer, name, secret)
    return changed({ secret }, { name })
  }),
  implement(
    contract.chooseSigning,
    async ({ parts: { db }, params: { id }, body: { mode, signedProxyState }, staff }) => {
      const before = await postureOf(db, staff, id)
      const chosen = { messageAuthenticator: mode, signedProxyState }
      await chooseSigning(db, id, chosen)
      return changed(await listedOne(db, staff, id), signingDetail(before, chosen))
    },
  ),
  implement(contract.listDisabledGateways, async ({ parts: { db }, staff: { districts } }) => {
    const [all, { interimSeconds }] = await Promise.all([disabledGateways(db), loadDefaultPolicy(db)])
    const own = await gatewaysWithin(db, districts)
    const rows = own === null ? all : all.filter(({ id }) => own.includes(id))
    const ids = rows.map(({ id }) => id)
    const sessions = await liveSessionsAt(db, silentBefore(interimSeconds), ids)
    return wholePage(
      rows.map(({ disabledAt, ...row }) => ({
        ...row,
        disabledAt: disabledAt.toISOString(),
        liveSessions: sessions.get(row.id) ?? 0,
      })),
    )
  }),
  implement(contract.useGateway, async ({ parts: { db }, params: { id }, body: { disabled }, staff }) => {
    await mustOwnGateway(db, staff, id)
    const name = await disableGateway(db, id, disabled)
    if (name === undefined) throw noSuchGateway(id)
    return changed({ done: true }, { name, before: { disabled: !disabled }, after: { disabled } })
  }),
  implement(contract.removeGateway, async ({ parts: { db, sealer }, params: { id }, staff }) => {
    await mustOwnGateway(db, staff, id)
    const removed = await removeGateway(db, sealer, id, { staffId: staff.id })
    if (!removed) throw noSuchGateway(id)
    return changed({ hotspots: removed.hotspots }, { ...removed })
  }),
]
