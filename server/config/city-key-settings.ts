import { z } from 'zod'
import { flag, issuerUrl, port, webUrl, whole } from './values.ts'

/** How Plaza shows the provider that it is the client (OpenID Connect Core section 9). */
export const clientAuthentications = [
  'client_secret_basic',
  // As it is: many servers do not decode what RFC 6749 section 2.3.1 has encoded.
  'client_secret_basic_raw',
  'client_secret_post',
  'private_key_jwt',
  'none',
] as const
export type ClientAuthentication = (typeof clientAuthentications)[number]

/** Signatures by a key that only the provider has (RFC 7518 section 3.1, RFC 8037, RFC 9864). */
export const signatureAlgorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const

const text = z.string().regex(/^\P{Cc}{1,1000}$/u, '1 to 1000 characters, none of them a control character')
/** A name in the provider's answer, or the way to one: `sub`, `data.id`. */
const claim = z
  .string()
  .regex(/^[^\s\p{Cc}]{1,200}$/u, 'the name of a claim such as sub, or the way to it such as data.id')
const freshness = z.enum(['auth_time', 'prompt', 'none'], { error: 'auth_time, prompt or none' })
const scope = text.transform((value) => value.trim().split(/\s+/).join(' '))
const authentication = z.enum(clientAuthentications, { error: clientAuthentications.join(', ') })

const issuers = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''))
  .pipe(z.array(issuerUrl).min(1, 'one issuer at least, each as the ID tokens of a tenant name it'))

const algorithms = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''))
  .refine(
    (list) => list.length > 0 && list.every((each) => (signatureAlgorithms as readonly string[]).includes(each)),
    `some of ${signatureAlgorithms.join(', ')}`,
  )

/** A level of verification: as the provider writes it, and as Plaza keeps it. */
export interface Level {
  theirs: string
  ours: string
}

const levels = z
  .string()
  .transform((value) =>
    value
      .split(/[\n,]/)
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part): Level => {
        const at = part.lastIndexOf('=')
        return at < 0
          ? { theirs: part, ours: part }
          : { theirs: part.slice(0, at).trim(), ours: part.slice(at + 1).trim() }
      }),
  )
  .refine(
    (list) => list.length > 0 && list.every(({ theirs, ours }) => theirs !== '' && /^\P{Cc}{1,255}$/u.test(ours)),
    'levels from the least to the highest, each as the provider writes it or with a name of yours: basic=1, full=2',
  )

/** Settings of the City Key, the city's single sign-on. */
export const cityKeySettings = {
  CITY_KEY_ISSUER: issuerUrl.optional(),
  CITY_KEY_TENANT_ISSUERS: issuers.optional(),
  CITY_KEY_CLIENT_ID: z.string().min(1).optional(),
  CITY_KEY_CLIENT_SECRET: z.string().min(1).optional(),
  CITY_KEY_CLIENT_AUTHENTICATION: authentication.optional(),
  CITY_KEY_CLIENT_KEY_FILE: z.string().min(1).optional(),
  CITY_KEY_CLIENT_KEY_ID: text.optional(),
  CITY_KEY_PROTOCOL: z.enum(['openid', 'oauth'], { error: 'openid or oauth' }).default('openid'),
  CITY_KEY_AUTHORIZATION_URL: webUrl.optional(),
  CITY_KEY_TOKEN_URL: webUrl.optional(),
  CITY_KEY_USERINFO_URL: webUrl.optional(),
  CITY_KEY_KEYS_URL: webUrl.optional(),
  CITY_KEY_END_SESSION_URL: webUrl.optional(),
  CITY_KEY_SCOPE: scope.optional(),
  CITY_KEY_PKCE: flag.default(true),
  CITY_KEY_PUSHED_REQUESTS: flag.optional(),
  CITY_KEY_RESPONSE_MODE: z.enum(['query', 'form_post'], { error: 'query or form_post' }).default('query'),
  CITY_KEY_ACR_VALUES: scope.optional(),
  CITY_KEY_FRESHNESS: freshness.optional(),
  CITY_KEY_SUBJECT_CLAIM: claim.default('sub'),
  CITY_KEY_SUBJECT_KIND: z.enum(['opaque', 'personal'], { error: 'opaque or personal' }).default('opaque'),
  CITY_KEY_LEVEL_CLAIM: claim.default('acr'),
  CITY_KEY_LEVELS: levels.optional(),
  CITY_KEY_MINIMUM_LEVEL: text.optional(),
  CITY_KEY_LOCALE_CLAIM: claim.default('locale'),
  CITY_KEY_USERINFO: z.enum(['missing', 'always', 'never'], { error: 'missing, always or never' }).default('missing'),
  CITY_KEY_ALGORITHMS: algorithms.optional(),
  CITY_KEY_TIMEOUT_SECONDS: whole(10, 1, 60, 'seconds'),
  CITY_KEY_CLOCK_TOLERANCE_SECONDS: whole(180, 0, 600, 'seconds'),
  CITY_KEY_CA_FILE: z.string().min(1).optional(),
  CITY_KEY_END_SESSION: flag.default(false),
  CITY_KEY_SIGN_UP_URL: webUrl.optional(),
  CITY_KEY_VERIFY_URL: webUrl.optional(),
  CITY_KEY_STAFF_ISSUER: issuerUrl.optional(),
  CITY_KEY_STAFF_CLIENT_ID: z.string().min(1).optional(),
  CITY_KEY_STAFF_CLIENT_SECRET: z.string().min(1).optional(),
  CITY_KEY_STAFF_CLIENT_AUTHENTICATION: authentication.optional(),
  CITY_KEY_STAFF_CLIENT_KEY_FILE: z.string().min(1).optional(),
  CITY_KEY_STAFF_SCOPE: scope.optional(),
  CITY_KEY_STAFF_FRESHNESS: freshness.optional(),
  PLAZA_CITY_KEY_PORT: port(8081),
}

/** All of them, read. */
export type CityKeySettings = z.output<z.ZodObject<typeof cityKeySettings>>
