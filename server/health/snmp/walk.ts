import { type Agent, type SnmpTiming, writer } from './agent.ts'
import { type Columns, Gone, NoAnswer, type Value, type Walk } from './client.ts'
import { smallestQuestion } from './there.ts'
import { compareOids, isUnder } from './wire/oids.ts'
import { ErrorStatus, nameList, type Pdu, PduTag, type Varbind } from './wire/pdu.ts'

/** Values of one walk: of a controller of 1,400 access points, or an agent of 2,000 interfaces, twice over. */
const MOST_VALUES = 100_000
/** Requests of one walk, for agents that answer a row at a time. */
const MOST_REQUESTS = 20_000
/** ms of one walk, for agents that take 5 s for each answer. */
const LONGEST_WALK = 600_000
/** Columns asked at a time. */
const MOST_COLUMNS = 24
/** ms until an agent that has become silent is asked again whether it is there. */
const BRIEF_MS = 500

/** One column, or another subtree, on the way through. */
interface Column {
  root: string
  cursor: string
  cells: Map<string, Value>
  /** Rows whose value cannot be read. */
  unread: Set<string>
}

/** All under each of the roots, side by side: see {@link SnmpClient.walk}. @throws {NoAnswer} */
export async function walk(agent: Agent, roots: readonly string[], timing: SnmpTiming): Promise<Walk> {
  const values: Columns = new Map(roots.map((root) => [root, new Map()]))
  const begun = performance.now()
  let open: Column[] = roots.map((root) => ({ root, cursor: root, cells: values.get(root)!, unread: new Set() }))
  let complete = true
  let found = 0
  for (let requests = 0; open.length > 0; requests++) {
    const isTooLong = requests >= MOST_REQUESTS || performance.now() - begun > LONGEST_WALK
    if (found > MOST_VALUES || isTooLong) return { values, complete: false }
    const asked = open.slice(0, MOST_COLUMNS)
    let rows: Varbind[]
    try {
      rows = await step(agent, asked, timing)
    } catch (error) {
      if (!(error instanceof NoAnswer) || error instanceof Gone || requests === 0) throw error
      return { values, complete: false }
    }
    const { ended, taken } = advance(asked, rows)
    found += taken
    if ([...ended.values()].includes('broken')) complete = false
    open = open.filter((column) => !ended.has(column))
  }
  return { values, complete }
}

/**
 * Moves each column on by the rows that it was answered, which stand in turn (RFC 3416 section 4.2.3).
 *
 * @returns how many rows were taken, and the columns that are over: by the agent's end or another subtree, or since it is
 * broken: an agent that says a row again, or nothing of a column, would be asked for ever. Rows may be in no order: there
 * are agents that do not sort them
 */
function advance(
  columns: readonly Column[],
  varbinds: readonly Varbind[],
): { ended: Map<Column, 'end' | 'broken'>; taken: number } {
  const ended = new Map<Column, 'end' | 'broken'>()
  let taken = 0
  for (const [position, varbind] of varbinds.entries()) {
    const column = columns[position % columns.length]!
    if (ended.has(column)) continue
    const { root, cursor, cells, unread } = column
    const { oid, value } = varbind
    const goesOn = compareOids(oid, cursor) > 0
    const index = isUnder(oid, root) ? oid.slice(root.length + 1) : undefined
    if (varbind.isEnd || (index === undefined && goesOn)) ended.set(column, 'end')
    else if (index === undefined || (!goesOn && (cells.has(index) || unread.has(index)))) ended.set(column, 'broken')
    else {
      if (value === undefined) unread.add(index)
      else cells.set(index, value)
      column.cursor = oid
      taken++
    }
  }
  const isStuck = taken === 0 && ended.size === 0
  if (isStuck) for (const column of columns) ended.set(column, 'broken')
  return { ended, taken }
}

