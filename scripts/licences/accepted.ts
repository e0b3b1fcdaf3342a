import satisfies from 'spdx-satisfies'

/** SPDX identifiers of the licences under which a package may go out with Plaza, which is under Apache-2.0 itself. */
export const acceptedLicences = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'PostgreSQL',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
]

/** Whether an SPDX expression is accepted: of an `OR` one side must be, of an `AND` both. What is no such expression is not. */
export function isAccepted(licence: string): boolean {
  try {
    return satisfies(licence, acceptedLicences)
  } catch {
    return false
  }
}
