import { join } from 'node:path'
import type { Database } from '../../server/database/connection.ts'
import type { CityKeyOptions, Demo, DemoCityKey, DemoParts } from '../../server/demo.ts'
import { boundDevices } from '../../server/directory/devices/devices.ts'
import { putStaff } from '../../server/directory/staff.ts'
import { storePastReadings } from '../../server/health/kept/past-readings.ts'
import { updateGatewayEndpoints } from '../../server/network/gateways/change.ts'
import { loadGateways } from '../../server/network/gateways/gateways.ts'
import { ensurePopulationCells } from '../../server/planning/cells.ts'
import { hotspotsEverUsed } from '../../server/sessions/heard/used-hotspots.ts'
import { accountOf, demoAccounts } from './accounts.ts'
import { bindKnownResidents, demoCityName, fillDemoCity, makeCity } from './city/city.ts'
import { makeNeighbourhoods } from './city/map.ts'
import { makeNewSites } from './city/new-sites.ts'
import { notePastCoverage } from './city/past-coverage.ts'
import { startDemoPlan } from './city/plan.ts'
import { drawStreets as streetsOf } from './city/streets.ts'
import { startDemoCityKey } from './city-key.ts'
import { startDemoAgents } from './demo-agents.ts'
import { startDemoGateways } from './demo-gateways.ts'
import { listenBefore, storeUseBefore } from './equipment/history.ts'
import { type Special, specialOf } from './equipment/special.ts'
import { startFaults } from './faults.ts'
import { startInbox } from './inbox.ts'
import { ensureOnCall } from './on-call.ts'
import { createRandom } from './random.ts'
import { startLife } from './residents/life.ts'
import { hours } from './residents/rhythm.ts'
import { type DemoResident, demoResident } from './residents/simulated-residents.ts'
import { openWorld } from './world.ts'

const LOOPBACK = '127.0.0.1'
/** Residents whose devices were bound before the demo began, and those who sign in while it runs. */
const KNOWN = 1800
const NEWCOMERS = 4000
const DAY_MS = 86_400_000
/** At a hotspot in the busiest hour, before the demo began. */
const DEVICES = 0.2

/** The demo City Key, with the demo's accounts: on this machine only, since their passwords are known to everybody. */
export const startCityKey = (options: CityKeyOptions): Promise<DemoCityKey> =>
  startDemoCityKey({ ...options, host: LOOPBACK, accountOf })

/** Streets, parks and names of the demo city. */
export const drawStreets = () => streetsOf(demoCityName, makeNeighbourhoods(demoCityName))

/**
 * Brings the demo city to life: fills an empty database, starts its gateways and SNMP agents on loopback addresses, and
 * lets residents come and go and hotspots fail and recover. A database that holds another city is left as it is.
 */
