/** South of Puerto Williams there is no city, in degrees. */
export const SOUTHERNMOST = -56

export type Axis = 'latitude' | 'longitude'

/** A number of degrees; with its axis where the text names it (N, S, E, W, O). */
export interface Degrees {
  degrees: number
  axis?: Axis | undefined
}

const LETTERS: Readonly<Record<string, [axis: Axis, sign: 1 | -1]>> = {
  n: ['latitude', 1],
  s: ['latitude', -1],
  e: ['longitude', 1],
  w: ['longitude', -1],
  // oeste, ouest
  o: ['longitude', -1],
}

/** Minus signs, primes and spaces as people and spreadsheets write them, in ASCII. */
export const plainSigns = (text: string): string =>
  text
    .replace(/[\u00ba\u02da]/g, '°')
    .replaceAll('\u00b4', "'")
    .normalize('NFKC')
    .replace(/[\u2212\u2010-\u2015\ufe63\uff0d]/g, '-')
    .replace(/[\u2032\u2019\u2018`]/g, "'")
    .replace(/[\u2033\u201d\u201c]|''/g, '"')
    .replace(/[\s\u200e\u200f\ufeff]+/g, ' ')
    .trim()

const NUMBER = /^([+-]?)(\d{1,20}(?:[.,]\d{1,30})?|\d[.,]\d{1,20}e[+-]?\d{1,2})$/i
/** Metres with their thousands apart: `4 474 110,5`, `439.910,25`, `4.474.110`. */
const GROUPED =
  /^[+-]?\d{1,3}(?:(?: \d{3})+(?:[.,]\d+)?|(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?:\.\d{3}){2,}|(?:,\d{3}){2,})$/
const SEXAGESIMAL =
  /^([+-]?)(\d{1,3}(?:[.,]\d+)?) ?(?:°|º|deg|d) ?(?:(\d{1,2}(?:[.,]\d+)?) ?(?:'|min|m) ?(?:(\d{1,2}(?:[.,]\d+)?) ?(?:"|sec|s)?)?)?$/i

/**
 * Degrees as they are written: decimal with a point or a comma, with `°`, in degrees, minutes and seconds, with any minus
 * sign or the letter of a quarter of the sky.
 *
 * @returns undefined for anything else, an empty text too
 */
export function parseDegrees(text: string): Degrees | undefined {
  const plain = plainSigns(text)
  const letter = /^([nsewo]) ?(?=[\d+-])|(?<=[\d°'".]) ?([nsewo])\.?$/i.exec(plain)
  const named = letter ? LETTERS[(letter[1] ?? letter[2])!.toLowerCase()] : undefined
  const rest = letter ? plain.replace(letter[0], '').trim() : plain
  const degrees = numberOf(rest)
  if (degrees === undefined) return undefined
  if (!named) return { degrees }
  const [axis, sign] = named
  // "-99.1 W" is west all the same.
  return { degrees: degrees === 0 ? 0 : Math.abs(degrees) * sign, axis }
}

/** The last sign is the decimal one where it is another than the first, and stands once. */
function ungrouped(text: string): number {
  const signs = text.match(/[ .,]/g) ?? []
  const decimal = signs.at(-1) !== signs[0] ? signs.at(-1) : undefined
  const [whole = '', fraction = '0'] = decimal === undefined ? [text] : text.split(decimal)
  return Number(`${whole.replace(/[ .,]/g, '')}.${fraction}`)
}

function numberOf(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text.replace(',', '.'))
  if (GROUPED.test(text)) return ungrouped(text)
  const [, sign, degrees, minutes = '0', seconds = '0'] = SEXAGESIMAL.exec(text) ?? []
  if (degrees === undefined) return undefined
  const [whole, sixtieths, seconds60] = [degrees, minutes, seconds].map((part) => Number(part.replace(',', '.')))
  if (sixtieths! >= 60 || seconds60! >= 60) return undefined
  const value = whole! + sixtieths! / 60 + seconds60! / 3600
  return sign === '-' ? -value : value
}
