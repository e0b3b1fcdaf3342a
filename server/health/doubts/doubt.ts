import { createHash } from 'node:crypto'
import type { HotspotRecord } from '../../network/hotspots/record.ts'

/**
 * What of a hotspot cannot be as it is said. `address`, `serial`: two hotspots have the same; `gateway`: its sessions come
 * from another than it hangs on; `far`: it lies far from all others of its gateway; `moved`: a file has put it elsewhere
 * than staff had; `device`: its agent is another device than it says.
 */
export const doubtKinds = ['address', 'serial', 'gateway', 'far', 'moved', 'device'] as const
export type DoubtKind = (typeof doubtKinds)[number]

/**
 * How one is settled. `right`: it is so, and is no doubt any more; `first`, `second`: what both have is this one's alone;
 * `gateway`: it hangs on the one that its sessions come from; `back`: it stands where staff had put it; `device`: it is the
 * device that its agent says; `swap`: it and the hotspot that has that device's address have changed places.
 */
export const doubtWays = ['right', 'first', 'second', 'gateway', 'back', 'device', 'swap'] as const
export type DoubtWay = (typeof doubtWays)[number]

export interface Doubt {
  /** By what it is settled: the same as long as what speaks for it stays the same. */
  id: string
  kind: DoubtKind
  hotspot: HotspotRecord
  /** That has the same, or what this one is said to have. */
  other?: HotspotRecord
  /** What speaks for it, one text for one state of things. */
  evidence: string
  /** For the words about it. */
  facts: Facts
  ways: readonly DoubtWay[]
}

export interface Facts {
  /** What both have, or what the hotspot is said to have. */
  ours?: string
  /** What is found in its place. */
  theirs?: string
  /** Metres. */
  distance?: number
  /** Degrees, WGS84: where it would stand. */
  place?: { latitude: number; longitude: number }
  /** Where it was heard, and how many sessions began there. */
  heard?: { foundId: number; gatewayId: number; sessions: number }
  /** What its agent tells of itself. */
  device?: { mac: string | undefined; serial: string | null; model: string | null }
}

/** A doubt with its id. */
export function doubtOf(doubt: Omit<Doubt, 'id'>): Doubt {
  const { kind, hotspot, evidence } = doubt
  const id = createHash('sha256').update(`${kind} ${hotspot.id} ${evidence}`).digest('hex').slice(0, ID_DIGITS)
  return { id, ...doubt }
}

const ID_DIGITS = 12
