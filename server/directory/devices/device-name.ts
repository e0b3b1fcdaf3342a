/** The longest name of a device, in characters. */
export const LONGEST_NAME = 40

/** Control characters, half a character (UTF-16), and what turns the direction of the text that follows. */
const UNFIT = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

/** Something to be seen, not only spaces and joiners. */
const SEEN = /[^\p{Z}\p{C}\p{M}]/u

/** What a resident calls a device, without the space around it; undefined unless it has 1 to 40 characters, all fit to be shown. */
export function parseDeviceName(text: string): string | undefined {
  const name = text.normalize('NFC').trim()
  return [...name].length > LONGEST_NAME || UNFIT.test(name) || !SEEN.test(name) ? undefined : name
}
