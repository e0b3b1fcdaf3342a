import type { FeatureCollection } from 'geojson'
import type { Config } from './config/index.ts'
import type { Database } from './database/connection.ts'
import type { StaffRole } from './directory/tables.ts'
import type { Log } from './log.ts'
import type { Registry } from './network/gateways/registry.ts'
import type { Sealer } from './sealing.ts'
import type { Progress } from './start/progress.ts'

export interface DemoParts {
  config: Config
  db: Database
  sealer: Sealer
  registry: Registry
  log: Log
  /** The demo City Key's. */
  issuer: string
  progress: Progress
}

/** The demo city, as it runs. */
export interface Demo {
  gateways: number
  hotspots: number
  /** A simulated gateway's address, to be opened in a browser: what a resident sees at a hotspot. */
  oneGatewayUrl: string
  /** Who can sign in: residents, then staff. */
  accounts: readonly DemoAccount[]
  close(): Promise<void>
}

export interface DemoAccount {
  username: string
  password: string
  name: string
  /** Absent: a resident. */
  role?: StaffRole
}

export interface CityKeyOptions {
  port: number
  issuer: string
  redirectUris: string[]
  log: Log
}

/** The demo City Key, as it runs. */
export interface DemoCityKey {
  clientId: string
  clientSecret: string
  close(): Promise<void>
}

/** What Plaza asks of its demo. */
export interface DemoModule {
  /** Answers on this machine only. @throws {Error} with code EADDRINUSE where the port is taken */
  startCityKey(options: CityKeyOptions): Promise<DemoCityKey>
  startDemo(parts: DemoParts): Promise<Demo>
  /** Streets, parks and names of the demo city. */
  drawStreets(): FeatureCollection
}

/** The door to the demo, which is loaded when it is wanted: production installs without what it depends on. */
export const loadDemo = (): Promise<DemoModule> => import('../scripts/demo/index.ts')
