import type { AccessPoint, Identity, Reading } from '../readings/agent-reading.ts'
import type { AgentValues } from '../readings/values/agent-values.ts'
import type { Value } from '../snmp/client.ts'
import type { Objects } from './objects.ts'
import { hrSystemUptime, snmpEngineTime, sysObjectId, sysUpTime } from './system.ts'

/** What discovery learned of an agent, from which its plan is made again: JSON. */
export interface Learned {
  form: number
  profile: string
  /** Of the profile as it was. */
  digest: string
  sysObjectId: string
  /** Single objects that are asked for. */
  objects: string[]
  /** Rows of columns that are asked for. */
  rows: Record<string, string[]>
  /** Columns that are walked. */
  walks: string[]
  /** Those of them that had rows: absent where it was learned by an older Plaza. */
  filled?: string[]
  /** Values that stay, by single object, and by column and row. */
  fixed: { objects: Record<string, Kept>; rows: Record<string, Record<string, Kept>> }
  identity: Identity
  /** What each access point of a controller or a cluster is. */
  accessPoints?: Array<Identity & { key: string }>
  /** The rows of its table of access points. */
  listed?: string[]
  /** The uplink's name. */
  uplink: string | null
  /** The one that the operator named. */
  named: string | null
  /** What it told: when it does not any more, it is discovered anew. */
  told: { clients: boolean; accessPoints: boolean }
}

/** A value as JSON: octets as `x:` and their hex, 64 bits as `n:` and digits. */
type Kept = number | string

export const keep = (value: Value): Kept =>
  Buffer.isBuffer(value)
    ? `x:${value.toString('hex')}`
    : typeof value === 'bigint'
      ? `n:${value}`
      : typeof value === 'string'
        ? `s:${value}`
        : value

export function kept(value: Kept): Value {
  if (typeof value === 'number') return value
  const text = value.slice(2)
  if (value.startsWith('x:')) return Buffer.from(text, 'hex')
  return value.startsWith('n:') ? BigInt(text) : text
}

interface Found extends Pick<Learned, 'form' | 'profile' | 'digest' | 'sysObjectId' | 'named'> {
  objects: Objects
  /** By object or column, the rows that the reading rests on. */
  used: ReadonlyMap<string, ReadonlySet<string>>
  from: AgentValues
  reading: Reading
  /** Objects of the interfaces whose traffic counts. */
  interfaces: readonly string[]
  listed: string[]
}

const identityOf = ({ key, mac, serial, name, model, firmware }: AccessPoint) => ({
  ...{ key, mac, serial, name, model, firmware },
})

/** What is asked for at each poll, and what stays as it is. */
export function learn({ objects, used, from, reading, interfaces, listed, ...named }: Found): Learned {
  const clocks = [sysObjectId, sysUpTime, hrSystemUptime, snmpEngineTime].filter(
    (oid) => from.scalar(oid) !== undefined,
  )
  const learned: Learned = {
    ...named,
    objects: [...clocks, ...interfaces],
    rows: {},
    walks: [],
    filled: [],
    fixed: { objects: {}, rows: {} },
    identity: reading.identity,
    ...(reading.accessPoints.length > 0 && { accessPoints: reading.accessPoints.map(identityOf), listed }),
    uplink: reading.uplink?.name ?? null,
    told: { clients: reading.clients !== null, accessPoints: reading.accessPoints.length > 0 },
  }
  for (const [oid, rows] of used) {
    if (objects.walked.has(oid)) learned.walks.push(oid)
    // One that may be either was noted without a row where it is an object itself.
    else if (objects.scalars.has(oid) && rows.has('')) addObject(learned, oid, objects, from)
    else if (objects.columns.has(oid)) addRows(learned, oid, rows, objects, from)
  }
  learned.filled = learned.walks.filter((column) => from.hadRows(column))
  learned.objects = [...new Set(learned.objects)]
  return learned
}

function addObject(learned: Learned, oid: string, { live }: Objects, from: AgentValues): void {
  const value = from.scalar(oid)
  if (live.has(oid)) learned.objects.push(oid)
  else if (value !== undefined) learned.fixed.objects[oid] = keep(value)
}

function addRows(
  learned: Learned,
  column: string,
  rows: ReadonlySet<string>,
  { live }: Objects,
  from: AgentValues,
): void {
  const cells = from.column(column)
  const there = [...cells.keys()].filter((index) => rows.has(index))
  if (live.has(column)) learned.rows[column] = there
  else learned.fixed.rows[column] = Object.fromEntries(there.map((index) => [index, keep(cells.get(index)!)]))
}
