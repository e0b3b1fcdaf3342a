import type { CurrentEmergencies } from '../access/emergencies.ts'
import type { Certificates } from '../certificates/certificates.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/connection.ts'
import type { CityKey } from '../directory/city-key.ts'
import type { Registry } from '../hotspots/registry.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../sealing.ts'
import type { GatewayRelay } from '../sessions/gateway-relay.ts'

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
  /** Absent: nothing is said of the secure network. */
  certificates?: () => Promise<Pick<Certificates, 'server'>>
  /** Absent: there are none. */
  emergencies?: Pick<CurrentEmergencies, 'at'>
  /** Milliseconds since 1970; default the clock. */
  now?: () => number
}
