import type { PlazaEvent } from '../database/events/events.ts'

/** A NOTIFY holds 8,000 octets. */
const IDS_IN_EVENT = 500

/** Says that these hotspots' health changed. */
export function healthEvents(hotspotIds: readonly number[]): PlazaEvent[] {
  const events: PlazaEvent[] = []
  for (let start = 0; start < hotspotIds.length; start += IDS_IN_EVENT) {
    events.push({ type: 'health', hotspotIds: hotspotIds.slice(start, start + IDS_IN_EVENT) })
  }
  return events
}
