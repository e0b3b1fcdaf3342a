const made = new Map<string, RegExp>()

/** The regular expression of a profile: letters match in either case. Made once. */
export function regex(pattern: string): RegExp {
  let known = made.get(pattern)
  if (!known) {
    known = new RegExp(pattern, 'i')
    made.set(pattern, known)
  }
  return known
}
