import { levelAskedAt } from '../../access/policies/level-asked.ts'
import { isEnough } from '../../access/policies/levels.ts'
import { CityKeyError, type SignIn, type SignInChecks } from '../../city-key/provider.ts'
import { type Identity, levelOfAccount } from '../../directory/residents.ts'
import type { Arrival } from '../arrival/arrival.ts'
import type { PortalContext } from '../context.ts'

/** The level that the policy asks for where the device is. It is asked for besides: undefined while the database is away. */
export async function levelAsked(
  { calendar, db, log }: Pick<PortalContext, 'calendar' | 'db' | 'log'>,
  { hotspot, gateway }: Arrival,
): Promise<string | undefined> {
  const where = { hotspotId: hotspot?.id ?? null, gatewayId: gateway.id }
  return levelAskedAt(db, where, calendar.levels).catch((error) => {
    log.warn({ err: error }, 'no level is asked for')
    return undefined
  })
}

/**
 * Who signed in; undefined: the City Key lets nobody in whose account lacks the level that it was asked for, and may do so
 * where it is asked for none.
 *
 * @throws {CityKeyError}
 */
export async function signedInOrLacking(
  { cityKey }: Pick<PortalContext, 'cityKey'>,
  returned: URL,
  checks: SignInChecks,
): Promise<SignIn | undefined> {
  try {
    return await cityKey.complete(returned, checks)
  } catch (error) {
    const isLacking = error instanceof CityKeyError && error.reason === 'unmet_authentication_requirements'
    if (isLacking && checks.level !== undefined) return undefined
    throw error
  }
}

/**
 * Who signed in, with the higher level that is known of them where this sign-in was asked for none: `acr` tells how
 * somebody signed in this time (OpenID Connect Core section 2), and who enters by a password at a park or at `/me` is
 * verified no less than before. Where a level is told by another claim it is the account's, and holds.
 */
export async function keepingLevel(
  { calendar, config, db }: Pick<PortalContext, 'calendar' | 'config' | 'db'>,
  identity: Identity,
  checks: SignInChecks,
): Promise<Identity> {
  const { level, acrValues } = config.cityKey
  const { levels } = calendar
  if (levels.length === 0 || level.claim !== 'acr' || checks.level !== undefined || acrValues !== undefined)
    return identity
  const known = await levelOfAccount(db, identity)
  const isKept = known !== null && isEnough({ level: known, levels }, identity.verificationLevel ?? null)
  return isKept ? { ...identity, verificationLevel: known } : identity
}
