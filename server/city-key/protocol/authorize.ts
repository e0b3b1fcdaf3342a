import * as client from 'openid-client'
import type { CityKeyClient } from '../../config/index.ts'
import type { BeginOptions, SignInChecks } from '../provider.ts'
import type { Metadata } from './discovery.ts'
import { freshFrom } from './freshness.ts'

/** Whether the request goes to the provider behind the browser's back (RFC 9126). */
export const isPushed = ({ pushes }: CityKeyClient, metadata: Metadata): boolean =>
  pushes ?? metadata.require_pushed_authorization_requests === true

/** What must come back, and what the browser is sent with. */
export async function authorizationRequest(
  options: CityKeyClient,
  { redirectUri, locale, fresh, level }: BeginOptions,
): Promise<{ parameters: Record<string, string>; checks: SignInChecks }> {
  const isOpenId = options.protocol === 'openid'
  const checks: SignInChecks = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    codeVerifier: client.randomPKCECodeVerifier(),
    ...(fresh && { freshFrom: freshFrom() }),
    ...(level !== undefined && { level }),
  }
  const acr = acrValues(options, level)
  const parameters = {
    redirect_uri: redirectUri,
    response_type: 'code',
    ...(options.scope !== '' && { scope: options.scope }),
    state: checks.state,
    ...(isOpenId && { nonce: checks.nonce }),
    ...(options.usesPkce && {
      code_challenge: await client.calculatePKCECodeChallenge(checks.codeVerifier),
      code_challenge_method: 'S256',
    }),
    ...(options.responseMode !== 'query' && { response_mode: options.responseMode }),
    ...(acr !== '' && { acr_values: acr }),
    ...(isOpenId && locale && { ui_locales: locale }),
    ...(fresh && options.freshness !== 'none' && { prompt: 'login' }),
    ...(fresh && options.freshness === 'auth_time' && { max_age: '0' }),
  }
  return { parameters, checks }
}

/**
 * The levels to ask for, as the provider writes them (OpenID Connect Core section 3.1.2.1): those that are enough, the
 * least first, since it asks the least of people; then those that everybody is asked for. A level that is told by another
 * claim than `acr` is of the account, and none that a sign-in has.
 */
function acrValues({ acrValues = '', level: { claim, known } }: CityKeyClient, least: string | undefined): string {
  const place = claim === 'acr' ? known.findIndex(({ ours }) => ours === least) : -1
  const enough = place < 0 ? [] : known.slice(place).map(({ theirs }) => theirs)
  const always = acrValues.split(' ').filter((each) => each !== '')
  return [...new Set([...enough.filter((each) => !/\s/.test(each)), ...always])].join(' ')
}
