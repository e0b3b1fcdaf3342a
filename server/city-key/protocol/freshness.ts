import type { CityKeyClient } from '../../config/index.ts'
import { CityKeyError, type SignIn, type SignInChecks } from '../provider.ts'

const now = () => Math.floor(Date.now() / 1000)

/** From when on somebody who is to sign in anew has to have done so; seconds since 1970. */
export const freshFrom = now

/**
 * Whether somebody who was to sign in anew has done so, by when the provider says they did (`auth_time`, OpenID Connect
 * Core section 2). The provider's clock may be off, and one that signs in whoever was there last says when that was.
 *
 * @param claims of the ID token
 * @throws {CityKeyError} `stale` where they did not
 */
export function freshnessOf(
  { freshness, clockToleranceSeconds }: CityKeyClient,
  { freshFrom: from }: SignInChecks,
  claims: Readonly<Record<string, unknown>>,
): Pick<SignIn, 'freshness'> {
  if (from === undefined) return {}
  const at = typeof claims.auth_time === 'string' ? Number(claims.auth_time) : claims.auth_time
  if (freshness !== 'auth_time' || typeof at !== 'number' || !Number.isFinite(at)) return { freshness: 'unproven' }
  if (at < from - skewOf(claims, clockToleranceSeconds) - GRACE_SECONDS)
    throw new CityKeyError('stale', 'auth_time', `ID token: they signed in ${from - at} s before they were asked to`)
  return { freshness: 'proven' }
}

/** What little the sending takes. */
const GRACE_SECONDS = 5

/**
 * How far the provider's clock is behind, or ahead where less than 0, as its token of just now tells (`iat`): by a
 * tolerance of minutes, who signed in minutes ago would be taken for somebody who has done so now.
 */
function skewOf({ iat }: Readonly<Record<string, unknown>>, most: number): number {
  const behind = typeof iat === 'number' ? now() - iat : 0
  return Math.min(Math.max(behind, -most), most)
}
