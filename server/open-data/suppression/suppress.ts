import { attack } from './attack.ts'
import { hideComplements, smallCells, smallestShown } from './hide.ts'
import type { Rounding } from './rounding.ts'
import { type CountTable, checkTable, marginsOf, type Published } from './table.ts'

export interface SuppressOptions {
  /** By what a count is rounded. */
  round: Rounding
  /** Of a cell, the same whenever it is published: `2026-10-03 neighbourhood 0900200010010`. */
  nameOf: (cell: number) => string
  /** For the whole of it, of wall clock. */
  seconds?: number
}

/** The table was not shown to be safe in time: nothing of it may leave. */
export class UnsafeTable extends Error {
  override name = 'UnsafeTable'
}

/**
 * What of a table may be published: small counts hidden, others hidden so that they cannot be worked out, the rest
 * rounded; then attacked, and more hidden, until the attack finds nothing.
 *
 * @throws {UnsafeTable} where the time is too short to show that it is safe
 */
export async function suppress(table: CountTable, options: SuppressOptions): Promise<Published> {
  const { seconds = 120 } = options
  checkTable(table)
  const ends = Date.now() + seconds * 1000
  const of = marginsOf(table)
  const hidden = smallCells(table)
  hideComplements(table, hidden)
  const proven = new Set<number>()
  for (;;) {
    const published = shown(table, hidden, options)
    const left = (ends - Date.now()) / 1000
    const found = left > 0 ? await attack(table, published, { seconds: left, proven }) : 'too-long'
    if (found === 'too-long')
      throw new UnsafeTable(`${hidden.size} hidden counts were not attacked within ${seconds} s`)
    if (found.size === 0) return published
    const size = hidden.size
    for (const cell of found)
      for (const margin of of[cell]!) {
        const next = smallestShown(table, hidden, margin)
        if (next !== undefined) hidden.add(next)
      }
    hideComplements(table, hidden)
    if (hidden.size === size) throw new UnsafeTable(`${found.size} hidden counts can be worked out`)
  }
}

const shown = (
  { visits, sessions }: CountTable,
  hidden: ReadonlySet<number>,
  { round, nameOf }: SuppressOptions,
): Published =>
  visits.map((count, cell) =>
    hidden.has(cell)
      ? null
      : {
          visits: round(count, `visits ${nameOf(cell)}`),
          sessions: round(sessions[cell]!, `sessions ${nameOf(cell)}`),
        },
  )
