import { type CountTable, isSmall, type Margin, marginsOf } from './table.ts'

/** The cells that are hidden for their own sake. */
export const smallCells = ({ people }: CountTable): Set<number> =>
  new Set([...people.keys()].filter((cell) => isSmall(people[cell]!)))

/**
 * Hides more, until no margin has a single hidden cell that the others give away (complementary suppression: Handbook on
 * Statistical Disclosure Control, section 4). Beside one hidden part the next smallest part is hidden, or the whole where
 * it has no other. Empty cells stay as they are: nobody is in them, and none would hide anything.
 */
export function hideComplements(table: CountTable, hidden: Set<number>): void {
  const of = marginsOf(table)
  const due = new Set(table.margins)
  for (const margin of due) {
    due.delete(margin)
    const cell = lacking(table, hidden, margin)
    if (cell === undefined) continue
    hidden.add(cell)
    for (const other of of[cell]!) due.add(other)
  }
}

/** What must be hidden beside the only hidden cell of a margin. */
function lacking(table: CountTable, hidden: ReadonlySet<number>, margin: Margin): number | undefined {
  const cells = [margin.whole, ...margin.parts]
  return cells.filter((cell) => hidden.has(cell)).length === 1 ? smallestShown(table, hidden, margin) : undefined
}

/** The smallest shown part that is not empty, else the whole; undefined where all is hidden or empty. */
export function smallestShown(
  { visits }: CountTable,
  hidden: ReadonlySet<number>,
  { whole, parts }: Margin,
): number | undefined {
  const shown = (cell: number) => !hidden.has(cell) && visits[cell]! > 0
  let smallest: number | undefined
  for (const part of parts)
    if (shown(part) && (smallest === undefined || visits[part]! < visits[smallest]!)) smallest = part
  return smallest ?? (shown(whole) ? whole : undefined)
}
