import { addColumn, addRow, emptyProgram, type Program } from '../../planning/siting/program/program.ts'
import { solveProgram } from '../../planning/siting/program/solve-program.ts'
import { type CountTable, HIDDEN_TO, type Published, type PublishedCell, ROUNDED_TO, SAFE_WIDTH } from './table.ts'

/** What somebody who knows the rules, the margins and all that is published can say of a hidden count. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** Hidden cells that are not hidden well enough, with what can be said of them; or that the time was too short to tell. */
export type Findings = { readonly narrow: ReadonlyMap<number, Interval> } | 'too-long'

const measures = ['people', 'sessions'] as const

/** More than {@link SAFE_WIDTH} apart is as good as boundless; a bound keeps the solver from running off with one cell. */
const FAR = 4 * SAFE_WIDTH
const ROUNDS = 40
/** As near to a whole number as a solver comes. */
const CLOSE = 1e-6

/**
 * Attacks a table before it leaves: for each hidden count the least and the most that fit everything published are sought
 * with a solver (HiGHS). One answer shows many cells wide at once; what is left after that is minimised and maximised one
 * by one.
 *
 * @param seconds how long at most, of wall clock
 * @param random between 0 and 1
 */
export async function attack(
  table: CountTable,
  published: Published,
  { seconds = 60, random = Math.random }: { seconds?: number; random?: () => number } = {},
): Promise<Findings> {
  const ends = Date.now() + seconds * 1000
  const program = attackProgram(table, published)
  const hidden = [...published.keys()].filter((cell) => published[cell] === null)
  const seen = seenOf(table, hidden)
  for (let round = 0; round < ROUNDS && seen.narrow().length > 0; round++) {
    const before = seen.narrow().length
    for (const values of await opposites(program, seen.narrow(), random, ends)) if (values) seen.add(values)
    if (Date.now() > ends) return 'too-long'
    if (seen.narrow().length === before && round > 2) break
  }
  const narrow = new Map<number, Interval>()
  for (const column of seen.narrow()) {
    const interval = await exactly(program, column, ends)
    if (interval === undefined) return 'too-long'
    if (interval.to - interval.from < SAFE_WIDTH) narrow.set(column >> 1, interval)
  }
  return { narrow }
}

/** Column of a cell's people or sessions. */
const columnOf = (cell: number, measure: (typeof measures)[number]): number => 2 * cell + measures.indexOf(measure)

/**
 * What an attacker knows. Of a rounded count: that it is less than five away, and was not to be hidden. Of a hidden one:
 * that somebody was there. Of all: the margins, and that nobody was there without a session.
 */
export function attackProgram({ people, sessions, margins }: CountTable, published: Published): Program {
  const program = emptyProgram()
  people.forEach((count, cell) => {
    const shown = published[cell] ?? undefined
    column(program, shown?.people, count)
    column(program, shown?.sessions, sessions[cell]!)
  })
  for (const measure of measures)
    for (const { whole, parts } of margins)
      addRow(program, 0, 0, [
        [columnOf(whole, measure), -1],
        ...parts.map((part) => [columnOf(part, measure), 1] as const),
      ])
  published.forEach((shown, cell) => {
    if (mayCross(shown))
      addRow(program, 0, Number.POSITIVE_INFINITY, [
        [columnOf(cell, 'sessions'), 1],
        [columnOf(cell, 'people'), -1],
      ])
  })
  return program
}

function column(program: Program, shown: number | undefined, truth: number): void {
  if (shown === undefined) addColumn(program, 0, truth + FAR, false, 1)
  else if (shown === 0) addColumn(program, 0, 0)
  else addColumn(program, 0, shown + ROUNDED_TO - 1, false, Math.max(HIDDEN_TO + 1, shown - ROUNDED_TO + 1))
}

/** Whether what is shown leaves it open that there were more people than sessions. */
const mayCross = (shown: PublishedCell | null | undefined): boolean =>
  !shown || (shown.people > 0 && shown.sessions - shown.people < 2 * ROUNDED_TO)

/** The least and the most of each column that were seen in tables that fit, the true one among them. */
function seenOf({ people, sessions }: CountTable, hidden: readonly number[]) {
  const columns = hidden.flatMap((cell) => measures.map((measure) => columnOf(cell, measure)))
  const truth = (column: number) => (column % 2 === 0 ? people : sessions)[column >> 1]!
  const least = new Map(columns.map((column) => [column, truth(column)]))
  const most = new Map(least)
  return {
    narrow: () => columns.filter((column) => most.get(column)! - least.get(column)! < SAFE_WIDTH),
    add(values: Float64Array) {
      for (const column of columns) {
        least.set(column, Math.min(least.get(column)!, Math.ceil(values[column]! - CLOSE)))
        most.set(column, Math.max(most.get(column)!, Math.floor(values[column]! + CLOSE)))
      }
    },
  }
}

/** Two tables that fit: some of these columns as high and the others as low as may be together, and the other way about. */
async function opposites(program: Program, columns: readonly number[], random: () => number, ends: number) {
  const worth = new Array<number>(program.worth.length).fill(0)
  for (const column of columns) worth[column] = random() < 0.5 ? 1 : -1
  const one = await solved(program, worth, ends)
  return [
    one,
    await solved(
      program,
      worth.map((value) => -value),
      ends,
    ),
  ]
}

async function solved(program: Program, worth: number[], ends: number): Promise<Float64Array | undefined> {
  const seconds = Math.max(0, (ends - Date.now()) / 1000)
  const { status, values } = await solveProgram({ ...program, worth }, { seconds })
  if (status === 'infeasible') throw new Error('what is published contradicts itself')
  return status === 'optimal' ? values : undefined
}

/** Undefined where the time is over. */
async function exactly(program: Program, column: number, ends: number): Promise<Interval | undefined> {
  const towards = async (direction: number) => {
    const worth = new Array<number>(program.worth.length).fill(0)
    worth[column] = direction
    return (await solved(program, worth, ends))?.[column]
  }
  const [least, most] = [await towards(-1), await towards(1)]
  if (least === undefined || most === undefined) return undefined
  return { from: Math.ceil(least - CLOSE), to: Math.floor(most + CLOSE) }
}
