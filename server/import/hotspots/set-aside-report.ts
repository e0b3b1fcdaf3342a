import { rename, writeFile } from 'node:fs/promises'
import { ImportError } from '../import-error.ts'

/** A value, or with it a record, that was not taken, and why. */
export interface SetAside {
  line: number
  programme: string
  code: string
  field: string
  value: string
  reason: string
  detail: string
}

const HEADER = ['line', 'programme', 'id', 'field', 'value', 'reason', 'detail']

/** The report of an import as CSV (RFC 4180, UTF-8 with BOM so that spreadsheets show accents). */
export const setAsideCsv = (faults: readonly SetAside[]): string =>
  `\uFEFF${[
    HEADER,
    ...[...faults]
      .sort((a, b) => a.line - b.line)
      .map(({ line, programme, code, field, value, reason, detail }) => [
        String(line),
        programme,
        code,
        field,
        value,
        reason,
        detail,
      ]),
  ]
    .map((row) => row.map((value) => quoted(harmless(value))).join(','))
    .join('\r\n')}\r\n`

const quoted = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

/** What spreadsheets take for the beginning of a formula, as it is or full width (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/
/** A sign before digits alone computes nothing. */
const NUMBER = /^[+-][\d., ]+$/

/** A value that came with somebody's file is text to the spreadsheet that shows it, never a formula; numbers stay numbers. */
const harmless = (value: string) => (FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value)

/** @throws {ImportError} when the file cannot be written there */
export async function writeSetAsideReport(file: string, faults: readonly SetAside[]): Promise<void> {
  const draft = `${file}.part`
  try {
    await writeFile(draft, setAsideCsv(faults))
    await rename(draft, file)
  } catch (error) {
    throw new ImportError(
      `The report ${file} cannot be written (${(error as NodeJS.ErrnoException).code}): name another place with --report. Nothing was imported.`,
    )
  }
}
