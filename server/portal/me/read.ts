import type { Database } from '../../database/connection.ts'
import { liveDeviceCredentials } from '../../directory/devices/device-credentials.ts'
import { storedOfResident } from '../../directory/residents.ts'
import { hotspotNames } from '../../network/hotspots/views.ts'
import { devicesAtOnce } from '../../sessions/findings.ts'
import { openSessions } from '../../sessions/views.ts'
import { usageByDay } from '../../usage/by-day.ts'
import { localDay } from '../../usage/local-day.ts'

const DAYS = 30
const DAY_MS = 86_400_000
const SESSIONS = 50

/** A credential for the encrypted network that is neither revoked nor expired. */
export interface ActiveCredential {
  id: number
  name: string
  until: Date
  lastUsed: Date | null
}

/** What `/me` shows of a resident. */
export interface ResidentOverview {
  /**
   * `isThis`: the one in the reader's hand; it comes first. `copied`: it is online at several places at once. `moved`: since
   * when it comes by another address than the one that was signed in with.
   */
  devices: Array<{ mac: string; name: string | undefined; until: Date; isThis: boolean; copied: boolean; moved?: Date }>
  consents: Array<{ version: string; at: Date; language: string }>
  sessions: Array<{
    id: number
    hotspotId: number | null
    gatewayId: number
    where: string | undefined
    since: Date
    octets: number
    device: string
    isThis: boolean
  }>
  secure: ActiveCredential[]
  /** The last days, the oldest first, those without use too. */
  days: Array<{ day: string; octets: number; seconds: number }>
}

interface OverviewOptions {
  timeZone: string
  silentBefore: Date
  /** Of the device that asks; undefined: nobody knows. */
  thisMac: string | undefined
  now?: Date
}

/** What a resident sees of themselves; undefined: there is no such resident any more. */
export async function readOverview(
  db: Database,
  residentId: number,
  { timeZone, silentBefore, thisMac, now = new Date() }: OverviewOptions,
): Promise<ResidentOverview | undefined> {
  const dayOf = localDay(timeZone)
  const wanted = Array.from({ length: DAYS }, (_, back) => dayOf(new Date(now.getTime() - (DAYS - 1 - back) * DAY_MS)))
  const [stored, open, used, credentials] = await Promise.all([
    storedOfResident(db, residentId),
    openSessions(db, { residentId, since: silentBefore, limit: SESSIONS }),
    usageByDay(db, { resident: residentId }, wanted[0]!, wanted.at(-1)!, { timeZone, since: silentBefore, now }),
    liveDeviceCredentials(db, residentId, now),
  ])
  if (!stored) return undefined
  const own = stored.devices.map(({ mac }) => mac)
  const copied = own.length === 0 ? [] : await devicesAtOnce(db, silentBefore, { of: own })
  const isCopied = new Set(copied.map(({ mac }) => mac))
  const names = await hotspotNames(db, [...new Set(open.flatMap(({ hotspot_id }) => hotspot_id ?? []))])
  const called = new Map(stored.devices.map(({ mac, name }) => [mac, name]))
  const byDay = new Map(used.map((use) => [use.day, use]))
  return {
    devices: stored.devices
      .filter(({ bound_until }) => bound_until > now)
      .map(({ mac, name, bound_at, bound_until, moved }) => ({
        mac,
        name: name ?? undefined,
        until: bound_until,
        isThis: mac === thisMac,
        copied: isCopied.has(mac),
        ...(moved && { moved: bound_at }),
      }))
      .sort((a, b) => Number(b.isThis) - Number(a.isThis)),
    secure: credentials.map(({ id, device_name: name, expires_at: until, last_used_at: lastUsed }) => ({
      ...{ id, name, until, lastUsed },
    })),
    consents: stored.consents.map(({ terms_version, accepted_at, language }) => ({
      ...{ version: terms_version, at: accepted_at, language },
    })),
    sessions: open.map((row) => ({
      ...{ id: row.id, hotspotId: row.hotspot_id, gatewayId: row.gateway_id },
      ...{ since: row.started_at, octets: row.input_octets + row.output_octets },
      where: row.hotspot_id === null ? undefined : names.get(row.hotspot_id),
      isThis: row.device_mac !== null && row.device_mac === thisMac,
      device: called.get(row.device_mac ?? '') ?? row.device_mac ?? '',
    })),
    days: [...new Set(wanted)].map((day) => {
      const use = byDay.get(day)
      return { day, octets: use ? use.inputOctets + use.outputOctets : 0, seconds: use?.seconds ?? 0 }
    }),
  }
}
