import { rowsListed } from '../readings/access-points.ts'
import type { Reading } from '../readings/agent-reading.ts'
import type { AgentValues } from '../readings/values/agent-values.ts'
import { nothingCut, textOf } from '../readings/values/agent-values.ts'
import type { Columns, PollPlan, Value } from '../snmp/client.ts'
import { answeredPart } from './answered-part.ts'
import { kept, type Learned } from './learned.ts'
import { type Objects, objectsOf } from './objects.ts'
import type { Profile } from './profile.ts'
import { readAgent } from './read-agent.ts'
import { sysObjectId } from './system.ts'

type Cells = ReadonlyMap<string, Value>

/** What is asked of an agent at each poll, by what was learned of it. @param profile with the generic one behind it */
export function planOf(profile: Profile, learned: Learned): PollPlan<Reading, Learned> {
  const shape = shapeOf(profile, learned)
  return {
    profile: profile.name,
    oids: shape.oids,
    ...(learned.walks.length > 0 && { walks: learned.walks }),
    learned,
    reading: readingBy(shape, learned),
  }
}

/** Keeps of what was learned what a reading needs alone: there are tens of thousands of agents. */
function readingBy(shape: Shape, learned: Learned): PollPlan<Reading, Learned>['reading'] {
  const fixed = shared(fixedOf(learned, shape.needed))
  const { identity, sysObjectId: before, uplink, told } = learned
  const expected = { sysObjectId: before, uplink, told }
  const filled = new Set(learned.filled)
  const hints = { named: bareName(learned) }
  const listed = learned.listed && new Set(learned.listed)
  return (values, walked, cut = nothingCut) => {
    const { from, interfacesFrom } = answers({ values, walked, cut, filled }, shape.cells, fixed)
    const reading = readAgent(shape.answered, { from, interfacesFrom, identity, hints, at: Date.now() })
    const isWhole = cut.size === 0
    if (!fits(reading, values, expected, isWhole)) return undefined
    if (!isWhole) reading.isCut = true
    const isOutdated = listed && rowsListed(shape.answered.accessPoints, from).some((row) => !listed.has(row))
    return isOutdated ? { ...reading, isOutdated } : reading
  }
}

/** What the plans of all agents that have the same objects share: it is there, and its list is encoded, once. */
interface Shape {
  /** What of the profile they can answer. */
  answered: Profile
  /** The rows that are asked for, by column. */
  cells: ReadonlyMap<string, readonly Row[]>
  oids: readonly string[]
  /** What is read of the profile at a poll: who the device is stays as it was learned. */
  needed: Objects
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
  const answered = answeredPart(profile, {
    scalar: (oid) => scalars.has(oid),
    column: (oid) => columns.has(oid),
    walked: (oid) => walks.includes(oid),
  })
  const shape: Shape = {
    ...{ answered, cells, needed: objectsOf({ ...answered, identity: undefined }) },
    oids: [...new Set([...objects, ...[...cells.values()].flatMap((each) => each.map(({ oid }) => oid))])],
  }
  if (shapes.size >= MOST_SHAPES) shapes.clear()
  shapes.set(key, shape)
  return shape
}

type Expected = Pick<Learned, 'sysObjectId' | 'uplink' | 'told'>

/**
 * False where the agent is another one, its interfaces have moved, or it does not tell any more what it told.
 *
 * @param isWhole every walk came to its end: else it may have told more
 */
function fits(
  reading: Reading,
  values: ReadonlyMap<string, Value>,
  { sysObjectId: before, uplink, told }: Expected,
  isWhole: boolean,
): boolean {
  const own = textOf(values.get(sysObjectId)).replace(/^\./, '')
  if (own !== '' && own !== before) return false
  if (uplink !== null && reading.interfaces.length > 0 && reading.uplink?.name !== bareName({ uplink })) return false
  if (told.clients && reading.clients === null && isWhole) return false
  return told.accessPoints || reading.accessPoints.length === 0
}

/** Without the index by which an interface is told from another of its name. */
const bareName = ({ uplink }: Pick<Learned, 'uplink'>) => uplink?.replace(/ \(\d+\)$/, '') ?? null

/** Values that stay, of what is read at a poll. */
interface Fixed {
  objects: ReadonlyMap<string, Value>
  columns: ReadonlyMap<string, Cells>
}

/** @returns what tells it from others', and how it is made */
function fixedOf({ fixed }: Learned, { scalars, columns }: Objects): { key: string; make(): Fixed } {
  const objects = Object.entries(fixed.objects).filter(([oid]) => scalars.has(oid))
  const rows = Object.entries(fixed.rows).filter(([column]) => columns.has(column))
  return {
    key: JSON.stringify([objects, rows]),
    make: () => ({
      objects: new Map(objects.map(([oid, value]) => [oid, kept(value)])),
      columns: new Map(
        rows.map(([column, each]) => [
          column,
          new Map(Object.entries(each).map(([index, value]) => [index, kept(value)])),
        ]),
      ),
    }),
  }
}

const MOST_FIXED = 5000
const known = new Map<string, Fixed>()

/** Agents of one kind have the same. */
function shared({ key, make }: { key: string; make(): Fixed }): Fixed {
  const before = known.get(key)
  if (before) return before
  const made = make()
  if (known.size >= MOST_FIXED) known.clear()
  known.set(key, made)
  return made
}

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

/** What one poll was answered, and which of the columns that are walked had rows at discovery. */
interface Polled {
  values: ReadonlyMap<string, Value>
  walked: Columns | undefined
  cut: ReadonlySet<string>
  filled: ReadonlySet<string>
}

/** One poll's answers over what stays; of interfaces the answers alone. A column is put together when it is asked for. */
function answers(
  { values, walked, cut, filled }: Polled,
  cells: ReadonlyMap<string, readonly Row[]>,
  fixed: Fixed,
): { from: AgentValues; interfacesFrom: AgentValues } {
  const answered = (oid: string, over: Cells): Cells => {
    const rows = cells.get(oid)
    if (!rows) return over
    const found = over.size === 0 ? new Map<string, Value>() : new Map(over)
    for (const { index, oid: cell } of rows) {
      const value = values.get(cell)
      if (value !== undefined) found.set(index, value)
    }
    return found
  }
  const scalar = (oid: string) => values.get(oid) ?? fixed.objects.get(oid)
  const whole = (oid: string) => (walked?.has(oid) ?? false) && !cut.has(oid)
  const isCut = (oid: string) => cut.has(oid)
  const hadRows = (oid: string) => filled.has(oid)
  const column = once((oid) => walked?.get(oid) ?? answered(oid, fixed.columns.get(oid) ?? nothing))
  return {
    from: { scalar, column, whole, isCut, hadRows },
    interfacesFrom: { scalar, column: (oid) => answered(oid, nothing), whole, isCut, hadRows },
  }
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
