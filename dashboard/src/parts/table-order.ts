export interface Order<Column extends string> {
  by: Column
  descending: boolean
}

/** `rows` by the value of `cell`; rows without one come last either way, equal ones by name. */
export function inOrder<T extends { name: string }>(
  rows: readonly T[],
  cell: (row: T) => string | number | null,
  descending: boolean,
  language: string,
): T[] {
  const collator = new Intl.Collator(language, { numeric: true })
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  return rows.toSorted((a, b) => {
    const x = cell(a)
    const y = cell(b)
    if (x === null || y === null) return Number(x === null) - Number(y === null) || collator.compare(a.name, b.name)
    return (descending ? compare(y, x) : compare(x, y)) || collator.compare(a.name, b.name)
  })
}

/** Rows whose `text` contains every word of `search`, whatever its accents and case. */
export function withWords<T>(rows: readonly T[], search: string, text: (row: T) => string): readonly T[] {
  const words = fold(search).split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const folded = fold(text(row))
    return words.every((word) => folded.includes(word))
  })
}

/** Without accents, in small letters. */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
