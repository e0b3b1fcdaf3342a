import type { Request, Response } from 'express'
import type { Emergency } from '../../access/emergencies/emergencies.ts'
import { whileEmergency } from '../../access/emergencies/while-emergency.ts'
import { openingOf } from '../../network/groups/openings.ts'
import { hotspotPlaces } from '../../network/hotspots/views.ts'
import { noticesOf } from '../notices.ts'
import type { Markup } from '../pages/html.ts'
import { type Reader, sender } from '../pages/page.ts'
import { closedPage } from '../pages/pages.ts'
import type { PortalParts } from '../parts.ts'
import type { Arrival } from './arrival.ts'

/** What holds at the hotspot where somebody is, now. */
export interface AtHotspot {
  /** What is to be read there first; undefined: nobody knows which hotspot it is. */
  noticesFor(reader: Reader, hotspotId: number | undefined): { notices: Markup[] }
  emergencyAt(arrival: Pick<Arrival, 'hotspot'>): Emergency | undefined
  /** Whether it is closed there; then the page that says so is sent. */
  sendClosed(request: Request, response: Response, arrival: Arrival): Promise<boolean>
}

export function atHotspot(parts: PortalParts): AtHotspot {
  const { config, db, emergencies, notices, now = Date.now } = parts
  const send = sender(config.cityName)
  const noticesFor: AtHotspot['noticesFor'] = (reader, hotspotId) => ({
    notices: noticesOf(reader, notices?.at(hotspotId ?? null, now()) ?? []),
  })
  const emergencyAt: AtHotspot['emergencyAt'] = ({ hotspot }) => emergencies?.at(hotspot?.id ?? null, now())
  return {
    noticesFor,
    emergencyAt,
    async sendClosed(request, response, arrival) {
      const { hotspot } = arrival
      // In no group it is always open: most are, and nothing is asked for them.
      if (!hotspot || (hotspot.groupId ?? null) === null) return false
      const at = new Date(now())
      const hours = await openingOf(db, hotspot.id, config.timeZone, at)
      const { open, until: opensAt } = whileEmergency(hours, emergencyAt(arrival)?.endsAt, at)
      if (open) return false
      const [place] = await hotspotPlaces(db, [hotspot.id])
      const nearbyUrl = place ? `/?lat=${place.latitude.toFixed(4)}&lon=${place.longitude.toFixed(4)}` : '/'
      send(request, response, (reader) => ({
        ...closedPage(reader, config, arrival, { opensAt, now: at, nearbyUrl }),
        ...noticesFor(reader, hotspot.id),
      }))
      return true
    },
  }
}
