import { type CityKeyClient, type Config, cityKeyIssuer, residentsOf } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../sealing.ts'
import { storedAccount } from './account/stored-account.ts'
import { createCityKey } from './city-key.ts'
import { type ClientName, watchFailures } from './failures.ts'
import type { CityKey } from './provider.ts'

/** Where residents sign in, and where staff do: by the same client, unless staff have one of their own. */
export interface CityKeys {
  residents: CityKey
  staff: CityKey
}

/**
 * @param demo the client at the demo's own City Key
 * @throws {StartError} where a file that is named cannot be read
 */
export function openCityKeys(
  { config, db, sealer, log }: { config: Config; db: Database; sealer: Sealer; log: Log },
  demo?: { clientId: string; clientSecret: string },
): CityKeys {
  const { staff: own } = config.cityKey
  const rest = residentsOf(config)
  const client = { ...rest, issuer: cityKeyIssuer(config), clientId: rest.clientId ?? '-', ...demo }
  // Whoever may see the dashboard is said by Plaza's own list, whatever the level of the account.
  const ofStaff = own ?? { ...client, level: { ...client.level, least: undefined } }
  const open = (options: CityKeyClient, name: ClientName, callback: string): CityKey => {
    const redirectUri = `${config.http.publicUrl}${callback}`
    const cityKey = createCityKey({ ...options, redirectUri, storedAccount: storedAccount(db, sealer, options) })
    return watchFailures(cityKey, { db, log, client: name })
  }
  return {
    residents: open(client, 'residents', '/portal/callback'),
    staff: open(ofStaff, 'staff', '/staff/callback'),
  }
}
