import { table } from './table.ts'

/** For commands that list or show: `--json`. */
export const JSON_OPTION = ['--json', 'as JSON'] as const

export interface JsonOption {
  json?: boolean
}

/** Prints rows as a table, or all of them as JSON. @param none what to say where there are none */
export function printRows<T>(
  rows: readonly T[],
  { json }: JsonOption,
  shown: (row: T) => Parameters<typeof table>[0][number],
  none: string,
): void {
  if (json) console.log(JSON.stringify(rows, null, 2))
  else console.log(rows.length === 0 ? none : table(rows.map(shown)))
}
