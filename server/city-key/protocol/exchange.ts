import * as client from 'openid-client'
import type { CityKeyClient } from '../../config/index.ts'
import { CityKeyError } from '../provider.ts'
import { isInsecure, type Metadata } from './discovery.ts'

/** What a code is worth. */
export interface Tokens {
  accessToken: string
  idToken: string | undefined
}

/** The library's client of a provider. */
export function configurationOf(
  options: CityKeyClient,
  metadata: Metadata,
  authentication: client.ClientAuth,
  fetch: client.CustomFetch,
): client.Configuration {
  const configuration = new client.Configuration({ ...metadata }, options.clientId, undefined, authentication)
  configuration[client.customFetch] = fetch
  // The fetch has its own.
  configuration.timeout = 0
  if (isInsecure(options)) client.allowInsecureRequests(configuration)
  return configuration
}

/**
 * Checks the way back (`state`, and `iss` by RFC 9207) and exchanges its code for tokens. The ID token is left for
 * `id-token.ts` to verify.
 *
 * @param returned the whole address that the browser came back to
 */
export async function exchange(
  options: CityKeyClient,
  parts: { metadata: Metadata; authentication: client.ClientAuth; fetch: client.CustomFetch },
  returned: URL,
  { state, codeVerifier }: { state: string; codeVerifier: string },
): Promise<Tokens> {
  let idToken: unknown
  const fetch: client.CustomFetch = async (url, request) =>
    lenient(await parts.fetch(url, request), (taken) => {
      idToken = taken
    })
  const configuration = configurationOf(options, parts.metadata, parts.authentication, fetch)
  const tokens = await client.authorizationCodeGrant(configuration, returned, {
    expectedState: state,
    ...(options.usesPkce && { pkceCodeVerifier: codeVerifier }),
  })
  if (options.protocol === 'openid' && typeof idToken !== 'string')
    throw new CityKeyError(
      'misfit',
      'id_token_missing',
      'token: there is no ID token: is openid in CITY_KEY_SCOPE? A service of plain OAuth 2 needs CITY_KEY_PROTOCOL=oauth',
    )
  return { accessToken: tokens.access_token, idToken: typeof idToken === 'string' ? idToken : undefined }
}

/**
 * A token response as the library wants it: providers send `expires_in` as null or text, which Plaza has no use for, and
 * leave `token_type` or, beside an ID token, the access token out.
 */
async function lenient(answer: Response, takeIdToken: (idToken: unknown) => void): Promise<Response> {
  if (answer.status !== 200) return answer
  const text = await answer.text()
  const { status, headers } = answer
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return new Response(text, { status, headers })
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return new Response(text, { status, headers })
  const { id_token, expires_in: _, scope: __, refresh_token: ___, ...rest } = body as Record<string, unknown>
  takeIdToken(id_token)
  const kept = { token_type: 'Bearer', ...(id_token !== undefined && { access_token: 'none' }), ...rest }
  return new Response(JSON.stringify(kept), { status, headers: { 'content-type': 'application/json' } })
}