/** The next rows of some columns, by whatever the agent answers. @throws {NoAnswer} */
async function step(agent: Agent, columns: readonly Column[], timing: SnmpTiming): Promise<Varbind[]> {
  const cursors = columns.map(({ cursor }) => cursor)
  if (agent.version === '1' || agent.answersBulk === false)
    return unlessGone(agent, timing, () => nextOfEach(agent, cursors, timing))
  const before = agent.mostRows
  for (;;) {
    const rows = Math.max(1, Math.floor(agent.mostRows / cursors.length))
    const pdu = await bulk(agent, cursors, rows, timing)
    if (pdu && pdu.errorStatus === ErrorStatus.NoError && pdu.varbinds.length > 0) {
      agent.answersBulk = true
      return pdu.varbinds
    }
    const isTooMuch = pdu ? pdu.errorStatus === ErrorStatus.TooBig : agent.answersBulk === true
    if (isTooMuch && rows > 1) {
      agent.mostRows = Math.floor((rows * cursors.length) / 2)
      continue
    }
    return withoutBulk(agent, cursors, timing, before, pdu)
  }
}

/** Where a GETBULK gave nothing, whether by silence, by an error, or since its first object is broken. */
async function withoutBulk(
  agent: Agent,
  cursors: readonly string[],
  timing: SnmpTiming,
  rowsBefore: number,
  pdu: Pdu | undefined,
): Promise<Varbind[]> {
  try {
    const found = await nextOfEach(agent, cursors, timing)
    if (!agent.answersBulk && pdu?.isCut !== true) agent.answersBulk = false
    return found
  } catch (error) {
    // It does not answer at all: that says nothing about how much it takes.
    agent.mostRows = rowsBefore
    throw error
  }
}

async function bulk(
  agent: Agent,
  cursors: readonly string[],
  rows: number,
  timing: SnmpTiming,
): Promise<Pdu | undefined> {
  const request = { tag: PduTag.GetBulk, list: nameList(cursors, writer), first: 0, second: rows }
  const ask = () => agent.ask(request, timing)
  try {
    return await (agent.answersBulk ? unlessGone(agent, timing, ask) : ask())
  } catch (error) {
    if (!(error instanceof NoAnswer) || error instanceof Gone) throw error
    return undefined
  }
}

/**
 * Where a request of a walk is lost, the agent is asked the smallest question: one that died meanwhile is not asked for
 * less and less, for a minute and more.
 *
 * @throws {Gone}
 */
async function unlessGone<Answer>(agent: Agent, timing: SnmpTiming, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    const { retries, timeoutMs } = timing
    // How long it takes is known, and is added.
    const brief = { retries, timeoutMs: Math.min(timeoutMs, BRIEF_MS) }
    await agent.ask(smallestQuestion, brief).catch((silence) => {
      throw silence instanceof NoAnswer ? new Gone(silence.message, silence.reason) : silence
    })
    throw error
  }
}

/** What stands for the end of what an agent has, which version 1 says by an error (RFC 1157 section 4.1.3). */
const END: Varbind = { oid: '', value: undefined, isEnd: true }
/** What stands for an object whose name cannot be read. */
const BROKEN: Varbind = { oid: '', value: undefined, isEnd: false }

/** The object after each cursor, in their order, by GETNEXT. @throws {NoAnswer} */
export async function nextOfEach(agent: Agent, cursors: readonly string[], timing: SnmpTiming): Promise<Varbind[]> {
  const pdu = await agent.ask({ tag: PduTag.GetNext, list: nameList(cursors, writer), first: 0, second: 0 }, timing)
  const { errorStatus, errorIndex, varbinds } = pdu
  if (errorStatus === ErrorStatus.NoError && varbinds.length === cursors.length) return varbinds
  if (cursors.length === 1) return [errorStatus === ErrorStatus.NoSuchName ? END : BROKEN]
  if (errorStatus === ErrorStatus.NoSuchName && errorIndex >= 1 && errorIndex <= cursors.length) {
    const others = await nextOfEach(
      agent,
      cursors.filter((_, index) => index !== errorIndex - 1),
      timing,
    )
    return others.toSpliced(errorIndex - 1, 0, END)
  }
  // Too much at a time, or an error that names nobody: halves, down to the one that is to blame.
  const half = Math.ceil(cursors.length / 2)
  const first = await nextOfEach(agent, cursors.slice(0, half), timing)
  return [...first, ...(await nextOfEach(agent, cursors.slice(half), timing))]
}
