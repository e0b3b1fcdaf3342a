import { StartError } from '../../start/start-error.ts'

/** @param option names the option, or the argument. @throws {StartError} */
export function readNumber(option: string, text: string, most: number): number {
  const value = Number(text)
  if (value > 0 && value <= most) return value
  throw new StartError(`${option}: "${text}" is not a number above 0, ${most} at most.`)
}

/** The number by which something is known. @throws {StartError} */
export function readId(option: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new StartError(`${option}: "${text}" is no whole number, such as 17, by which it is known.`)
}

/** Of an option that may be repeated: `en=Works tonight.` @throws {StartError} */
export function readLanguageText(option: string, given: string): [language: string, text: string] {
  const match = /^([a-z]{2,3})=(.+)$/s.exec(given)
  if (!match) throw new StartError(`${option}: "${given}" is not a language and a text, such as en=Works tonight.`)
  return [match[1]!, match[2]!]
}

/** For commander: an option that may be repeated. */
export const collect = (value: string, all: string[]): string[] => [...all, value]
