import type { Route } from '../route.ts'
import { accessLogRoutes } from './access/access-log.ts'
import { emergencyRoutes } from './access/emergencies.ts'
import { policyRoutes } from './access/policies.ts'
import { voucherRoutes } from './access/vouchers.ts'
import { cityRoutes } from './city.ts'
import { alertRoutes } from './health/alerts.ts'
import { chartRoutes } from './health/charts.ts'
import { equipmentRoutes } from './health/equipment.ts'
import { availabilityRoutes } from './incidents/availability.ts'
import { incidentRoutes } from './incidents/incidents.ts'
import { notificationRouteRoutes } from './incidents/notification-routes.ts'
import { receiverRoutes } from './incidents/receivers.ts'
import { silenceRoutes } from './incidents/silences.ts'
import { agentRoutes } from './network/agents.ts'
import { discoveryRoutes } from './network/discovery.ts'
import { districtRoutes } from './network/districts.ts'
import { doubtRoutes } from './network/doubts.ts'
import { firstStepsRoutes } from './network/first-steps.ts'
import { foundRoutes } from './network/found.ts'
import { gatewayEntryRoutes } from './network/gateway-entry.ts'
import { gatewayHeardRoutes } from './network/gateway-heard.ts'
import { gatewayRoutes } from './network/gateways.ts'
import { hotspotGroupRoutes } from './network/hotspot-groups.ts'
import { hotspotRoutes } from './network/hotspots.ts'
import { inventoryRoutes } from './network/inventory.ts'
import { inventoryWorkRoutes } from './network/inventory-work.ts'
import { neighbourhoodRoutes } from './network/neighbourhoods.ts'
import { networkImportRoutes } from './network/network-import.ts'
import { openDataRoutes } from './open-data/open-data.ts'
import { siteRoutes } from './places/sites.ts'
import { coverageRoutes } from './planning/coverage.ts'
import { siteCandidateRoutes } from './planning/site-candidates.ts'
import { siteCostRoutes } from './planning/site-costs.ts'
import { siteEvaluationRoutes } from './planning/site-evaluations.ts'
import { sitePlanRoutes } from './planning/site-plans.ts'
import { siteProposalRoutes } from './planning/site-proposals.ts'
import { siteStudyRoutes } from './planning/site-studies.ts'
import { unmetDemandRoutes } from './planning/unmet-demand.ts'
import { useRoutes } from './planning/use.ts'
import { deviceRoutes } from './residents/devices.ts'
import { helpRoutes } from './residents/help.ts'
import { noticeRoutes } from './residents/notices.ts'
import { disconnectRoutes } from './sessions/disconnects.ts'
import { sessionRoutes } from './sessions/sessions.ts'
import { traceRoutes } from './sessions/traces.ts'
import { usageRoutes } from './sessions/usage.ts'
import { administrationRoutes } from './staff/administration.ts'
import { apiTokenRoutes } from './staff/api-tokens.ts'
import { legalRoutes } from './staff/legal.ts'

/** Every route under `/api/v1`. */
export const routes: readonly Route[] = [
  ...cityRoutes,
  ...firstStepsRoutes,
  ...alertRoutes,
  ...equipmentRoutes,
  ...chartRoutes,
  ...incidentRoutes,
  ...silenceRoutes,
  ...receiverRoutes,
  ...notificationRouteRoutes,
  ...availabilityRoutes,
  ...hotspotRoutes,
  ...gatewayRoutes,
  ...gatewayEntryRoutes,
  ...gatewayHeardRoutes,
  ...siteRoutes,
  ...inventoryRoutes,
  ...inventoryWorkRoutes,
  ...agentRoutes,
  ...networkImportRoutes,
  ...foundRoutes,
  ...discoveryRoutes,
  ...doubtRoutes,
  ...neighbourhoodRoutes,
  ...sessionRoutes,
  ...disconnectRoutes,
  ...traceRoutes,
  ...usageRoutes,
  ...useRoutes,
  ...accessLogRoutes,
  ...administrationRoutes,
  ...apiTokenRoutes,
  ...legalRoutes,
  ...emergencyRoutes,
  ...helpRoutes,
  ...deviceRoutes,
  ...noticeRoutes,
  ...hotspotGroupRoutes,
  ...districtRoutes,
  ...policyRoutes,
  ...voucherRoutes,
  ...openDataRoutes,
  ...sitePlanRoutes,
  ...coverageRoutes,
  ...siteCandidateRoutes,
  ...siteProposalRoutes,
  ...siteStudyRoutes,
  ...siteCostRoutes,
  ...unmetDemandRoutes,
  ...siteEvaluationRoutes,
]
