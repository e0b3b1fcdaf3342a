/**
 * The ways in which one issuer may have been written: with a `/` at its end or without, as the provider writes it. Two
 * that differ in that alone are not two providers; what was stored under either is found.
 */
export function issuerSpellings(issuer: string): string[] {
  const bare = issuer.replace(/\/+$/, '')
  return [bare, `${bare}/`]
}
