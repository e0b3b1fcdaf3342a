import { randomInt } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** `length` random characters of [a-z0-9], of 5.17 bits each: every gateway's page and every phone carries them unchanged. */
export const randomWord = (length: number): string =>
  Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
