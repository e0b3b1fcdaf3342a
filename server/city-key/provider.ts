import type { Identity } from '../directory/residents.ts'

/** What must be kept, out of the browser's reach, between the redirect to the City Key and the way back. */
export interface SignInChecks {
  state: string
  nonce: string
  codeVerifier: string
  /** Somebody was to sign in anew, from then on: seconds since 1970. */
  freshFrom?: number
  /** A level was asked for, of those that the settings name. */
  level?: string
}

/** Who came back from the City Key. */
export interface SignIn {
  identity: Identity
  /** Asked to sign in anew: `proven` that they did, or `unproven` where the provider cannot tell. Absent: not asked. */
  freshness?: 'proven' | 'unproven'
}

/**
 * What a failure means for who signs in.
 *
 * - `unreachable`: the City Key does not answer, or is broken: try again later
 * - `busy`: it answers that it is asked too much: try again in a moment
 * - `refused`: the person said no
 * - `not-signed-in`: the City Key let nobody in
 * - `unverified`: the account's level is too low
 * - `stale`: who was to sign in anew did not
 * - `invalid`: the answer is of another way, or was used before: begin again
 * - `misfit`: City Key and Plaza do not fit each other: staff have to mend it
 */
export type FailureKind =
  | 'unreachable'
  | 'busy'
  | 'refused'
  | 'not-signed-in'
  | 'unverified'
  | 'stale'
  | 'invalid'
  | 'misfit'

export class CityKeyError extends Error {
  override name = 'CityKeyError'
  readonly kind: FailureKind
  /** What it was, for machines: an error code of OAuth 2 or OpenID Connect, `timeout`, `http_503`, `subject_empty`. */
  readonly reason: string
  /** @param detail for the log and for staff; nothing secret, and nobody's name */
  constructor(kind: FailureKind, reason: string, detail: string, cause?: unknown) {
    super(`City Key ${kind} (${reason}): ${detail}`, { cause })
    this.kind = kind
    this.reason = reason
  }
}

export interface BeginOptions {
  redirectUri: string
  /** BCP 47. */
  locale?: string
  /** Whoever is signed in at the City Key already shall sign in anew. */
  fresh?: boolean
  /** The level that the account should have, as the settings name it: the provider is asked for it, or a higher one. */
  level?: string | undefined
}

/** The city's single sign-on: authorization code flow, with PKCE and state, of OpenID Connect or plain OAuth 2. */
export interface CityKey {
  /** As it was given. */
  readonly issuer: string
  /** `form_post`: it sends browsers back by POST, without the cookies of the portal. */
  readonly responseMode: 'query' | 'form_post'
  /** @throws {CityKeyError} */
  begin(options: BeginOptions): Promise<{ url: URL; checks: SignInChecks }>
  /**
   * @param returned the whole address that the browser came back to, with what a form brought in its query
   * @throws {CityKeyError}
   */
  complete(returned: URL, checks: SignInChecks): Promise<SignIn>
  /** Whether it answers now; asked at most every few seconds, and waited for no longer than two. */
  answers(): Promise<boolean>
  /**
   * Origins that a sign-in leads to, for form-action: the issuer's, and its authorization endpoint's. A City Key that
   * does not say within a second which that is holds no page up any longer: then the issuer's alone.
   */
  origins(): Promise<string[]>
  /**
   * Where a browser signs out of the City Key too (OpenID Connect RP-Initiated Logout); undefined where it is not wanted,
   * or the City Key has no such page.
   *
   * @param returnTo the address that the City Key sends back to; it must be registered there
   */
  signOutUrl(returnTo: string): Promise<URL | undefined>
}
