import type { openPolicy } from '../../access/policies/policies.ts'
import type { Database } from '../../database/connection.ts'
import type { Log } from '../../log.ts'
import { silentBefore } from '../../sessions/silence.ts'
import type { HotspotPoint } from '../contract/index.ts'
import { nothingYet, type Pending } from './pending.ts'

/** What changed within one step, a second at least. */
export interface MapChanges {
  /** Hotspots whose state, place or number of live sessions is another now. */
  points: HotspotPoint[]
  /** Hotspots with new readings. */
  health: Set<number>
  /** Hotspots where sessions started, went on or ended. */
  sessions: Set<number>
  /** Hotspots with alerts that opened or closed. */
  alerts: Set<number>
  /** Some incident is other than it was. */
  incidents: boolean
}

type DefaultPolicy = Awaited<ReturnType<typeof openPolicy>>

/** The map's memory, which its steps read and change. */
export interface MapState {
  readonly db: Database
  readonly log: Log
  readonly policy: DefaultPolicy
  points: Map<number, HotspotPoint>
  /** The district of each hotspot that is of one. */
  districts: Map<number, number>
  /** Live sessions whose hotspot is not known. */
  elsewhere: number
  /** Grows with every change of the above. */
  version: number
  neighbourhoodsVersion: number
  pending: Pending
  /** Sessions heard of before this have been found silent, and how often that is looked for, in milliseconds. */
  silenceKnown: Date
  readonly silenceMs: number
  readonly listeners: Array<(changes: MapChanges) => void>
  readonly signOutListeners: Array<(staffSession: string) => void>
  readonly staffListeners: Array<(staffId: number | undefined) => void>
}

export function emptyMap(db: Database, log: Log, policy: DefaultPolicy, silenceMs: number): MapState {
  return {
    ...{ db, log, policy, silenceMs },
    points: new Map(),
    districts: new Map(),
    elsewhere: 0,
    version: 0,
    neighbourhoodsVersion: 0,
    pending: nothingYet(),
    silenceKnown: silentBefore(policy.get().interimSeconds),
    listeners: [],
    signOutListeners: [],
    staffListeners: [],
  }
}

/** Sessions that have not reported since are not live. */
export const liveSince = ({ policy }: MapState): Date => silentBefore(policy.get().interimSeconds)
