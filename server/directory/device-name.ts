const MOST = 40

/** Control characters, half a character (UTF-16), and what turns the direction of the text that follows. */
const UNFIT = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u

/** What a resident calls a device, without the space around it; undefined unless it has 1 to 40 characters, all fit to be shown. */
export function parseDeviceName(text: string): string | undefined {
  const name = text.normalize('NFC').trim()
  const length = [...name].length
  return length < 1 || length > MOST || UNFIT.test(name) ? undefined : name
}
