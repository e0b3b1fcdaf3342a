import { loadDefaultPolicy } from '../../../access/policies/policies.ts'
import { isOpenedByPortal } from '../../../network/gateways/abilities.ts'
import { readShown } from '../../../network/gateways/entry/shown.ts'
import { missingOf } from '../../../network/gateways/heard/missing.ts'
import { readHeard } from '../../../network/gateways/heard/store.ts'
import { gatewayPostures, sourcePostures } from '../../../network/gateways/posture/report.ts'
import { hotspotsBehind } from '../../../network/hotspots/views.ts'
import type { RedirectFault } from '../../../network/tables.ts'
import { sessionFindings } from '../../../sessions/findings.ts'
import { silentBefore } from '../../../sessions/silence.ts'
import type { GatewayHeard } from '../../contract/index.ts'
import * as contract from '../../contract/index.ts'
import { type ApiParts, implement } from '../../route.ts'
import { mustOwnGateway, noSuchGateway } from '../own.ts'

const MOST_ADDRESSES = 20
const MOST_HOTSPOTS = 500

/** What was heard of a gateway, read anew. @throws {ApiProblem} 404 where there is none in use */
async function heardOf({ db }: ApiParts, id: number): Promise<GatewayHeard> {
  const [[posture], shown] = await Promise.all([gatewayPostures(db, { id }), readShown(db, { id })])
  if (!posture || !shown) throw noSuchGateway(id)
  const { interimSeconds } = await loadDefaultPolicy(db)
  const [heard, findings, sources] = await Promise.all([
    readHeard(db, id),
    sessionFindings(db, silentBefore(interimSeconds)),
    sourcePostures(db, posture, { limit: MOST_ADDRESSES }),
  ])
  const found = findings.get(id)
  // Of RADIUS over UDP more is known: it is counted by day.
  const counted = posture.heardAt && { at: posture.heardAt, address: posture.heardFrom }
  const access = [heard.access, counted].filter((one) => !!one).sort((a, b) => Number(b.at) - Number(a.at))[0]
  const now = new Date()
  const ends = shown.certificates.map(({ notAfter }) => notAfter.getTime())
  return {
    readAt: now.toISOString(),
    accessRequest: told(access),
    accountingRequest: told(heard.accounting),
    redirect: told(heard.redirect),
    redirectRefused: toldWhy(heard['redirect-refused']),
    addresses: isOpenedByPortal(shown.vendor) ? [] : sources.flatMap(({ address }) => address ?? []),
    ...{ nasIdentifiers: posture.nasIdentifiers, nasIdentifier: shown.nasIdentifier },
    ...{ messageAuthenticator: posture.messageAuthenticator, verdict: posture.verdict },
    copiedDevices: found?.doubled ?? 0,
    missing: missingOf(
      {
        ...{ vendor: shown.vendor, loginOrigins: shown.loginOrigins, nasIdentifier: shown.nasIdentifier },
        hasNetwork: shown.network !== null,
        certificateUntil: ends.length > 0 ? new Date(Math.max(...ends)) : null,
        hotspots: posture.hotspots,
        accessAt: access?.at ?? null,
        accountingAt: heard.accounting?.at ?? null,
        redirectAt: heard.redirect?.at ?? null,
        redirectRefusedAt: heard['redirect-refused']?.at ?? null,
        ...{ nasIdentifiers: posture.nasIdentifiers, verdict: posture.verdict },
        ...{ octetsSwapped: found?.isSwapped ?? false, isClassless: shown.isClassless },
      },
      now,
    ),
  }
}

interface When {
  at: Date
  address: string | null
}

const told = (heard: When | undefined | null) => (heard ? { at: heard.at.toISOString(), address: heard.address } : null)

const toldWhy = (refused: (When & { why: RedirectFault | null; parameter: string | null }) | undefined) =>
  refused?.why ? { ...told(refused)!, why: refused.why, parameter: refused.parameter } : null

export const gatewayHeardRoutes = [
  implement(contract.readGatewayHeard, async ({ parts, params: { id }, staff }) => {
    await mustOwnGateway(parts.db, staff, id)
    return heardOf(parts, id)
  }),
  implement(contract.readGatewayHotspots, async ({ parts: { db }, params: { id }, staff }) => {
    await mustOwnGateway(db, staff, id)
    const gateway = await readShown(db, { id })
    if (!gateway) throw noSuchGateway(id)
    return hotspotsBehind(db, id, MOST_HOTSPOTS, staff.districts)
  }),
]
