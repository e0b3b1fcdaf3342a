import { type AlertGroup, incidentKey, type OpenAlert } from './grouping.ts'
import type { IncidentCause, IncidentKind } from './tables.ts'

/** An incident as it is stored, with the alerts that are in it now. Times are ms since 1970. */
export interface Incident {
  id: number
  cause: IncidentCause
  subjectId: number
  kind: IncidentKind
  openedAt: number
  closedAt: number | null
  reopened: number
  flapping: boolean
  alertIds: ReadonlySet<number>
}

/** What is to be done so that incidents are as their alerts. */
export interface Steps {
  open: AlertGroup[]
  /** Closed not long ago: the same one goes on. */
  reopen: Array<{ incident: Incident; group: AlertGroup; flapping: boolean }>
  /** Alerts that come and go. */
  keep: Array<{ incident: Incident; group: AlertGroup; joined: OpenAlert[]; left: number[] }>
  close: Incident[]
  /** All its alerts have another cause now, that of the group. */
  merge: Array<{ incident: Incident; into: AlertGroup }>
  /** It has been quiet long enough. */
  steady: Incident[]
}

/** An incident that begins again so soon after its end is the same one. */
export const REOPEN_MS = 900_000
/** It flaps when it has begun again so often since it began. */
export const FLAPPING_AFTER = 3

/**
 * Compares incidents, open ones and those closed within {@link REOPEN_MS}, with what alerts say now. Pure: what it returns
 * is stored in one transaction.
 *
 * @param now ms since 1970
 */
export function reconcile(incidents: readonly Incident[], groups: readonly AlertGroup[], now: number): Steps {
  const steps: Steps = { open: [], reopen: [], keep: [], close: [], merge: [], steady: [] }
  const byKey = (some: readonly Incident[]) => new Map(some.map((one) => [incidentKey(one), one]))
  const open = byKey(incidents.filter(({ closedAt }) => closedAt === null))
  const lately = incidents.filter(({ closedAt }) => closedAt !== null && now - closedAt <= REOPEN_MS)
  // The one that closed last goes on.
  const closed = byKey(lately.toSorted((a, b) => a.closedAt! - b.closedAt!))
  const groupOf = new Map<number, AlertGroup>()
  for (const group of groups) {
    for (const { id } of group.alerts) groupOf.set(id, group)
    const incident = open.get(incidentKey(group))
    if (incident) {
      open.delete(incidentKey(group))
      const ids = new Set(group.alerts.map(({ id }) => id))
      const joined = group.alerts.filter(({ id }) => !incident.alertIds.has(id))
      const left = [...incident.alertIds].filter((id) => !ids.has(id))
      if (joined.length > 0 || left.length > 0) steps.keep.push({ incident, group, joined, left })
      continue
    }
    const before = closed.get(incidentKey(group))
    if (before) steps.reopen.push({ incident: before, group, flapping: before.reopened + 1 >= FLAPPING_AFTER })
    else steps.open.push(group)
  }
  for (const incident of open.values()) {
    const into = [...incident.alertIds].map((id) => groupOf.get(id)).find((group) => group !== undefined)
    if (into) steps.merge.push({ incident, into })
    else steps.close.push(incident)
  }
  for (const incident of incidents) {
    const isOver = incident.closedAt !== null && now - incident.closedAt > REOPEN_MS
    if (incident.flapping && isOver) steps.steady.push(incident)
  }
  return steps
}