export async function startDemo(parts: DemoParts): Promise<Demo> {
  const { config, db, sealer, registry, log, issuer, progress } = parts
  progress.doing('Making the demo city, once')
  const city = makeCity()
  if (await fillDemoCity(db, sealer, city)) progress.done(`${city.hotspots.length} hotspots of the demo city stored`)
  progress.doing('Letting its residents in')
  // A start that was interrupted may have left the city without them.
  await ensurePopulationCells(db)
  await ensureStaff(db, issuer)
  const known = Array.from({ length: KNOWN }, (_, number) => demoResident(number))
  await ensureKnown(parts, known)
  await makeNewSites(db, config.timeZone)
  await registry.reload()

  progress.doing('Starting its gateways and SNMP agents')
  const registered = await loadGateways(db, sealer)
  const gateways = await startDemoGateways({
    city,
    registered,
    portalUrl: `${config.http.publicUrl}/portal`,
    radius: { ...config.radius, host: '127.0.0.1' },
  })
  const world = openWorld(city, gateways, registry, Date.now())
  const special = specialOf(world.hotspots)
  const agents = await startDemoAgents({ db, sealer, registry, world, special })
  const listening = special && (await leaveUnused(parts, special))
  await updateGatewayEndpoints(
    db,
    gateways.map(({ endpoints }) => endpoints),
  )
  await registry.reload()
  progress.done(`${gateways.length} gateways and ${world.hotspots.length} SNMP agents simulated`)

  const newcomers = isLocal(config.http.publicUrl)
    ? Array.from({ length: NEWCOMERS }, (_, number) => demoResident(KNOWN + number))
    : []
  if (newcomers.length === 0) {
    log.warn('Simulated residents sign in at a portal on this machine only: PLAZA_PUBLIC_URL is elsewhere')
  }
  const inbox = await startInbox(join(config.dataDir, 'demo-inbox'))
  await ensureOnCall(parts, inbox)
  progress.done(`What is told of incidents lies in ${inbox.folder}`)

  const random = createRandom('life')
  const life = startLife(world, { known, newcomers }, random, log)
  const faults = startFaults(world, random)
  const plan = await startDemoPlan(db, log)
  const past = notePast(parts, special)
  return {
    gateways: gateways.length,
    hotspots: world.hotspots.length,
    oneGatewayUrl: gateways.find(({ simulated }) => simulated.url !== '')?.simulated.url ?? '',
    accounts: demoAccounts,
    async close() {
      clearTimeout(listening)
      life.close()
      faults.close()
      await plan.close()
      await past
      await inbox.close()
      await Promise.all([agents.close(), ...gateways.map(({ simulated }) => simulated.close({ silently: true }))])
    },
  }
}

/** What was before the demo began, noted while it runs. */
async function notePast({ db, config, registry, log }: DemoParts, special: Special | undefined): Promise<void> {
  const known = Object.values(special ?? {}).flat()
  const hotspots = known.flatMap(({ place }) => registry.hotspotByMac(place.bssid)?.id ?? [])
  const { pollSeconds, timeZone } = config
  await storePastReadings(db, { hotspots, hours, devices: DEVICES, pollSeconds, timeZone }).catch((error) =>
    log.warn({ err: error }, 'the demo: what its agents said before is not known'),
  )
  await notePastCoverage(db, config, log).catch((error) =>
    log.warn({ err: error }, 'the demo: whom its hotspots reached before is not known'),
  )
}

/** After the first look at what is heard, and after the first sessions. */
const LISTENED_MS = 75_000

/** Nobody comes to one hotspot any more, where many did. */
async function leaveUnused({ db, registry, config, log }: DemoParts, { unused }: Special): Promise<NodeJS.Timeout> {
  unused.condition = 'unused'
  const hotspot = registry.hotspotByMac(unused.place.bssid)
  if (hotspot && hotspot.gatewayId !== null && (await hotspotsEverUsed(db, [hotspot.id])).length === 0)
    await storeUseBefore(db, { hotspotId: hotspot.id, gatewayId: hotspot.gatewayId }, config.timeZone)
  return setTimeout(() => {
    listenBefore(db).catch((error) => log.warn({ err: error }, 'the demo: nobody is found to be missing'))
  }, LISTENED_MS).unref()
}

async function ensureStaff(db: Database, issuer: string): Promise<void> {
  for (const { subject, name, role } of demoAccounts) {
    if (role) await putStaff(db, { issuer, subject, name, role })
  }
}

/** The last one is bound last: where it is, all are. */
async function ensureKnown({ db, issuer, config }: DemoParts, known: DemoResident[]): Promise<void> {
  const last = known[known.length - 1]
  if (!last || (await boundDevices(db, [last.mac])).length > 0) return
  const until = new Date(Date.now() + config.deviceBindingDays * DAY_MS)
  await bindKnownResidents(db, known, { issuer, termsVersion: config.termsVersion, until })
}

/** Traffic of the simulation stays on this machine. */
const isLocal = (address: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+)$/.test(new URL(address).hostname)
