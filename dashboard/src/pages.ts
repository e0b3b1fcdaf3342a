import {
  addDistrict,
  addNotice,
  type Endpoint,
  listApiTokens,
  listAudit,
  listGateways,
  listHelpCases,
  listHotspotGroups,
  listIncidents,
  listInventory,
  listLegalHolds,
  listNeighbourhoods,
  listReceivers,
  listSilences,
  listStaff,
  listVoucherBatches,
  type Me,
  readAvailability,
  readCityKey,
  readCoverage,
  readHotspotPoints,
  readOpenData,
  readSiteEvaluations,
  readSitePlans,
  readSummary,
  readUnmetDemand,
  readUse,
  type Settings,
} from '../../server/api/contract/index.ts'
import { may } from './data/may.ts'
import type { TextKey } from './languages/index.ts'

export type Entry = readonly [path: string, text: TextKey, asked: Endpoint]
export const groups = ['operate', 'plan', 'administration'] as const

/** Each with what it asks of the API; during an emergency operators see it, and administrators begin and end it. */
export const entries: Record<(typeof groups)[number], readonly Entry[]> = {
  operate: [
    ['/network', 'nav.network', listInventory],
    ['/gateways', 'nav.gateways', listGateways],
    ['/silences', 'nav.silences', listSilences],
    ['/help', 'nav.help', listHelpCases],
    ['/notices', 'nav.notices', addNotice],
    ['/vouchers', 'nav.vouchers', listVoucherBatches],
    ['/emergency', 'nav.emergency', addNotice],
  ],
  plan: [
    ['/neighbourhoods', 'nav.neighbourhoods', listNeighbourhoods],
    ['/coverage', 'nav.coverage', readCoverage],
    ['/planning', 'nav.planning', readSitePlans],
    ['/helped', 'nav.helped', readSiteEvaluations],
    ['/unmet-demand', 'nav.unmet', readUnmetDemand],
    ['/use', 'nav.use', readUse],
    ['/charts', 'nav.charts', readSummary],
    ['/availability', 'nav.availability', readAvailability],
  ],
  administration: [
    ['/groups', 'nav.groups', listHotspotGroups],
    ['/notifications', 'nav.notifications', listReceivers],
    ['/staff', 'nav.staff', listStaff],
    ['/districts', 'nav.districts', addDistrict],
    ['/open-data', 'nav.openData', readOpenData],
    ['/tokens', 'nav.tokens', listApiTokens],
    ['/city-key', 'nav.cityKey', readCityKey],
    ['/legal', 'nav.legal', listLegalHolds],
    ['/audit', 'nav.audit', listAudit],
  ],
}

/** All of them. */
export const pages: readonly Entry[] = [
  ['/incidents', 'nav.incidents', listIncidents],
  ['/', 'nav.map', readHotspotPoints],
  ...groups.flatMap((group) => entries[group]),
]

/** Whether somebody may open a page, and the city has what it is about. */
export const isOffered = ([path, , asked]: Entry, me: Me, settings: Settings): boolean =>
  may(me, asked) && (path !== '/vouchers' || settings.vouchers)
