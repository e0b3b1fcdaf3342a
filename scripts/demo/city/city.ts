import { randomBytes } from 'node:crypto'
import type { Database } from '../../../server/database/connection.ts'
import { publish } from '../../../server/database/events/events.ts'
import { inOneTransaction } from '../../../server/database/one-transaction.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { findOrCreateResident, recordConsent } from '../../../server/directory/residents.ts'
import { addGateways } from '../../../server/network/gateways/register.ts'
import { changeHotspots } from '../../../server/network/hotspots/change.ts'
import { insertHotspots, insertNeighbourhoods, isCityEmpty } from '../../../server/network/hotspots/new-places.ts'
import { hotspotRecords } from '../../../server/network/hotspots/record.ts'
import { rebuildPopulationCells } from '../../../server/planning/cells.ts'
import type { Sealer } from '../../../server/sealing.ts'
import { accessPointModel } from '../access-point.ts'
import type { DemoResident } from '../residents/simulated-residents.ts'
import { makeNeighbourhoods, type Neighbourhood, toPolygon } from './map.ts'
import { type DemoGateway, type DemoHotspot, makePlaces } from './places.ts'

/** The name of the demo city, and the seed that everything in it follows from. */
export const demoCityName = 'Ciudad Plaza'

export interface City {
  neighbourhoods: Neighbourhood[]
  hotspots: DemoHotspot[]
  gateways: DemoGateway[]
}

/** The same city for the same seed. */
export function makeCity(seed: string = demoCityName): City {
  const neighbourhoods = makeNeighbourhoods(seed)
  return { neighbourhoods, ...makePlaces(seed, neighbourhoods) }
}

/**
 * Stores the city in an empty database, in one transaction. Gateways get secrets of their own.
 *
 * @returns false when the database holds a city already, and nothing was changed
 */
export async function fillDemoCity(db: Database, sealer: Sealer, city: City, now = new Date()): Promise<boolean> {
  if (!(await isCityEmpty(db))) return false
  await inOneTransaction(db, async (inside) => {
    const neighbourhoodIds = await insertNeighbourhoods(
      inside,
      city.neighbourhoods.map(({ corners, ...one }) => ({ ...one, geometry: toPolygon(corners) })),
    )
    const gatewayIds = await addGateways(
      inside,
      sealer,
      city.gateways.map(({ name, nasIdentifier, address, vendor, messageAuthenticator }) => ({
        name,
        network: `${address}/32`,
        secret: randomBytes(16).toString('hex'),
        vendor,
        coaPort: 3799,
        messageAuthenticator,
        nasIdentifier,
        uamSecret: vendor === 'coovachilli' ? randomBytes(16).toString('hex') : null,
        loginOrigins: [],
      })),
    )
    const hotspotIds = await insertHotspots(
      inside,
      city.hotspots.map((one) => {
        const { name, borough } = city.neighbourhoods[one.neighbourhood]!
        const neighbourhoodId = neighbourhoodIds[one.neighbourhood]!
        return { ...one, settlement: name, borough, neighbourhoodId, installedOn: middleOf(now, one.monthsAgo) }
      }),
    )
    const made = await hotspotRecords(inside, hotspotIds)
    const changes = city.hotspots.map(({ bssid: mac, gateway }, index) => {
      const before = made.get(hotspotIds[index]!)!
      const [gatewayId, name] = [gatewayIds[gateway]!, city.gateways[gateway]!.name]
      return { before, after: { ...before, mac, gatewayId, gateway: name, model: accessPointModel } }
    })
    await changeHotspots(inside, changes, { staffId: null, action: 'edit' })
  })
  await rebuildPopulationCells(db)
  await publish(db, { type: 'gateways' }, { type: 'hotspots' }, { type: 'neighbourhoods' })
  return true
}

/** The 15th of a month so long ago, yyyy-mm-dd. */
const middleOf = (now: Date, monthsAgo: number): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo, 15)).toISOString().slice(0, 10)

/** Fewer than the pool's connections, so that others get their turn. */
const WORKERS = 8

/** Makes residents who were here before: their devices are bound, so that they get online without a page. */
export async function bindKnownResidents(
  db: Database,
  residents: readonly DemoResident[],
  { issuer, termsVersion, until }: { issuer: string; termsVersion: string; until: Date },
): Promise<void> {
  const bind = async ({ subject, locale, level, mac }: DemoResident) => {
    const { id } = await findOrCreateResident(db, { issuer, subject, locale, verificationLevel: level })
    await recordConsent(db, { residentId: id, termsVersion, language: locale.slice(0, 2) })
    await bindDevice(db, { mac, residentId: id, until })
  }
  const left = residents.values()
  const worker = async () => {
    for (const resident of left) await bind(resident)
  }
  await Promise.all(Array.from({ length: WORKERS }, worker))
}
