import type { Profile } from '../profiles/profile.ts'
import type { Counters } from './rates.ts'
import type { Interface } from './traffic.ts'

/** What an agent said of itself and of the access points it knows. Null: it does not tell. */
export interface Reading {
  /** The profile by which it was read. */
  profile: string
  /** What the agent is by its profile. */
  kind: Profile['kind']
  identity: Identity
  uptimeSeconds: number | null
  /** CPU use as a share of 1, or the 1-minute load average. */
  load: number | null
  loadIs: 'share' | 'average'
  /** Share of 1. */
  memoryUsed: number | null
  /** Wireless stations, of all its access points together. */
  clients: number | null
  /** Those at its own radios, where it says so. */
  ownClients: number | null
  /** How many access points a controller or a cluster has. */
  members: number | null
  radios: Radio[]
  /** The interface through which it reaches the city's network. */
  uplink: { name: string; up: boolean } | null
  /** Those that were read: all of them at discovery, later those whose traffic counts. */
  interfaces: Interface[]
  counters: Counters
  /** Those of a controller or a cluster; empty where the agent speaks for itself alone. */
  accessPoints: AccessPoint[]
  /** Of a UPS; null: it is none, or tells nothing of its battery. */
  ups: Ups | null
  /** It lists access points that were not there when it was discovered: what they are is asked soon. */
  isOutdated?: boolean
  /** It did not give all that it lists: of whom is not there, it says nothing. */
  isCut?: boolean
}

/**
 * Of an agent that answers, and says nothing that is understood, of whomever it lists neither.
 *
 * @param at of the clock by which readings are timed, ms
 */
export const saysNothing = (profile: string, at: number): Reading => ({
  ...{ profile, kind: 'other', identity: { model: null, serial: null, firmware: null, mac: null, name: null } },
  ...{ uptimeSeconds: null, load: null, loadIs: 'share', memoryUsed: null, clients: null, ownClients: null },
  ...{ members: null, radios: [], uplink: null, interfaces: [], accessPoints: [], ups: null },
  counters: { at, clocks: {}, interfaces: {} },
  isCut: true,
})

export interface Ups {
  /** What hangs on it is fed by its battery. */
  onBattery: boolean | null
  /** Share of 1. */
  charge: number | null
  /** Seconds that its battery lasts, as it says. */
  lastsSeconds: number | null
}

export interface Identity {
  model: string | null
  serial: string | null
  firmware: string | null
  /** `aa:bb:cc:dd:ee:ff`. */
  mac: string | null
  name: string | null
}

export interface Radio {
  name: string
  channel: number | null
  /** MHz. */
  width: number | null
  clients: number | null
  /** Share of 1 of the time in which the channel is busy. */
  utilisation: number | null
  /** dBm. */
  noise: number | null
}

/** What a controller says of one of its access points. */
export interface AccessPoint extends Identity {
  /** By which the controller knows it, however its rows are ordered. */
  key: string
  address: string | null
  /** `unknown` where the controller says something else, or nothing. */
  state: 'up' | 'down' | 'unknown'
  clients: number | null
  uptimeSeconds: number | null
  /** Shares of 1. */
  load: number | null
  memoryUsed: number | null
  radios: Radio[]
}
