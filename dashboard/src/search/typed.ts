const MAC_DIGITS = 12
/** Figures and consonants that are not taken for each other: no word is one. */
const CODE = /^([2-9CDFGHJKMNPQRTVWXYZ]{4})[- ]?([2-9CDFGHJKMNPQRTVWXYZ]{4})$/

/** A MAC address in any of the usual spellings as `aa:bb:cc:dd:ee:ff`; undefined: it is none. */
export function deviceTyped(typed: string): string | undefined {
  const text = typed.trim()
  if (!/^[0-9a-f]{1,4}(?:[:.\- ]?[0-9a-f]{1,4})+$/i.test(text)) return undefined
  const digits = text.replace(/[^0-9a-f]/gi, '').toLowerCase()
  return digits.length === MAC_DIGITS ? digits.replace(/(..)(?=.)/g, '$1:') : undefined
}

/** A code that the portal showed a resident, such as `7K2M-9PXQ`; undefined: it cannot be one. */
export function codeTyped(typed: string): string | undefined {
  const [, first, last] = CODE.exec(typed.trim().toUpperCase()) ?? []
  return first && last ? `${first}-${last}` : undefined
}
