/** One line of text in NFC: control characters, line breaks and runs of spaces become one space, the ends are trimmed. */
export const tidy = (text: string): string => (TIDY.test(text) ? text : tidied(text))

/** As most is: words of ASCII with one space between. */
const TIDY = /^(?:[\x21-\x7e]+(?: [\x21-\x7e]+)*)?$/

const tidied = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()

/** What two spellings of one name have in common: letters and digits, without accents, case and punctuation. */
export const folded = (text: string): string =>
  ASCII.test(text)
    ? text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, ' ')
        .trim()
    : foldedWhole(text)

/** As most is: folded in a third of the time. */
const ASCII = /^[\x20-\x7e]*$/

const foldedWhole = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * Gives every name one spelling: the official one where `official` has the name, else the commonest in `used`
 * (of equally common ones the first in code point order, so that the order of a file does not matter).
 *
 * @param official spellings to prefer, e.g. the boroughs of the imported neighbourhoods
 * @param used every name as it occurs, repeated as often as it does
 */
export function oneSpelling(official: Iterable<string>, used: Iterable<string>): (name: string) => string {
  const counts = new Map<string, Map<string, number>>()
  for (const name of used) {
    const key = folded(name)
    const spellings = counts.get(key) ?? new Map<string, number>()
    counts.set(key, spellings.set(name, (spellings.get(name) ?? 0) + 1))
  }
  const chosen = new Map([...counts].map(([key, spellings]) => [key, commonest(spellings)]))
  for (const name of official) chosen.set(folded(name), name)
  return (name) => chosen.get(folded(name)) ?? name
}

function commonest(spellings: Map<string, number>): string {
  const [first] = [...spellings].sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1))
  return first![0]
}
