type Cell = string | number | boolean | null

/** A table for a terminal: a heading over each column, in the order of the first row's keys; at least one row. */
export function table(rows: Array<Record<string, Cell>>): string {
  const headings = Object.keys(rows[0]!)
  const lines = [headings, ...rows.map((row) => headings.map((heading) => shown(row[heading] ?? null)))]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const shown = (cell: Cell): string =>
  cell === null ? '-' : cell === true ? 'yes' : cell === false ? 'no' : String(cell)
