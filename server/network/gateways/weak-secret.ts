/** RFC 2865 section 3: a shared secret has at least 16 octets. */
const SHORTEST = 16
/** So few different characters are a pattern, not chance: 16 random hexadecimal digits have fewer once in a million times. */
const FEWEST_KINDS = 6

/** Of documents, examples and default configurations: what everybody tries first. */
const WELL_KNOWN = [
  'testing123', // FreeRADIUS
  'testing1234',
  'testing123-1',
  'ht2eb8ej6s4et3rg1ulp', // CoovaChilli: HS_UAMSECRET of its default configuration
  'change-me',
  'changeme',
  'mysecret',
  'radsec',
  'radius',
  'secret',
  'sharedsecret',
  'greatsecret',
  'password',
  'wifi',
  'plaza',
  'cisco',
  'mikrotik',
  'coova-anonymous',
]

const plain = (secret: string): string => secret.toLowerCase().replace(/[^a-z0-9]/g, '')
const wellKnown = new Set(WELL_KNOWN.map(plain))

/** Whether this secret is in the documents or the default configuration of something: it protects nothing. */
export const isWellKnown = (secret: string): boolean => wellKnown.has(plain(secret).replace(/^(.+?)\1+$/, '$1'))

/**
 * Why a shared secret is too weak: who hears a request and its answer tries secrets against them as fast as machines can
 * (RFC 2865 section 8). Undefined: it is not.
 */
export function weaknessOf(secret: string): string | undefined {
  if (isWellKnown(secret)) return 'it is well known'
  if (Buffer.byteLength(secret) < SHORTEST) return `it is shorter than ${SHORTEST} characters (RFC 2865 section 3)`
  if (new Set(secret).size < FEWEST_KINDS) return `it has fewer than ${FEWEST_KINDS} different characters`
  return undefined
}
