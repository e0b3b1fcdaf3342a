import { folded } from '../../network/spelling.ts'
import { FileError, ImportError } from '../import-error.ts'

/** What a field's column may be called, folded (see `spelling.ts`), the likeliest first; es and en. */
export type Synonyms<F extends string> = Readonly<Record<F, readonly string[]>>

/** Synonyms of one text, with a comma and a blank between. */
export const words = (text: string): string[] => text.split(', ')

/** Where each field's column is, from 0; fields without a column are absent. */
export type Columns<F extends string> = Partial<Record<F, number>>

/**
 * Finds each field's column: as `map` says (`{ latitude: 'Y' }`; an empty name: leave that field out), else by synonyms.
 *
 * @throws {ImportError} naming what was looked for and which headers there are, when a field of `required` has no
 *   column, `map` names an unknown field or column, or a header that is needed stands twice
 */
export function findColumns<F extends string>(
  file: string,
  headers: string[],
  synonyms: Synonyms<F>,
  required: readonly F[],
  map: Readonly<Record<string, string>> = {},
): Columns<F> {
  const found = `The headers found are: ${shown(headers)}.`
  const fields = Object.keys(synonyms) as F[]
  const unknown = Object.keys(map).filter((field) => !(field in synonyms))
  if (unknown.length > 0)
    throw new ImportError(`--map: there is no field "${unknown.join('", "')}". Fields are: ${fields.join(', ')}.`)
  const names = headers.map(folded)
  const columns: Columns<F> = {}
  for (const field of fields) {
    const wanted = map[field]
    if (wanted === '') continue
    const known = wanted === undefined ? bySynonym(names, synonyms[field]) : byName(headers, names, wanted)
    const index = known === -1 && wanted === undefined ? byLastPart(headers, synonyms[field]) : known
    if (index === -1 && wanted !== undefined)
      throw new ImportError(`--map: ${file} has no column "${wanted}" for ${field}. ${found}`)
    if (index === -1) continue
    const second = wanted !== undefined && POSITION.test(wanted) ? -1 : names.indexOf(names[index]!, index + 1)
    if (second !== -1)
      throw new FileError(
        'column-twice',
        `${file} has two columns named "${headers[index]}". ${found} Say which by its position: --map ${field}="column ${index + 1}" or "column ${second + 1}".`,
        { column: headers[index]! },
      )
    columns[field] = index
  }
  const missing = required.filter((field) => columns[field] === undefined)
  if (missing.length > 0) {
    const looked = missing.map((field) => `  ${field}: looked for ${synonyms[field].join(', ')}`).join('\n')
    throw new FileError(
      'no-column',
      `${file} has no column for ${missing.join(', ')}.\n${looked}\n${found}\nName the columns with --map, e.g. --map ${missing[0]}=COLUMN`,
      { headers: shown(headers) },
    )
  }
  return columns
}

const bySynonym = (names: string[], synonyms: readonly string[]): number => {
  const name = synonyms.map(folded).find((synonym) => names.includes(synonym))
  return name === undefined ? -1 : names.indexOf(name)
}

/** `location.latitude`, from an object within an object, where no other ends so. */
function byLastPart(headers: string[], synonyms: readonly string[]): number {
  const parts = headers.map((header) =>
    /\w\.\p{L}/u.test(header) ? folded(header.slice(header.lastIndexOf('.'))) : '',
  )
  const found = bySynonym(parts, synonyms)
  return found !== -1 && parts.indexOf(parts[found]!, found + 1) === -1 ? found : -1
}

/** As columns without a name are called too. */
const POSITION = /^column (\d{1,4})$/i

const byName = (headers: string[], names: string[], wanted: string): number => {
  const exact = headers.indexOf(wanted)
  const index = exact === -1 ? names.indexOf(folded(wanted)) : exact
  const position = Number(POSITION.exec(wanted)?.[1])
  return index === -1 && position >= 1 && position <= headers.length ? position - 1 : index
}

function shown(headers: string[]): string {
  const some = headers.slice(0, 30).map((header) => (header.length > 40 ? `${header.slice(0, 40)}…` : header))
  return some.map((header) => `"${header}"`).join(', ') + (headers.length > some.length ? ', …' : '')
}
