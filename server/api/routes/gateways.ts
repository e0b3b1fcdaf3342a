import type { Database } from '../../database/connection.ts'
import { audit } from '../../directory/audit.ts'
import { cannotAt, isOpenedByPortal } from '../../network/gateways/abilities.ts'
import { chooseSigning } from '../../network/gateways/gateways.ts'
import type { Observed } from '../../network/gateways/posture/posture.ts'
import {
  type GatewayPosture,
  gatewayPostures,
  signingDetail,
  sourcePostures,
} from '../../network/gateways/posture/report.ts'
import { liveGrantCounts } from '../../sessions/grants/grants.ts'
import * as contract from '../contract.ts'
import { ApiProblem, route } from '../route.ts'
import { idParameter } from './parameters.ts'

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

const listed = ({ signingChosenAt: _, loginOrigins, ...gateway }: GatewayPosture, granted: number) => ({
  ...observed(gateway),
  access: isOpenedByPortal(gateway.vendor) ? ('portal' as const) : ('radius' as const),
  cannot: cannotAt({ vendor: gateway.vendor, loginOrigins }),
  granted,
})

async function listedAll(db: Database, gateways: GatewayPosture[]) {
  const granted = await liveGrantCounts(
    db,
    gateways.map(({ id }) => id),
  )
  return gateways.map((gateway) => listed(gateway, granted.get(gateway.id) ?? 0))
}

/** @throws {ApiProblem} 404 where there is none in use */
async function listedOne(db: Database, id: number) {
  const [gateway] = await listedAll(db, [await postureOf(db, id)])
  return gateway!
}

export const gatewayRoutes = [
  route({
    method: 'get',
    path: '/gateways',
    summary: 'Every gateway with what it must sign, what it was seen to sign, and what requiring it would refuse',
    role: 'operator',
    response: contract.gatewayList,
    async handler({ parts: { db } }) {
      return { gateways: await listedAll(db, await gatewayPostures(db)) }
    },
  }),
  route({
    method: 'get',
    path: '/gateways/{id}',
    summary: 'One gateway, also by the addresses that its packets come from',
    role: 'operator',
    params: idParameter,
    response: contract.gatewayDetail,
    async handler({ parts: { db }, params: { id } }) {
      const bySource = await sourcePostures(db, await postureOf(db, id), { limit: MOST_SOURCES })
      return { ...(await listedOne(db, id)), bySource: bySource.map(observed) }
    },
  }),
  route({
    method: 'put',
    path: '/gateways/{id}/message-authenticator',
    summary: 'Chooses whether a gateway must sign its Access-Requests (CVE-2024-3596)',
    role: 'admin',
    params: idParameter,
    body: contract.chosenSigning,
    response: contract.gatewayListItem,
    async handler({ parts: { db }, params: { id }, body: { mode, signedProxyState }, staff }) {
      const before = await postureOf(db, id)
      const chosen = { messageAuthenticator: mode, signedProxyState }
      await chooseSigning(db, id, chosen)
      const by = { kind: 'staff', staffId: staff.id } as const
      await audit(db, by, 'gateway.message-authenticator', `gateway ${id}`, signingDetail(before, chosen))
      return listedOne(db, id)
    },
  }),
]
