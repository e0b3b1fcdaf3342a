import { addColumn, addRow, emptyProgram, type Program } from '../../planning/siting/program/program.ts'
import { solveProgram } from '../../planning/siting/program/solve-program.ts'
import { type Bounds, boundsOf, measures } from './bounds.ts'
import { networkOf } from './network.ts'
import { type CountTable, type Published, SAFE_WIDTH } from './table.ts'
import { proveSafe } from './witness.ts'

/** What somebody who knows the rules, the margins and all that is published can say of a hidden count. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** As near to a whole number as a solver comes. */
const CLOSE = 1e-6
/** Larger programs take seconds each: what no other table proves safe is then taken for narrow, and more is hidden. */
const MOST_SOLVED = 1500
/** Up to so many, the solver confirms a few of the cells that other tables prove safe. */
const MOST_CONFIRMED = 20_000
const CONFIRMED = 4
const CONFIRM_MS = 20_000

/**
 * Attacks a table before it leaves. Whoever knows the rules, the margins and all that is published can say between what
 * bounds a hidden count must be; these must be {@link SAFE_WIDTH} apart at least. Most cells are shown to be safe by other
 * tables that fit as well; of the rest the least and the most are sought with a solver (HiGHS), and in larger tables, where
 * all must be proven, of a few that are.
 *
 * @param proven cells that are known to be safe: hiding more endangers none; those that are found are added
 * @param seconds how long at most, of wall clock
 * @returns cells that are not hidden well enough; or that the time was too short to tell
 */
export async function attack(
  table: CountTable,
  published: Published,
  { seconds = 60, proven = new Set<number>() }: { seconds?: number; proven?: Set<number> } = {},
): Promise<ReadonlySet<number> | 'too-long'> {
  const ends = Date.now() + seconds * 1000
  const bounds = boundsOf(table, published)
  const network = networkOf(table)
  if (network) proveSafe(table, published, bounds, network, proven)
  const left = [...published.keys()].filter((cell) => published[cell] === null && !proven.has(cell))
  if (table.visits.length > MOST_CONFIRMED) return new Set(left)
  const program = attackProgram(table, published, bounds)
  if (table.visits.length > MOST_SOLVED)
    return left.length > 0 ? new Set(left) : confirm(program, published, proven, ends)
  const narrow = new Set<number>()
  for (const cell of left) {
    const safe = await isSafe(program, cell, ends)
    if (safe === undefined) return 'too-long'
    if (safe) proven.add(cell)
    else narrow.add(cell)
  }
  return narrow
}

/** Solves for a few cells that are taken for proven; what takes too long is left to its proof. */
async function confirm(
  program: Program,
  published: Published,
  proven: Set<number>,
  ends: number,
): Promise<ReadonlySet<number>> {
  const hidden = [...published.keys()].filter((cell) => published[cell] === null)
  const until = Math.min(ends, Date.now() + CONFIRM_MS)
  const narrow = new Set<number>()
  for (let at = 0; at < Math.min(CONFIRMED, hidden.length); at++) {
    const cell = hidden[Math.floor((at * hidden.length) / CONFIRMED)]!
    const safe = await isSafe(program, cell, until)
    if (safe === undefined) break
    if (safe) continue
    proven.delete(cell)
    narrow.add(cell)
  }
  return narrow
}

async function isSafe(program: Program, cell: number, ends: number): Promise<boolean | undefined> {
  for (const [offset] of measures.entries()) {
    const interval = await intervalOf(program, 2 * cell + offset, ends)
    if (interval === undefined) return undefined
    if (interval.to - interval.from < SAFE_WIDTH) return false
  }
  return true
}

/** What an attacker knows, as a program: each count's bounds, the margins, and that nobody is there without a session. */
export function attackProgram({ margins }: CountTable, published: Published, { least, most }: Bounds): Program {
  const program = emptyProgram()
  for (const [column, lower] of least.entries()) addColumn(program, 0, most[column]!, false, lower)
  for (const [offset] of measures.entries())
    for (const { whole, parts } of margins)
      addRow(program, 0, 0, [[2 * whole + offset, -1], ...parts.map((part) => [2 * part + offset, 1] as const)])
  published.forEach((_, cell) => {
    const [visits, sessions] = [2 * cell, 2 * cell + 1]
    if (least[sessions]! < most[visits]!)
      addRow(program, 0, Number.POSITIVE_INFINITY, [
        [sessions, 1],
        [visits, -1],
      ])
  })
  return program
}

/** Between what a column must be; undefined where the time is over. */
export async function intervalOf(program: Program, column: number, ends: number): Promise<Interval | undefined> {
  const towards = async (direction: number) => {
    const worth = new Array<number>(program.worth.length).fill(0)
    worth[column] = direction
    const seconds = Math.max(0, (ends - Date.now()) / 1000)
    const { status, values } = await solveProgram({ ...program, worth }, { seconds })
    if (status === 'infeasible') throw new Error('what is published contradicts itself')
    return status === 'optimal' ? values?.[column] : undefined
  }
  const least = await towards(-1)
  if (least === undefined) return undefined
  const most = await towards(1)
  return most === undefined ? undefined : { from: Math.ceil(least - CLOSE), to: Math.floor(most + CLOSE) }
}
