import type { AgentKind } from '../../network/tables.ts'

/** How something is on which hotspots, or other such things, hang. */
export interface Parent {
  agentId: number
  /** As people call it, or its address. */
  name: string
  kind: AgentKind
  /** It answers SNMP or ICMP; false also where it was not asked. */
  answers: boolean
  /** `down`: it answers neither; `on-battery`: a UPS without mains; null: nothing. */
  fault: 'down' | 'on-battery' | null
  /** ms since 1970. */
  since: number
}

/** What is at fault of an agent and of what that hangs on. */
export interface TopmostFault extends Pick<Parent, 'agentId' | 'name' | 'kind' | 'since'> {
  fault: 'down' | 'on-battery'
  /** More is down on the way than a UPS, which may feed all the same. */
  cutsOff: boolean
}

/** The one that explains most comes first: what is down before a UPS on its battery, what cuts off, what began first. */
export const byWeight = (a: TopmostFault, b: TopmostFault): number =>
  Number(b.fault === 'down') - Number(a.fault === 'down') ||
  Number(b.cutsOff) - Number(a.cutsOff) ||
  a.since - b.since ||
  a.agentId - b.agentId

/**
 * Of each agent the fault that explains its own: the topmost one above it. Something that answers is not cut off by what is
 * down above it; a UPS on its battery will take down whatever hangs on it.
 *
 * @param above on which agents each hangs; a circle ends where it closes
 */
export function topmostFaults(
  parents: ReadonlyMap<number, Parent>,
  above: ReadonlyMap<number, readonly number[]>,
): Map<number, TopmostFault> {
  const found = new Map<number, TopmostFault | undefined>()
  const faultOf = (id: number): TopmostFault | undefined => {
    if (found.has(id)) return found.get(id)
    found.set(id, undefined)
    const higher = (above.get(id) ?? []).flatMap((each) => faultOf(each) ?? []).sort(byWeight)
    const fault = explained(parents.get(id), higher)
    found.set(id, fault)
    return fault
  }
  for (const id of new Set([...parents.keys(), ...above.keys()])) faultOf(id)
  return new Map([...found].flatMap(([id, fault]) => (fault ? [[id, fault] as const] : [])))
}

/** @param higher what is at fault above it, the weightiest first */
function explained(parent: Parent | undefined, higher: readonly TopmostFault[]): TopmostFault | undefined {
  const { answers = false, fault = null } = parent ?? {}
  const isDown = fault === 'down'
  const own = parent && fault && { ...named(parent), fault, cutsOff: isDown && parent.kind !== 'ups' }
  const cause = answers ? undefined : higher.find((each) => each.fault === 'down')
  if (cause) return { ...cause, cutsOff: cause.cutsOff || (own?.cutsOff ?? false) }
  if (isDown) return own ?? undefined
  return higher.find((each) => each.fault === 'on-battery') ?? own ?? undefined
}

const named = ({ agentId, name, kind, since }: Parent) => ({ agentId, name, kind, since })
