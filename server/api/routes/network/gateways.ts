import { loadDefaultPolicy } from '../../../access/policies/policies.ts'
import type { Database } from '../../../database/connection.ts'
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
import { ApiProblem, changed, implement } from '../../route.ts'
import { gatewaySetup } from './gateway-setup.ts'

const MOST_SOURCES = 200

/** @throws {ApiProblem} 404 where there is none in use */
async function postureOf(db: Database, id: number): Promise<GatewayPosture> {
  const [gateway] = await gatewayPostures(db, { id })
  if (!gateway) throw new ApiProblem(404, 'no-such-gateway', `There is no gateway ${id}.`)
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
  const [granted, sessions, findings] = await Promise.all([
    liveGrantCounts(db, ids),
    liveSessionsAt(db, since, ids),
    sessionFindings(db, since),
  ])
  return gateways.map((gateway) => {
    const { id } = gateway
    const use = { granted: granted.get(id) ?? 0, liveSessions: sessions.get(id) ?? 0, findings: findings.get(id) }
    return listed(gateway, use)
  })
}

/** @throws {ApiProblem} 404 where there is none in use */
async function listedOne(db: Database, id: number) {
  const [gateway] = await listedAll(db, [await postureOf(db, id)])
  return gateway!
}

export const gatewayRoutes = [
  implement(contract.listGateways, async ({ parts: { db } }) =>
    wholePage(await listedAll(db, await gatewayPostures(db))),
  ),
  implement(contract.readGateway, async ({ parts: { db }, params: { id } }) => {
    const bySource = await sourcePostures(db, await postureOf(db, id), { limit: MOST_SOURCES })
    return { ...(await listedOne(db, id)), bySource: bySource.map(observed) }
  }),
  implement(contract.readGatewaySetup, ({ parts, params: { id } }) => gatewaySetup(parts, id)),
  implement(contract.rotateGatewaySecret, async ({ parts: { db, sealer }, params: { id } }) => {
    const { name } = await postureOf(db, id)
    const secret = newSecret()
    await rotateGatewaySecret(db, sealer, name, secret)
    return changed({ secret }, { name })
  }),
  implement(contract.chooseSigning, async ({ parts: { db }, params: { id }, body: { mode, signedProxyState } }) => {
    const before = await postureOf(db, id)
    const chosen = { messageAuthenticator: mode, signedProxyState }
    await chooseSigning(db, id, chosen)
    return changed(await listedOne(db, id), signingDetail(before, chosen))
  }),
  implement(contract.listDisabledGateways, async ({ parts: { db } }) => {
    const [rows, { interimSeconds }] = await Promise.all([disabledGateways(db), loadDefaultPolicy(db)])
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
  implement(contract.useGateway, async ({ parts: { db }, params: { id }, body: { disabled } }) => {
    const name = await disableGateway(db, id, disabled)
    if (name === undefined) throw noSuchGateway(id)
    return changed({ done: true }, { name, before: { disabled: !disabled }, after: { disabled } })
  }),
  implement(contract.removeGateway, async ({ parts: { db, sealer }, params: { id } }) => {
    const removed = await removeGateway(db, sealer, id)
    if (!removed) throw noSuchGateway(id)
    return changed({ hotspots: removed.hotspots }, { ...removed })
  }),
]

const noSuchGateway = (id: number) =>
  new ApiProblem(404, 'no-such-gateway', `There is no gateway ${id} of which that can be said.`)
