import {
  NoAnswer,
  openSnmpSession,
  type SnmpAddress,
  type SnmpSession,
  type SnmpTiming,
  type Value,
} from '../poller/snmp-session.ts'
import { profileOf } from '../profiles/index.ts'
import { type AccessPointTable, accessPointsBy, toldBy } from './told.ts'

/** What an agent says it is. Null: it does not tell. */
export interface AgentIdentity {
  /** By which it would be read. */
  profile: string
  name: string | null
  description: string | null
  model: string | null
  serial: string | null
  /** Its own addresses, the one by which it is known first. */
  macs: readonly string[]
  /** Those of which a controller speaks; undefined: it is none, or its profile knows no table of them. */
  accessPoints?: readonly AccessPoint[]
}

/** An access point as its controller tells of it. */
export interface AccessPoint {
  mac: string
  name: string | null
  model: string | null
  serial: string | null
}

const SYSTEM = '1.3.6.1.2.1.1'
const DESCRIPTION = `${SYSTEM}.1.0`
const OBJECT_ID = `${SYSTEM}.2.0`
const NAME = `${SYSTEM}.5.0`
/** nsExtendOutput1Line."distro" (NET-SNMP-EXTEND-MIB). */
const DISTRO = '1.3.6.1.4.1.8072.1.3.2.3.1.1.6.100.105.115.116.114.111'
/** dot11manufacturerProductName (IEEE802dot11-MIB). */
const PRODUCT = '1.2.840.10036.3.1.2.1.3'
/** dot1dBaseBridgeAddress (RFC 4188), ifPhysAddress (RFC 2863). */
const BRIDGE = '1.3.6.1.2.1.17.1.1.0'
const PHYSICAL = '1.3.6.1.2.1.2.2.1.6'
/** entPhysicalModelName, entPhysicalSerialNum (RFC 6933). */
const ENTITY_MODEL = '1.3.6.1.2.1.47.1.1.1.1.13'
const ENTITY_SERIAL = '1.3.6.1.2.1.47.1.1.1.1.11'

const OCTETS = 6
/** More of one device's interfaces tell nothing more. */
const MOST_ADDRESSES = 64
const LONGEST = 200

/** Whether an agent is there, and lets ask by this credential: one request. @throws {NoAnswer} */
export async function isThere(target: SnmpAddress, timing: SnmpTiming, signal?: AbortSignal): Promise<void> {
  const session = openSnmpSession(target, timing, signal)
  try {
    await session.get([OBJECT_ID])
  } finally {
    session.close()
  }
}

/** Asks an agent what it is. @param signal ends it at once @throws {NoAnswer} */
export async function identifyAgent(
  target: SnmpAddress,
  timing: SnmpTiming,
  signal?: AbortSignal,
): Promise<AgentIdentity> {
  const session = openSnmpSession(target, timing, signal)
  try {
    return await ask(session)
  } finally {
    session.close()
  }
}

async function ask(session: SnmpSession): Promise<AgentIdentity> {
  const system = await session.get([DESCRIPTION, OBJECT_ID, NAME, DISTRO, BRIDGE])
  const product = text(await orNone(session.first(PRODUCT)))
  const told = (oid: string | undefined, values: ReadonlyMap<string, Value>) => (oid ? text(values.get(oid)) : null)
  const profile = profileOf({
    ...{ sysObjectId: String(system.get(OBJECT_ID) ?? ''), sysDescr: text(system.get(DESCRIPTION)) ?? '' },
    ...{ distro: text(system.get(DISTRO)) ?? '', product: product ?? '' },
  }).name
  const own = toldBy[profile] ?? {}
  const wanted = Object.values(own)
  const more: ReadonlyMap<string, Value> = (wanted.length > 0 && (await orNone(session.get(wanted)))) || new Map()
  const columns = (await session.columns([PHYSICAL, ENTITY_MODEL, ENTITY_SERIAL])).values
  const first = (base: string) => [...(columns.get(base)?.values() ?? [])].map(text).find((one) => one !== null) ?? null
  const addresses = [own.mac && more.get(own.mac), system.get(BRIDGE), ...(columns.get(PHYSICAL)?.values() ?? [])]
  const table = accessPointsBy[profile]
  return {
    profile,
    name: text(system.get(NAME)),
    description: text(system.get(DESCRIPTION)),
    model: told(own.model, more) ?? first(ENTITY_MODEL) ?? product,
    serial: told(own.serial, more) ?? first(ENTITY_SERIAL),
    macs: [...new Set(addresses.flatMap((value) => macOf(value) ?? []))].slice(0, MOST_ADDRESSES),
    ...(table && { accessPoints: await accessPointsOf(session, table) }),
  }
}

async function accessPointsOf(session: SnmpSession, table: AccessPointTable): Promise<AccessPoint[]> {
  const { mac, name, model, serial } = table
  const asked = [name, mac === 'index' ? undefined : mac, model, serial].filter((base) => base !== undefined)
  const columns = new Map<string, ReadonlyMap<string, Value>>()
  // One after the other, since a walk ends at 4,000 values.
  for (const base of asked) columns.set(base, (await session.columns([base])).values.get(base) ?? new Map())
  const column = (base: string | undefined) => (base === undefined ? undefined : columns.get(base))
  const rows = [...(column(mac === 'index' ? name : mac)?.entries() ?? [])]
  return rows.flatMap(([index, value]) => {
    const address = mac === 'index' ? macOf(Buffer.from(index.split('.').map(Number))) : macOf(value)
    if (address === undefined) return []
    const said = (base: string | undefined) => text(column(base)?.get(index))
    return { mac: address, name: said(name), model: said(model), serial: said(serial) }
  })
}

/** What it does not answer is not known. */
const orNone = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error) => {
    if (!(error instanceof NoAnswer)) throw error
    return undefined
  })

/** Without what no screen shows and PostgreSQL does not take. */
function text(value: Value | undefined): string | null {
  if (value === undefined || typeof value === 'bigint') return null
  const plain = String(value)
    .replace(/[\p{Cc}\ufffd]+/gu, ' ')
    .trim()
  return plain.slice(0, LONGEST) || null
}

/** No address of nobody, or of a group (IEEE 802: the first bit of the first octet). */
function macOf(value: Value | undefined | '' | 0): string | undefined {
  if (!Buffer.isBuffer(value) || value.length !== OCTETS) return undefined
  if (value.every((octet) => octet === 0) || (value[0]! & 1) === 1) return undefined
  return [...value].map((octet) => octet.toString(16).padStart(2, '0')).join(':')
}
