import type { CurrentEmergencies } from '../access/emergencies/emergencies.ts'
import type { WayOnlineCounter } from '../analytics/way-online/counter.ts'
import type { Certificates } from '../certificates/certificates.ts'
import type { CityKey } from '../city-key/provider.ts'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import type { HeardRecorder } from '../network/gateways/heard/recorder.ts'
import type { Registry } from '../network/gateways/registry.ts'
import type { CurrentNotices } from '../notices/notices.ts'
import type { OpenData } from '../open-data/open-data.ts'
import type { Sealer } from '../sealing.ts'
import type { GatewayRelay } from '../sessions/disconnects/gateway-relay.ts'

/** What the portal is made of. */
export interface PortalParts {
  config: Config
  db: Database
  sealer: Sealer
  registry: Registry
  cityKey: CityKey
  log: Log
  /** The way to gateways that have opened a RadSec connection. */
  connectionTo?: GatewayRelay['connectionTo']
  /** Absent: there are none. */
  emergencies?: Pick<CurrentEmergencies, 'at'>
  /** Absent: there are none. */
  notices?: Pick<CurrentNotices, 'at'>
  /** Notes which gateways send devices here. Absent: nobody asks. */
  heard?: Pick<HeardRecorder, 'hear'>
  /** Counts how far devices get. Absent: nobody asks. */
  waysOnline?: Pick<WayOnlineCounter, 'count'>
  /** What RADIUS presents by 802.1X; absent: the secure network is not offered. */
  certificates?: Pick<Certificates, 'server' | 'ca'> | undefined
  /** What the city publishes. Absent: nothing. */
  openData?: OpenData | undefined
  /** Milliseconds since 1970; default the clock. */
  now?: () => number
}
