import type { IncidentCause, IncidentKind } from './tables.ts'

/** A hotspot's open alert, with what the hotspot has in common with others. */
export interface OpenAlert {
  id: number
  hotspotId: number
  kind: IncidentKind
  /** Machine-readable, e.g. `no-answer`. */
  reason: string | null
  /** ms since 1970 */
  openedAt: number
  /** Ids; null or absent: none. */
  belongs: Partial<Record<SharedCause, number | null>>
}

/** A cause that several hotspots share. */
export type SharedCause = Exclude<IncidentCause, 'hotspot'>

/** Alerts of one cause. */
export interface AlertGroup {
  cause: IncidentCause
  subjectId: number
  kind: IncidentKind
  alerts: OpenAlert[]
}

/** An incident that is open, as far as grouping goes on with it. */
export interface KnownGroup {
  cause: IncidentCause
  subjectId: number
  kind: IncidentKind
  /** ms since 1970 */
  openedAt: number
  alertIds: ReadonlySet<number>
}

/** When alerts have one cause. */
interface Rule {
  /** So many hotspots at least. */
  least: number
  /** Share of those of which a state is known. */
  share: number
  /** They failed within so long (ms) of each other; absent: whenever. */
  withinMs?: number
}

/** Power and backbone fail for a whole neighbourhood within minutes; a gateway's hotspots are seen down one after the other. */
export const GROUPING_WINDOW_MS = 600_000

const rules: Record<SharedCause, Rule> = {
  // It is known to be at fault: no share is asked for.
  parent: { least: 2, share: 0 },
  controller: { least: 2, share: 0.8 },
  gateway: { least: 2, share: 0.8 },
  site: { least: 2, share: 1 },
  neighbourhood: { least: 5, share: 0.6, withinMs: GROUPING_WINDOW_MS },
}
/** Of causes that explain as many alerts the first one is it. */
const order: readonly SharedCause[] = ['parent', 'controller', 'gateway', 'site', 'neighbourhood']

/** Names one of what is grouped by. */
export const groupKey = (cause: IncidentCause, subjectId: number): string => `${cause} ${subjectId}`

/** Names an incident, of which one is open at a time. */
export const incidentKey = ({ cause, subjectId, kind }: Pick<AlertGroup, 'cause' | 'subjectId' | 'kind'>): string =>
  `${groupKey(cause, subjectId)} ${kind}`

/**
 * Groups alerts by cause (health.md section 5; Alertmanager calls it grouping): as few causes as explain them, the one that
 * explains most first. What already is in an incident stays there until a greater cause takes it, so that an incident
 * does not fall apart while its hotspots come back one by one; an alert of later joins it only by the rule for a new one.
 *
 * @param sizes of how many hotspots of each {@link groupKey} a state is known
 */
export function groupAlerts(
  alerts: readonly OpenAlert[],
  sizes: ReadonlyMap<string, number>,
  known: readonly KnownGroup[] = [],
): AlertGroup[] {
  return [...groupsOf('down', order, alerts, sizes, known), ...groupsOf('degraded', ['parent'], alerts, sizes, known)]
}

/** The groups of a kind, and then what is left alone. @param causes of which they may be */
function groupsOf(
  kind: IncidentKind,
  causes: readonly SharedCause[],
  alerts: readonly OpenAlert[],
  sizes: ReadonlyMap<string, number>,
  known: readonly KnownGroup[],
): AlertGroup[] {
  const ofKind = alerts.filter((alert) => alert.kind === kind)
  const open = known.filter((one) => one.kind === kind)
  const groups: AlertGroup[] = []
  const left = new Set(ofKind)
  for (const { cause, subjectId, alerts: members } of byGain(candidates(ofKind, causes, sizes, open), left)) {
    for (const alert of members) left.delete(alert)
    groups.push({ cause, subjectId, kind, alerts: members })
  }
  const single = (alert: OpenAlert): AlertGroup => ({
    ...{ cause: 'hotspot', subjectId: alert.hotspotId, kind, alerts: [alert] },
  })
  return [...groups, ...[...left].map(single)]
}

interface Candidate {
  cause: SharedCause
  subjectId: number
  alerts: OpenAlert[]
  /** Alerts that it must still explain. */
  least: number
}

/** Every cause that might be one. */
function candidates(
  alerts: readonly OpenAlert[],
  causes: readonly SharedCause[],
  sizes: ReadonlyMap<string, number>,
  known: readonly KnownGroup[],
): Candidate[] {
  const open = new Map(known.map((one) => [groupKey(one.cause, one.subjectId), one]))
  return causes.flatMap((cause) => {
    const bySubject = new Map<number, OpenAlert[]>()
    for (const alert of alerts) {
      const subject = alert.belongs[cause]
      if (subject === null || subject === undefined) continue
      const others = bySubject.get(subject)
      if (others) others.push(alert)
      else bySubject.set(subject, [alert])
    }
    return [...bySubject].flatMap(([subjectId, members]) => {
      const key = groupKey(cause, subjectId)
      return candidate(cause, subjectId, members, sizes.get(key) ?? members.length, open.get(key)) ?? []
    })
  })
}

function candidate(
  cause: SharedCause,
  subjectId: number,
  alerts: OpenAlert[],
  size: number,
  open: KnownGroup | undefined,
): Candidate | undefined {
  const { least, share, withinMs } = rules[cause]
  const together = withinMs === undefined ? alerts : mostWithin(alerts, withinMs)
  const isCause = together.length >= least && together.length >= share * size
  if (!open) return isCause ? { cause, subjectId, alerts: together, least } : undefined
  const added = new Set(isCause ? together : [])
  const members = alerts.filter((alert) => open.alertIds.has(alert.id) || added.has(alert))
  return members.length > 0 ? { cause, subjectId, alerts: members, least: 1 } : undefined
}

/** The most alerts that opened within so long of each other. */
function mostWithin(alerts: readonly OpenAlert[], ms: number): OpenAlert[] {
  const inTime = alerts.toSorted((a, b) => a.openedAt - b.openedAt)
  let [best, length, from] = [0, 0, 0]
  for (let to = 0; to < inTime.length; to++) {
    while (inTime[to]!.openedAt - inTime[from]!.openedAt > ms) from++
    if (to - from + 1 > length) [best, length] = [from, to - from + 1]
  }
  return inTime.slice(best, best + length)
}

/** Takes the candidates that explain most of what is left, again and again; each with what it explains. */
function* byGain(all: Candidate[], left: ReadonlySet<OpenAlert>): Generator<Candidate> {
  // The best stands last.
  const queue = all.toSorted((a, b) => compare(b, a))
  for (let best = queue.pop(); best; best = queue.pop()) {
    const alerts = best.alerts.filter((alert) => left.has(alert))
    if (alerts.length === best.alerts.length) yield best
    // It explains less than it did: it waits until it is its turn.
    else if (alerts.length >= best.least) insert(queue, { ...best, alerts })
  }
}

/** Less than 0 where the first one explains more. */
const compare = (a: Candidate, b: Candidate): number =>
  b.alerts.length - a.alerts.length || order.indexOf(a.cause) - order.indexOf(b.cause) || a.subjectId - b.subjectId

function insert(queue: Candidate[], one: Candidate): void {
  let [from, to] = [0, queue.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (compare(queue[middle]!, one) > 0) from = middle + 1
    else to = middle
  }
  queue.splice(from, 0, one)
}
