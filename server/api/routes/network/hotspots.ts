import { z } from 'zod'
import { loadDefaultPolicy } from '../../../access/policies/policies.ts'
import { rulesAt } from '../../../access/policies/rules.ts'
import { equipmentOf, type HotspotEquipment } from '../../../health/equipment.ts'
import { faultReportsOf } from '../../../health/fault-reports.ts'
import { healthOf } from '../../../health/views.ts'
import { ownHotspots } from '../../../network/districts/within.ts'
import {
  hotspotById,
  hotspotsAtPlaceOf,
  hotspotsFound,
  listHotspots,
  siteOfHotspot,
} from '../../../network/hotspots/views.ts'
import { silentBefore } from '../../../sessions/silence.ts'
import { usageOfToday } from '../../../usage/by-day.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor, shownAs } from '../../cursor.ts'
import { implement } from '../../route.ts'
import { mustOwnHotspot, noSuchHotspot } from '../own.ts'

const place = z.tuple([z.string(), z.int()]).transform(([name, id]) => ({ name, id }))

const shownDevice = ({ profile, model, serial, firmware }: HotspotEquipment) => ({ profile, model, serial, firmware })

export const hotspotRoutes = [
  implement(contract.readHotspotPoints, ({ parts, staff }) => parts.documents.points(staff.districts)),
  implement(contract.findHotspots, async ({ parts: { db }, query, staff: { districts } }) => ({
    ids: await hotspotsFound(db, { ...query, districts }),
  })),
  implement(contract.listHotspots, async ({ parts: { db, map }, query, staff: { districts } }) => {
    const { state, cursor, limit: _, gateway: gatewayId, site: siteId, ...narrowed } = query
    const filter = { ...narrowed, gatewayId, siteId, districts, ...(state !== undefined && { ids: map.idsIn(state) }) }
    const after = readCursor(place, cursor)
    const { total, items } = await listHotspots(db, { ...filter, limit: rowsFor(query), after })
    return shownAs(
      cutPage(items, query, total, ({ name, id }) => [name, id]),
      (item) => {
        const [, , , now = 'unknown', liveSessions = 0] = map.point(item.id) ?? []
        return { ...item, state: now, liveSessions }
      },
    )
  }),
  implement(contract.readHotspot, async ({ parts: { db, map, config }, params: { id }, staff }) => {
    await mustOwnHotspot(db, staff, id)
    const { interimSeconds } = await loadDefaultPolicy(db)
    const [hotspot, health, usage, rules, site, device] = await Promise.all([
      hotspotById(db, id),
      healthOf(db, id),
      usageOfToday(db, { hotspot: id }, { timeZone: config.timeZone, since: silentBefore(interimSeconds) }),
      rulesAt(db, id, config.timeZone),
      siteOfHotspot(db, id),
      equipmentOf(db, id),
    ])
    if (!hotspot) throw noSuchHotspot(id)
    const { gateway, gatewayId, vendor, siteId, site: siteName, ...place } = hotspot
    return {
      ...place,
      group: rules.group ? { name: rules.group.name, hours: rules.group.hours ?? null } : null,
      hotspotsAtSite: site?.hotspots ?? 1,
      policy: rules.policy.name,
      open: rules.opening.open,
      openChangesAt: rules.opening.until?.toISOString() ?? null,
      gateway:
        gateway !== null && vendor !== null && gatewayId !== null ? { id: gatewayId, name: gateway, vendor } : null,
      site: { id: siteId, name: siteName },
      state: health.state,
      evidence: health.evidence,
      parent: health.parent ? { name: health.parent.name, kind: health.parent.kind, fault: health.parent.fault } : null,
      silence: health.silence
        ? { since: new Date(health.silence.since).toISOString(), usual: health.silence.expected }
        : null,
      liveSessions: map.point(id)?.[4] ?? 0,
      cause: health.cause,
      since: health.since?.toISOString() ?? null,
      lastPolledAt: health.last_polled_at?.toISOString() ?? null,
      uptimeSeconds: health.uptime_seconds,
      load: health.load,
      memoryUsed: health.memory_used,
      clients: health.clients,
      inBps: health.in_bps,
      outBps: health.out_bps,
      troubles: health.troubles,
      radios: health.radios ?? [],
      device: device ? shownDevice(device) : null,
      usageToday: usage,
    }
  }),
  implement(contract.listFaultReports, async ({ parts: { db }, params: { id }, staff }) => {
    await mustOwnHotspot(db, staff, id)
    const atPlace = [...(await ownHotspots(db, staff.districts, await hotspotsAtPlaceOf(db, id)))]
    if (atPlace.length === 0) throw noSuchHotspot(id)
    const reports = await faultReportsOf(db, atPlace)
    return { reports: reports.map(({ lastAt, ...report }) => ({ ...report, lastAt: lastAt.toISOString() })) }
  }),
]
