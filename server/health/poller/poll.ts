import { type Identity, profileOf, profiles } from '../profiles/index.ts'
import type { Profile } from '../profiles/profile.ts'
import { interfaceColumns, lacksIfXTable, oldInterfaceColumns, readInterfaces } from '../readings/interfaces.ts'
import type { Clocks, Counters } from '../readings/rates.ts'
import {
  columnsOf,
  hrStorageColumns,
  numeric,
  readClients,
  readLoad,
  readMemory,
  scalarsOf,
} from '../readings/reading.ts'
import type { Interface } from '../readings/traffic.ts'
import {
  NoAnswer,
  openSnmpSession,
  type SnmpAddress,
  type SnmpSession,
  type SnmpTiming,
  type Value,
} from './snmp-session.ts'

/** What an agent said about its hotspot. Null: it does not tell. */
export interface Reading {
  profile: string
  /** Of the first answer, ms. */
  responseMs: number
  uptimeSeconds: number | null
  /** CPU use as a share of 1, or the 1-minute load average. */
  load: number | null
  loadIs: 'share' | 'average'
  /** Share of 1. */
  memoryUsed: number | null
  /** Wireless stations. */
  clients: number | null
  interfaces: Interface[]
  counters: Counters
}

const SYSTEM = '1.3.6.1.2.1.1'
const sysDescr = `${SYSTEM}.1.0`
const sysObjectId = `${SYSTEM}.2.0`
const sysUpTime = `${SYSTEM}.3.0`
const hrSystemUptime = '1.3.6.1.2.1.25.1.1.0'
const snmpEngineTime = '1.3.6.1.6.3.10.2.1.3.0'
/** nsExtendOutput1Line."distro" (NET-SNMP-EXTEND-MIB). */
const extendDistro = '1.3.6.1.4.1.8072.1.3.2.3.1.1.6.100.105.115.116.114.111'
/** dot11manufacturerProductName (IEEE802dot11-MIB). */
const productName = '1.2.840.10036.3.1.2.1.3'
/** sysObjectIDs that makers of other devices left in their agents: net-snmp on Linux, FROGFOOT. */
const FOREIGN = /^1\.3\.6\.1\.4\.1\.(?:8072\.3\.2\.10|10002\.1)(?:\.|$)/

/**
 * Asks one agent everything.
 *
 * @param lastProfile name of the profile found before: saves a request when it still holds
 * @param signal ends the poll at once
 * @throws {NoAnswer} when it does not answer its first request
 */
export async function poll(
  target: SnmpAddress,
  timing: SnmpTiming,
  lastProfile: string | null = null,
  signal?: AbortSignal,
): Promise<Reading> {
  const session = openSnmpSession(target, timing, signal)
  try {
    return await ask(session, lastProfile)
  } finally {
    session.close()
  }
}

async function ask(session: SnmpSession, lastProfile: string | null): Promise<Reading> {
  const start = performance.now()
  const guess = profiles.find(({ name }) => name === lastProfile)
  const scalars = await session.get([
    ...[sysDescr, sysObjectId, sysUpTime, hrSystemUptime, snmpEngineTime, extendDistro],
    ...(guess ? scalarsOf(guess) : []),
  ])
  const at = Date.now()
  const responseMs = performance.now() - start
  const profile = await identify(session, scalars)
  if (profile !== guess) await addTo(scalars, session.get(scalarsOf(profile)))
  const { values: columns, complete } = await session.columns([...interfaceColumns, ...columnsOf(profile)])
  const walked = [complete]
  const addColumns = async (bases: readonly string[]) => {
    const more = await session.columns(bases)
    walked.push(more.complete)
    for (const [base, values] of more.values) columns.set(base, values)
  }
  if (complete && lacksIfXTable(columns)) await addColumns(oldInterfaceColumns)
  const answers = { scalars, columns }
  const readsHost = profile.memory.some((source) => 'hostResources' in source)
  if (complete && readsHost && readMemory(profile, answers) === null) await addColumns(hrStorageColumns)
  const { interfaces, counters } = readInterfaces(columns)
  const clocks = clocksOf(scalars)
  return {
    profile: profile.name,
    responseMs,
    uptimeSeconds: uptimeOf(clocks),
    ...readLoad(profile, answers),
    memoryUsed: readMemory(profile, answers),
    clients: complete ? readClients(profile, answers) : null,
    interfaces,
    counters: { at, clocks, interfaces: walked.every(Boolean) ? counters : {} },
  }
}

async function identify(session: SnmpSession, scalars: ReadonlyMap<string, Value>): Promise<Profile> {
  const text = (oid: string) => String(scalars.get(oid) ?? '')
  const identity: Identity = {
    sysObjectId: text(sysObjectId),
    sysDescr: text(sysDescr),
    distro: text(extendDistro),
    product: '',
  }
  const profile = profileOf(identity)
  if (!FOREIGN.test(identity.sysObjectId) || profile.describes) return profile
  return profileOf({ ...identity, product: String((await session.first(productName).catch(ignoreNoAnswer)) ?? '') })
}

async function addTo(scalars: Map<string, Value>, more: Promise<Map<string, Value>>): Promise<void> {
  for (const [oid, value] of (await more.catch(ignoreNoAnswer)) ?? []) scalars.set(oid, value)
}

/** An agent that answered once and then no more is there all the same: what it did not say stays unknown. */
function ignoreNoAnswer(error: unknown): undefined {
  if (!(error instanceof NoAnswer)) throw error
}

function clocksOf(scalars: ReadonlyMap<string, Value>): Clocks {
  const clock = (oid: string) => numeric(scalars.get(oid)) ?? undefined
  const found = {
    sysUpTime: clock(sysUpTime),
    hrSystemUptime: clock(hrSystemUptime),
    engineTime: clock(snmpEngineTime),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

/** The clock that runs longest: sysUpTime wraps after 497 days and starts anew with the agent. */
function uptimeOf({ sysUpTime: agent, hrSystemUptime: host, engineTime }: Clocks): number | null {
  const seconds = [(agent ?? -1) / 100, (host ?? -1) / 100, engineTime ?? -1].filter((value) => value >= 0)
  return seconds.length === 0 ? null : Math.floor(Math.max(...seconds))
}
