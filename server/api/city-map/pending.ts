import type { PlazaEvent } from '../../database/events/events.ts'

/** What events told of since the last step: what it has to read again. */
export interface Pending {
  any: boolean
  everything: boolean
  /** Sessions whose hotspot is not known. */
  elsewhere: boolean
  alerts: Set<number>
  incidents: boolean
  health: Set<number>
  sessions: Set<number>
}

export const nothingYet = (): Pending => ({
  any: false,
  everything: false,
  elsewhere: false,
  alerts: new Set<number>(),
  incidents: false,
  health: new Set<number>(),
  sessions: new Set<number>(),
})

export function gather(pending: Pending, event: PlazaEvent): void {
  if (event.type === 'health') for (const id of event.hotspotIds) pending.health.add(id)
  else if (event.type === 'hotspots') pending.everything = true
  else if (event.type === 'alert') pending.alerts.add(event.hotspotId)
  else if (event.type === 'incidents') pending.incidents = true
  else if (event.type === 'sessions') for (const { hotspotId } of event.sessions) gatherSession(pending, hotspotId)
  else return
  pending.any = true
}

export function gatherSession(pending: Pending, hotspotId: number | null): void {
  if (hotspotId === null) pending.elsewhere = true
  else pending.sessions.add(hotspotId)
  pending.any = true
}

export function gatherEverything(pending: Pending): void {
  pending.any = true
  pending.everything = true
  pending.incidents = true
}
