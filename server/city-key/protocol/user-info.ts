import * as client from 'openid-client'
import type { CityKeyClient } from '../../config/index.ts'
import { CityKeyError } from '../provider.ts'
import type { Metadata } from './discovery.ts'
import { issuersOf } from './id-token.ts'
import type { Keys } from './keys.ts'

type Claims = Readonly<Record<string, unknown>>

/**
 * What the user-info address says of whom the access token is for (OpenID Connect Core section 5.3); signed answers are
 * verified.
 */
export async function userInfo(
  configuration: client.Configuration,
  accessToken: string,
  { options, metadata, keys }: { options: CityKeyClient; metadata: Metadata; keys: Keys },
): Promise<Claims> {
  const { userinfo_endpoint: address } = metadata
  if (address === undefined)
    throw new CityKeyError('misfit', 'user_info_missing', 'user info: the provider has no address for it')
  const headers = new Headers({ accept: 'application/json, application/jwt' })
  const answer = await client.fetchProtectedResource(configuration, accessToken, new URL(address), 'GET', null, headers)
  if (answer.status !== 200)
    throw new CityKeyError(
      answer.status >= 500 ? 'unreachable' : answer.status === 429 ? 'busy' : 'misfit',
      `http_${answer.status}`,
      `user info: it answered ${answer.status}`,
    )
  const text = await answer.text()
  if (answer.headers.get('content-type')?.startsWith('application/jwt'))
    return keys.verify(text, {
      issuer: issuersOf(options, metadata),
      audience: options.clientId,
      algorithms: [...options.algorithms],
    })
  let claims: unknown
  try {
    claims = JSON.parse(text)
  } catch (error) {
    throw new CityKeyError('misfit', 'not_json', 'user info: it answered what is no JSON', error)
  }
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
    throw new CityKeyError('misfit', 'not_json', 'user info: it answered no object')
  return claims as Claims
}
