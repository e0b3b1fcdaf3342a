import type { Reading } from '../readings/agent-reading.ts'
import type { AgentValues } from '../readings/values/agent-values.ts'
import { textOf } from '../readings/values/agent-values.ts'
import type { PollPlan, Value } from '../snmp/client.ts'
import { answeredPart } from './answered-part.ts'
import { kept, type Learned } from './learned.ts'
import type { Profile } from './profile.ts'
import { readAgent } from './read-agent.ts'
import { sysObjectId } from './system.ts'

type Cells = ReadonlyMap<string, Value>

/** What is asked of an agent at each poll, by what was learned of it. @param profile with the generic one behind it */
export function planOf(profile: Profile, learned: Learned): PollPlan<Reading, Learned> {
  const fixed = fixedOf(learned)
  const { answered, cells, oids } = shapeOf(profile, learned)
  return {
    profile: profile.name,
    oids,
    ...(learned.walks.length > 0 && { walks: learned.walks }),
    learned,
    reading(values) {
      const from = answers(values, learned, cells, fixed)
      const { identity } = learned
      const reading = readAgent(answered, {
        ...{ ...from, identity, hints: { named: bareName(learned) }, at: Date.now() },
      })
      return fits(reading, values, learned) ? reading : undefined
    },
  }
}

/** What the plans of all agents that have the same objects share: it is there, and its list is encoded, once. */
interface Shape {
  /** What of the profile they can answer. */
  answered: Profile
  /** The rows that are asked for, by column. */
  cells: ReadonlyMap<string, readonly Row[]>
  oids: readonly string[]
}

const MOST_SHAPES = 5000
const shapes = new Map<string, Shape>()

function shapeOf(profile: Profile, learned: Learned): Shape {
  const { digest, sysObjectId: own, objects, rows, walks, fixed } = learned
  const key = JSON.stringify([
    ...[profile.name, digest, own, objects, rows, walks],
    ...[Object.keys(fixed.objects), Object.keys(fixed.rows)],
  ])
  const known = shapes.get(key)
  if (known) return known
  const cells = cellsOf(learned)
  const scalars = new Set([...objects, ...Object.keys(fixed.objects)])
  const columns = new Set([...cells.keys(), ...Object.keys(fixed.rows), ...walks])
  const shape: Shape = {
    answered: answeredPart(profile, {
      scalar: (oid) => scalars.has(oid),
      column: (oid) => columns.has(oid),
      walked: (oid) => walks.includes(oid),
    }),
    cells,
    oids: [...new Set([...objects, ...[...cells.values()].flatMap((each) => each.map(({ oid }) => oid))])],
  }
  if (shapes.size >= MOST_SHAPES) shapes.clear()
  shapes.set(key, shape)
  return shape
}

/** False where the agent is another one, its interfaces have moved, or it does not tell any more what it told. */
function fits(reading: Reading, values: ReadonlyMap<string, Value>, { sysObjectId: before, uplink, told }: Learned) {
  const own = textOf(values.get(sysObjectId)).replace(/^\./, '')
  if (own !== '' && own !== before) return false
  if (uplink !== null && reading.interfaces.length > 0 && reading.uplink?.name !== bareName({ uplink })) return false
  if (told.clients && reading.clients === null) return false
  return told.accessPoints || reading.accessPoints.length === 0
}

/** Without the index by which an interface is told from another of its name. */
const bareName = ({ uplink }: Pick<Learned, 'uplink'>) => uplink?.replace(/ \(\d+\)$/, '') ?? null

interface Fixed {
  objects: ReadonlyMap<string, Value>
  columns: ReadonlyMap<string, Cells>
}

const fixedOf = ({ fixed }: Learned): Fixed => ({
  objects: new Map(Object.entries(fixed.objects).map(([oid, value]) => [oid, kept(value)])),
  columns: new Map(
    Object.entries(fixed.rows).map(([column, rows]) => [
      column,
      new Map(Object.entries(rows).map(([index, value]) => [index, kept(value)])),
    ]),
  ),
})

type Row = { index: string; oid: string }

const IF_ENTRY = /^(1\.3\.6\.1\.2\.1\.(?:2\.2\.1|31\.1\.1\.1)\.\d+)\.(\d+)$/

/** The rows that are asked for, by column; the objects of interfaces among them. */
function cellsOf({ objects, rows }: Learned): Map<string, Row[]> {
  const cells = new Map<string, Row[]>()
  const add = (column: string, index: string) => {
    const known = cells.get(column) ?? []
    known.push({ index, oid: `${column}.${index}` })
    cells.set(column, known)
  }
  for (const [column, indexes] of Object.entries(rows)) for (const index of indexes) add(column, index)
  for (const oid of objects) {
    const [, column, index] = IF_ENTRY.exec(oid) ?? []
    if (column !== undefined && index !== undefined) add(column, index)
  }
  return cells
}

const nothing: Cells = new Map()

/** One poll's answers over what stays; of interfaces the answers alone. A column is put together when it is asked for. */
function answers(
  values: ReadonlyMap<string, Value>,
  { walks }: Learned,
  cells: ReadonlyMap<string, readonly Row[]>,
  fixed: Fixed,
): { from: AgentValues; interfacesFrom: AgentValues } {
  const walked = walks.length > 0 ? walkedColumns(values, walks) : undefined
  const answered = (oid: string, over: Cells): Cells => {
    const rows = cells.get(oid)
    if (!rows) return over
    const found = new Map(over)
    for (const { index, oid: cell } of rows) {
      const value = values.get(cell)
      if (value !== undefined) found.set(index, value)
    }
    return found
  }
  const scalar = (oid: string) => values.get(oid) ?? fixed.objects.get(oid)
  const whole = (oid: string) => walked?.has(oid) ?? false
  const column = once((oid) => walked?.get(oid) ?? answered(oid, fixed.columns.get(oid) ?? nothing))
  return { from: { scalar, column, whole }, interfacesFrom: { scalar, column: (oid) => answered(oid, nothing), whole } }
}

function once(make: (oid: string) => Cells): (oid: string) => Cells {
  const made = new Map<string, Cells>()
  return (oid) => {
    const known = made.get(oid)
    if (known) return known
    const cells = make(oid)
    made.set(oid, cells)
    return cells
  }
}

/** The columns that were walked, by the full OIDs of their rows. */
function walkedColumns(values: ReadonlyMap<string, Value>, walks: readonly string[]): Map<string, Map<string, Value>> {
  const columns = new Map<string, Map<string, Value>>(walks.map((column) => [column, new Map()]))
  const starts = walks.map((column) => `${column}.`)
  for (const [oid, value] of values) {
    const at = starts.findIndex((start) => oid.startsWith(start))
    if (at >= 0) columns.get(walks[at]!)!.set(oid.slice(starts[at]!.length), value)
  }
  return columns
}
