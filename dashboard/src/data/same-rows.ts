const isRow = (row: unknown): row is { id: unknown } => typeof row === 'object' && row !== null && 'id' in row

const rowsOf = (list: unknown): readonly unknown[] =>
  typeof list === 'object' && list !== null && 'items' in list && Array.isArray(list.items) ? list.items : []

/**
 * A list as it was read now, whose rows that are as they were stay the objects that they were: they need not be drawn again.
 * What is no list of rows with ids stays as it is.
 */
export function sameRows<T>(before: T | undefined, now: T): T {
  const known = new Map(rowsOf(before).flatMap((row) => (isRow(row) ? [[row.id, row]] : [])))
  const rows = rowsOf(now)
  if (known.size === 0 || rows.length === 0) return now
  const items = rows.map((row) => {
    const was = isRow(row) ? known.get(row.id) : undefined
    return was !== undefined && JSON.stringify(was) === JSON.stringify(row) ? was : row
  })
  return { ...now, items }
}
