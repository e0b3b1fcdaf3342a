import { discoverAgent } from '../profiles/discover.ts'
import type { Profiles } from '../profiles/index.ts'
import { NoAnswer, type SnmpClient, type Value } from '../snmp/client.ts'

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
export async function isThere(client: SnmpClient): Promise<void> {
  await client.get([OBJECT_ID])
}

/** Asks an agent what it is. @throws {NoAnswer} */
export async function identifyAgent(client: SnmpClient, profiles: Profiles): Promise<AgentIdentity> {
  const { reading } = await discoverAgent(profiles, client)
  const { identity, profile } = reading
  const system = await client.get([DESCRIPTION, NAME, BRIDGE])
  const columns = (await orNone(client.walk([PHYSICAL, ENTITY_MODEL, ENTITY_SERIAL, PRODUCT])))?.values
  const column = (root: string) => [...(columns?.get(root)?.values() ?? [])]
  const first = (root: string) =>
    column(root)
      .map(text)
      .find((one) => one !== null) ?? null
  const addresses = [system.get(BRIDGE), ...column(PHYSICAL)].flatMap((value) => macOf(value) ?? [])
  const isController = profiles.all.some(({ name, kind }) => name === profile && kind === 'controller')
  const speaksForOthers = isController || reading.accessPoints.length > 0
  return {
    profile,
    name: text(system.get(NAME)),
    description: text(system.get(DESCRIPTION)),
    model: short(identity.model) ?? first(ENTITY_MODEL) ?? first(PRODUCT),
    serial: short(identity.serial) ?? first(ENTITY_SERIAL),
    macs: [...new Set([...(identity.mac ? [identity.mac] : []), ...addresses])].slice(0, MOST_ADDRESSES),
    ...(speaksForOthers && {
      accessPoints: reading.accessPoints.flatMap(({ mac, name, model, serial }) =>
        mac === null ? [] : [{ mac, name: short(name), model: short(model), serial: short(serial) }],
      ),
    }),
  }
}

const short = (told: string | null): string | null => (told === null ? null : text(told))

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
