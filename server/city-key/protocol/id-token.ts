import type { JWTPayload } from 'jose'
import { decodeJwt, decodeProtectedHeader, errors } from 'jose'
import type { CityKeyClient } from '../../config/index.ts'
import { issuerSpellings } from '../../directory/issuer.ts'
import { CityKeyError } from '../provider.ts'
import { isByHand, type Metadata } from './discovery.ts'
import type { Keys } from './keys.ts'
import { checkTenant, hasTenants } from './tenants.ts'

/**
 * What an ID token of the token endpoint claims, verified as OpenID Connect Core section 3.1.3.7 has it, the signature
 * always. Not by `openid-client`, which refuses a numeric `sub` and takes keys that are a minute old for the present ones.
 *
 * @throws {CityKeyError} or an error of jose
 */
export async function verifiedClaims(
  idToken: string,
  { options, metadata, keys, nonce }: { options: CityKeyClient; metadata: Metadata; keys: Keys; nonce: string },
): Promise<JWTPayload> {
  checkForm(idToken, options)
  const claims = await keys.verify(idToken, {
    // By hand nobody knows whether the provider writes a / at its end.
    issuer: isByHand(options) ? issuerSpellings(metadata.issuer) : issuersOf(options, metadata),
    audience: options.clientId,
    algorithms: [...options.algorithms],
    clockTolerance: options.clockToleranceSeconds,
    requiredClaims: ['iat', 'exp', 'sub'],
  })
  checkTenant(claims, metadata.issuer)
  const { aud, azp, iat } = claims
  const isForMany = Array.isArray(aud) && aud.length > 1
  if (isForMany && azp !== options.clientId)
    throw new CityKeyError('misfit', 'azp_mismatch', 'ID token: it was made for another client (azp)')
  if (iat !== undefined && iat > Date.now() / 1000 + options.clockToleranceSeconds)
    throw new CityKeyError('misfit', 'clock', 'ID token: it was made in the future (iat): are the clocks right?')
  if (claims.nonce !== nonce)
    throw new CityKeyError('invalid', 'nonce', 'ID token: it belongs to another sign-in (nonce)')
  return claims
}

/** Whose tokens and answers are believed. */
export const issuersOf = ({ tenantIssuers }: CityKeyClient, { issuer }: Metadata): string | string[] =>
  hasTenants(issuer) ? [...tenantIssuers] : issuer

/** Before keys are looked for: what cannot be verified is said in words. */
function checkForm(idToken: string, { algorithms }: CityKeyClient): void {
  if (idToken.split('.').length === 5)
    throw new CityKeyError('misfit', 'encrypted', 'ID token: it is encrypted; the provider must send it signed alone')
  let alg: unknown
  try {
    alg = decodeProtectedHeader(idToken).alg
    decodeJwt(idToken)
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError)
      throw new CityKeyError('misfit', 'not_a_jwt', 'ID token: it is no JWT', error)
    throw error
  }
  if (typeof alg !== 'string' || !algorithms.includes(alg))
    throw new CityKeyError(
      'misfit',
      'algorithm',
      `ID token: it is signed by ${String(alg).slice(0, 20)}, which is not accepted; have the provider sign by one of ${algorithms.join(', ')}`,
    )
}
