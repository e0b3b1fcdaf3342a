import { randomInt } from 'node:crypto'

/**
 * Twenty signs of which none is taken for another, in print or by hand (no 0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V), and no
 * vowel, so that no code is a word. Twelve of them are 51 bits.
 */
const SIGNS = 'CDFHJKMNPQRTWXY34679'
const LENGTH = 12
/** Longer than any code with whatever stands between its signs. */
export const LONGEST_INPUT = 40

/** A new code, `CDFH-JKMN-PQRT`. */
export function makeCode(): string {
  const signs = Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]!).join('')
  return signs.replace(/.{4}(?!$)/g, (group) => `${group}-`)
}

/** A code as somebody typed it, in capitals or not, with spaces or hyphens; undefined where it can be none. */
export function readCode(text: string): string | undefined {
  if (text.length > LONGEST_INPUT) return undefined
  const signs = text.toUpperCase().replace(/[\s\p{Pd}_.]+/gu, '')
  if (signs.length !== LENGTH || [...signs].some((sign) => !SIGNS.includes(sign))) return undefined
  return signs
}
