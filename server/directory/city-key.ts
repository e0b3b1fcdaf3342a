import { setTimeout as pause } from 'node:timers/promises'
import * as client from 'openid-client'
import type { Identity } from './residents.ts'

/** What must be kept, out of the browser's reach, between the redirect to the City Key and the way back. */
export interface SignInChecks {
  state: string
  nonce: string
  codeVerifier: string
}

export interface CityKeyOptions {
  issuer: string
  clientId: string
  clientSecret?: string | undefined
  /** A request to the City Key that takes longer counts as a failure. Default 5 seconds. */
  timeoutSeconds?: number
  /**
   * A City Key that answered within so many seconds is taken to be there: nobody is sent to one that is not. Default 10.
   */
  answeredSeconds?: number
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

const ORIGINS_WITHIN_MS = 1000
const ANSWERS_WITHIN_MS = 2000

/** Reads the issuer's discovery document at first use, after a failure, and before a sign-in that begins much later. */
export function createCityKey(options: CityKeyOptions): CityKey {
  const { issuer, clientId, clientSecret, timeoutSeconds = 5, answeredSeconds = 10 } = options
  let discovered: Promise<client.Configuration> | undefined
  let discoveredAt = 0
  let originsKnown: Promise<unknown> | undefined
  const origins = new Set([new URL(issuer).origin])
  const discover = () => {
    discoveredAt = Date.now()
    discovered = client
      .discovery(
        new URL(issuer),
        clientId,
        undefined,
        clientSecret ? client.ClientSecretBasic(clientSecret) : client.None(),
        {
          timeout: timeoutSeconds,
          [client.customFetch]: boundedFetch,
          execute: [
            client.enableNonRepudiationChecks,
            ...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
          ],
        },
      )
      .then((settings) => {
        const { authorization_endpoint } = settings.serverMetadata()
        if (authorization_endpoint) origins.add(new URL(authorization_endpoint).origin)
        return settings
      })
      .catch((error) => {
        discovered = undefined
        throw new CityKeyError('unreachable', error)
      })
    return discovered
  }
  const configuration = () => discovered ?? discover()
  const answering = () => (Date.now() - discoveredAt < answeredSeconds * 1000 ? configuration() : discover())
  return {
    answers: () =>
      Promise.race([
        answering().then(
          () => true,
          () => false,
        ),
        pause(ANSWERS_WITHIN_MS, false, { ref: false }),
      ]),
    async origins() {
      originsKnown ??= Promise.race([
        configuration().catch(() => {
          originsKnown = undefined
        }),
        pause(ORIGINS_WITHIN_MS, undefined, { ref: false }),
      ])
      await originsKnown
      return [...origins]
    },
    async begin({ redirectUri, locale, prompt }) {
      const checks = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
      }
      const url = client.buildAuthorizationUrl(await answering(), {
        redirect_uri: redirectUri,
        scope: 'openid',
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: 'S256',
        ...(locale ? { ui_locales: locale } : {}),
        ...(prompt ? { prompt } : {}),
      })
      return { url, checks }
    },
    async complete(returned, checks) {
      const settings = await configuration()
      try {
        const tokens = await client.authorizationCodeGrant(settings, returned, {
          expectedState: checks.state,
          expectedNonce: checks.nonce,
          pkceCodeVerifier: checks.codeVerifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (!claims) throw new Error('no ID token')
        return identityOf(claims)
      } catch (error) {
        throw new CityKeyError(kindOf(error), error)
      }
    },
  }
}

/** At most 255 ASCII characters (OpenID Connect Core section 2), none of them a control character, and one at least. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/
/** Of a locale or a level of verification: what is longer, or no text that a table holds, is left out. */
const SHORT_TEXT = /^\P{Cc}{1,255}$/u

/** @throws {Error} where the subject names nobody */
function identityOf({ iss, sub, locale, acr }: client.IDToken): Identity {
  if (!SUBJECT.test(sub) || sub.trim() === '') throw new Error('the ID token has no sub that names somebody')
  const identity: Identity = { issuer: iss, subject: sub }
  if (typeof locale === 'string' && SHORT_TEXT.test(locale)) identity.locale = locale
  if (typeof acr === 'string' && SHORT_TEXT.test(acr)) identity.verificationLevel = acr
  return identity
}

/** Discovery documents, key sets and tokens have a few thousand octets. */
const MOST_OCTETS = 1_000_000

/** Fetches an answer, and not more of it than any City Key has to say; what is beyond is not waited for. */
const boundedFetch: client.CustomFetch = async (url, options) => {
  const answer = await fetch(url, options as RequestInit)
  if (!answer.body) return answer
  const parts: Uint8Array[] = []
  let octets = 0
  // Leaving the loop ends the connection.
  for await (const part of answer.body) {
    octets += part.length
    if (octets > MOST_OCTETS)
      throw new Error(`the answer of ${new URL(url).pathname} has more than ${MOST_OCTETS} octets`)
    parts.push(part)
  }
  const { status, statusText, headers } = answer
  return new Response([204, 205, 304].includes(status) ? null : Buffer.concat(parts), {
    status,
    statusText,
    headers,
  })
}

function kindOf(error: unknown): CityKeyError['kind'] {
  if (error instanceof client.AuthorizationResponseError) {
    if (error.error === 'access_denied') return 'refused'
    return error.error === 'temporarily_unavailable' || error.error === 'server_error' ? 'unreachable' : 'invalid'
  }
  if (error instanceof client.ResponseBodyError) return error.status >= 500 ? 'unreachable' : 'invalid'
  if (error instanceof client.ClientError) {
    const { code, cause } = error
    const away = code === 'OAUTH_TIMEOUT' || cause instanceof TypeError
    return away || (cause instanceof Response && cause.status >= 500) ? 'unreachable' : 'invalid'
  }
  return error instanceof TypeError ? 'unreachable' : 'invalid'
}
