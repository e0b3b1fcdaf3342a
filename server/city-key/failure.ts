import * as client from 'openid-client'
import type { CityKeyError } from './provider.ts'

/** What an error of the conversation means for who signs in. */
export function kindOf(error: unknown): CityKeyError['kind'] {
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
