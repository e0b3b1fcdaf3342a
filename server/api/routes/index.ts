import type { Route } from '../route.ts'
import { accessLogRoutes } from './access-log.ts'
import { administrationRoutes } from './administration.ts'
import { alertRoutes } from './alerts.ts'
import { cityRoutes } from './city.ts'
import { disconnectRoutes } from './disconnects.ts'
import { emergencyRoutes } from './emergencies.ts'
import { gatewayRoutes } from './gateways.ts'
import { helpRoutes } from './help.ts'
import { hotspotGroupRoutes } from './hotspot-groups.ts'
import { hotspotRoutes } from './hotspots.ts'
import { legalRoutes } from './legal.ts'
import { neighbourhoodRoutes } from './neighbourhoods.ts'
import { noticeRoutes } from './notices.ts'
import { policyRoutes } from './policies.ts'
import { sessionRoutes } from './sessions.ts'
import { usageRoutes } from './usage.ts'

/** Every route under `/api/v1`. */
export const routes: readonly Route[] = [
  ...cityRoutes,
  ...alertRoutes,
  ...hotspotRoutes,
  ...gatewayRoutes,
  ...neighbourhoodRoutes,
  ...sessionRoutes,
  ...disconnectRoutes,
  ...usageRoutes,
  ...accessLogRoutes,
  ...administrationRoutes,
  ...legalRoutes,
  ...emergencyRoutes,
  ...helpRoutes,
  ...noticeRoutes,
  ...hotspotGroupRoutes,
  ...policyRoutes,
]
