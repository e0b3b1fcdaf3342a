import type { Identity } from '../directory/residents.ts'

/** What must be kept, out of the browser's reach, between the redirect to the City Key and the way back. */
export interface SignInChecks {
  state: string
  nonce: string
  codeVerifier: string
}

export class CityKeyError extends Error {
  override name = 'CityKeyError'
  /** `unreachable`: try again later; `refused`: the person said no; `invalid`: the answer proves nothing. */
  readonly kind: 'unreachable' | 'refused' | 'invalid'
  constructor(kind: CityKeyError['kind'], cause: unknown) {
    super(`City Key ${kind}: ${(cause as Error).message}`, { cause })
    this.kind = kind
  }
}

/** The city's single sign-on: OpenID Connect authorization code flow with PKCE, state and nonce. */
export interface CityKey {
  /** @throws {CityKeyError} `unreachable` */
  begin(options: { redirectUri: string; locale?: string; prompt?: string }): Promise<{ url: URL; checks: SignInChecks }>
  /**
   * @param returned the whole address that the browser came back to
   * @throws {CityKeyError}
   */
  complete(returned: URL, checks: SignInChecks): Promise<Identity>
  /** Whether it answers now; asked at most every few seconds, and waited for no longer than two. */
  answers(): Promise<boolean>
  /**
   * Origins that a sign-in leads to, for form-action: the issuer's, and its authorization endpoint's. A City Key that
   * does not say within a second which that is holds no page up any longer: then the issuer's alone.
   */
  origins(): Promise<string[]>
}
