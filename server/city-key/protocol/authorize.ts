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
  { redirectUri, locale, fresh }: BeginOptions,
): Promise<{ parameters: Record<string, string>; checks: SignInChecks }> {
  const isOpenId = options.protocol === 'openid'
  const checks: SignInChecks = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    codeVerifier: client.randomPKCECodeVerifier(),
    ...(fresh && { freshFrom: freshFrom() }),
  }
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
    ...(options.acrValues !== undefined && { acr_values: options.acrValues }),
    ...(isOpenId && locale && { ui_locales: locale }),
    ...(fresh && options.freshness !== 'none' && { prompt: 'login' }),
    ...(fresh && options.freshness === 'auth_time' && { max_age: '0' }),
  }
  return { parameters, checks }
}
