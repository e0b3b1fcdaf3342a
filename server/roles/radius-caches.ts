import { createKnown, type Known } from '../access/cache/known.ts'
import { createKnownCredentials, type KnownCredentials } from '../access/cache/known-credentials.ts'
import { watchDatabase } from '../access/cache/outage.ts'
import { type CurrentEmergencies, openEmergencies } from '../access/emergencies/emergencies.ts'
import { ensureDefaultPolicy } from '../access/policies/policies.ts'
import { type CurrentRules, openRules } from '../access/policies/rules.ts'
import type { Database } from '../database/connection.ts'
import { type SessionChange, subscribe } from '../database/events.ts'
import { locks } from '../database/locks.ts'
import { persistently } from '../database/persistently.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../sealing.ts'
import { createCompany } from './company.ts'
import { createLetIns } from './let-ins.ts'

export interface RadiusCaches {
  rules: CurrentRules
  emergencies: CurrentEmergencies
  known: Known
  credentials: KnownCredentials
  /** This process has changed these sessions; what others change, events tell. */
  sessionsChanged(changes: SessionChange[]): void
  close(): Promise<void>
}

/** What the radius role keeps in memory of the database, kept true by the events of other processes. */
export async function openRadiusCaches(parts: {
  db: Database
  sealer: Sealer
  log: Log
  dayOf(instant: Date): string
  timeZone: string
}): Promise<RadiusCaches> {
  const { db, sealer, log, dayOf, timeZone } = parts
  await ensureDefaultPolicy(db)
  const rules = await openRules(db, timeZone)
  const emergencies = await openEmergencies(db)
  const database = watchDatabase(db)
  const letIns = createLetIns(db, log)
  const company = createCompany(db, log)
  const known = createKnown({
    ...{ db, database, sealer, dayOf },
    interimSeconds: () => rules.get().interimSeconds,
    onLetIn(residentId, mac) {
      if (!database.away && company.present) letIns.add(residentId, mac)
    },
  })
  const credentials = createKnownCredentials({ db, database, sealer })
  const sessionsChanged = (changes: SessionChange[]) => {
    for (const { residentId, change } of changes) {
      if (residentId !== null) known.forgetResident(residentId, change === 'updated' ? 'used' : undefined)
    }
  }
  const reloadEmergencies = persistently(emergencies.reload, (error) =>
    log.error({ err: error }, 'emergencies not reloaded: tried again each second'),
  )
  const reloadRules = persistently(rules.reload, (error) =>
    log.error({ err: error }, 'policies and hotspot groups not reloaded: tried again each second'),
  )
  const subscription = await subscribe(
    db,
    (event) => {
      if (event.type === 'radius-process') company.joined()
      if (event.type === 'policies' || event.type === 'hotspots') reloadRules()
      if (event.type === 'emergencies' || event.type === 'hotspots') reloadEmergencies()
      if (event.type === 'device') known.forgetDevice(event.mac)
      if (event.type === 'device-credential') credentials.forget(event.id)
      if (event.type === 'resident') known.forgetResident(event.id)
      if (event.type === 'sessions') sessionsChanged(event.sessions)
      if (event.type === 'let-in') for (const [residentId, mac] of event.devices) known.letInElsewhere(residentId, mac)
      if (event.type === 'quota') known.forgetResident(event.residentId)
    },
    () => {
      company.join()
      known.forgetAll()
      credentials.forgetAll()
      reloadRules()
      reloadEmergencies()
    },
    { lock: locks.radiusProcesses },
  )
  company.join()
  return {
    ...{ rules, emergencies, known, credentials, sessionsChanged },
    async close() {
      database.close()
      reloadEmergencies.close()
      reloadRules.close()
      letIns.close()
      company.close()
      await subscription.close()
    },
  }
}
