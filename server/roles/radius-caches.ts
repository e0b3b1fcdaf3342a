import { type AccessCache, createAccessCache } from '../access/cache/access-cache.ts'
import { type CredentialCache, createCredentialCache } from '../access/cache/credential-cache.ts'
import { watchDatabase } from '../access/cache/outage.ts'
import { createOccupancy, type Occupancy } from '../access/capacity/occupancy.ts'
import { type CurrentEmergencies, openEmergencies } from '../access/emergencies/emergencies.ts'
import { ensureDefaultPolicy } from '../access/policies/policies.ts'
import { type CurrentRules, openRules } from '../access/policies/rules.ts'
import type { Database } from '../database/connection.ts'
import { type PlazaEvent, type SessionChange, subscribe } from '../database/events/events.ts'
import { type Persistent, persistently } from '../database/events/persistently.ts'
import { locks } from '../database/locks.ts'
import type { Log } from '../log.ts'
import { macNumber } from '../mac.ts'
import type { Sealer } from '../sealing.ts'
import { createAdmissionAnnouncer } from './admission-announcer.ts'
import { createPeerProcesses, type PeerProcesses } from './peer-processes.ts'

export interface RadiusCaches {
  rules: CurrentRules
  emergencies: CurrentEmergencies
  accessCache: AccessCache
  occupancy: Occupancy
  credentials: CredentialCache
  /** This process has changed these sessions; what others change, events tell. */
  sessionsChanged(changes: SessionChange[]): void
  close(): Promise<void>
}

/** What the events of other processes change here. */
interface Context extends Omit<RadiusCaches, 'close'> {
  peers: PeerProcesses
  reloadRules: Persistent
  reloadEmergencies: Persistent
}

/** What the radius role keeps in memory of the database, kept true by the events of other processes. */
export async function openRadiusCaches(parts: {
  db: Database
  sealer: Sealer
  log: Log
  dayOf(instant: Date): string
  timeZone: string
  /** Of verification, from the least to the highest. */
  levels: readonly string[]
}): Promise<RadiusCaches> {
  const { db, sealer, log, dayOf, timeZone, levels } = parts
  await ensureDefaultPolicy(db)
  const rules = await openRules(db, timeZone, levels)
  const emergencies = await openEmergencies(db)
  const database = watchDatabase(db)
  const admissions = createAdmissionAnnouncer(db, log)
  const peers = createPeerProcesses(db, log)
  const interimSeconds = () => rules.get().interimSeconds
  const occupancy = createOccupancy({ db, database, interimSeconds })
  const accessCache = createAccessCache({
    ...{ db, database, sealer, dayOf, interimSeconds },
    onAdmitted(residentId, mac, hotspotId) {
      countAdmission(rules, occupancy, hotspotId, mac)
      if (!database.away && peers.exist) admissions.add(residentId, mac, hotspotId)
    },
  })
  const context: Context = {
    ...{ rules, emergencies, accessCache, occupancy, peers },
    credentials: createCredentialCache({ db, database, sealer }),
    sessionsChanged: (changes) => invalidateUse(accessCache, occupancy, changes),
    reloadRules: persistently(rules.reload, (error) =>
      log.error({ err: error }, 'policies and hotspot groups not reloaded: tried again each second'),
    ),
    reloadEmergencies: persistently(emergencies.reload, (error) =>
      log.error({ err: error }, 'emergencies not reloaded: tried again each second'),
    ),
  }
  const subscription = await subscribe(
    db,
    (event) => onEvent(context, event),
    () => onGap(context),
    { lock: locks.radiusProcesses },
  )
  peers.announce()
  return {
    ...context,
    async close() {
      for (const one of [database, context.reloadEmergencies, context.reloadRules, admissions, peers]) one.close()
      await subscription.close()
    },
  }
}

/** Where no hotspot turns anybody away nothing is counted. */
function countAdmission(rules: CurrentRules, occupancy: Occupancy, hotspotId: number | null, mac: string): void {
  if (hotspotId !== null && rules.turnsAwaySomewhere()) occupancy.admitted(hotspotId, macNumber(mac))
}

function invalidateUse(accessCache: AccessCache, occupancy: Occupancy, changes: SessionChange[]): void {
  for (const { residentId, hotspotId, change } of changes) {
    if (hotspotId !== null && change === 'ended') occupancy.left(hotspotId)
    if (residentId !== null) accessCache.invalidateResident(residentId, change === 'updated' ? 'used' : undefined)
  }
}

function onEvent(context: Context, event: PlazaEvent): void {
  const { accessCache, occupancy, credentials, peers, reloadRules, reloadEmergencies } = context
  if (event.type === 'radius-process') peers.onAnnounced()
  if (event.type === 'policies' || event.type === 'hotspots') reloadRules()
  if (event.type === 'emergencies' || event.type === 'hotspots') reloadEmergencies()
  if (event.type === 'device') accessCache.invalidateDevice(event.mac)
  if (event.type === 'device-credential') credentials.invalidate(event.id)
  if (event.type === 'resident') accessCache.invalidateResident(event.id)
  if (event.type === 'sessions') context.sessionsChanged(event.sessions)
  if (event.type === 'admission')
    for (const [residentId, mac, hotspotId] of event.devices) {
      accessCache.recordPeerAdmission(residentId, mac)
      countAdmission(context.rules, occupancy, hotspotId, mac)
    }
  if (event.type === 'quota') accessCache.invalidateResident(event.residentId)
}

/** Events may have been missed: everything is read afresh. */
function onGap({ accessCache, occupancy, credentials, peers, reloadRules, reloadEmergencies }: Context): void {
  peers.announce()
  accessCache.invalidateAll()
  occupancy.invalidateAll()
  credentials.invalidateAll()
  reloadRules()
  reloadEmergencies()
}
