import { setTimeout as pause } from 'node:timers/promises'
import * as client from 'openid-client'
import { kindOf } from './failure.ts'
import { boundedFetch } from './fetch.ts'
import { identityOf } from './identity.ts'
import { type CityKey, CityKeyError } from './provider.ts'

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
