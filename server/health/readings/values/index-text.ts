import type { IndexForm } from '../../profiles/value-form.ts'
import { regex } from './regex.ts'

/** A row's index as a key; null where it has no such form (SMIv2, RFC 2578 section 7.7). */
export function indexText({ as, skip = 0, match }: IndexForm, index: string): string | null {
  const numbers = index.split('.').slice(skip)
  const text = as === 'mac' ? macText(numbers) : as === 'text' ? spelled(numbers) : numbers.join('.')
  if (text === null || match === undefined) return text
  const found = regex(match).exec(text)
  return found ? (found[1] ?? found[0]) : null
}

/** The row whose index is this text, its length first. */
export const textIndex = (text: string): string => [text.length, ...Buffer.from(text, 'latin1')].join('.')

function macText(numbers: readonly string[]): string | null {
  const octets = numbers.length === 7 && numbers[0] === '6' ? numbers.slice(1) : numbers.slice(0, 6)
  if (octets.length !== 6 || octets.some((octet) => Number(octet) > 255)) return null
  return octets.map((octet) => Number(octet).toString(16).padStart(2, '0')).join(':')
}

/** Its length is there first, unless the text ends the index and is IMPLIED. */
function spelled(numbers: readonly string[]): string | null {
  const [length, ...rest] = numbers
  const codes = Number(length) <= rest.length ? rest.slice(0, Number(length)) : numbers
  if (codes.length === 0 || codes.some((code) => Number(code) > 255)) return null
  return Buffer.from(codes.map(Number)).toString('latin1')
}
