/**
 * Into which part of its network a gateway puts a device, besides how much it gives it; null: into that which the gateway
 * has for it of itself.
 */
export interface Segment {
  /** VLAN (IEEE 802.1Q), 1 to 4094. */
  vlan: number | null
  /** The name of a filter list at the gateway (RFC 2865 section 5.11). */
  filterId: string | null
  /** The name of what the make calls a role, a user group or a profile. */
  role: string | null
}

export const NO_SEGMENT: Segment = { vlan: null, filterId: null, role: null }

/** What is to be told of it; undefined: nothing. */
export const segmentOf = ({ vlan, filterId, role }: Segment): Segment | undefined =>
  vlan === null && filterId === null && role === null ? undefined : { vlan, filterId, role }

/** Where one of these holds, and nobody knows which: of each what all say, else what the gateway does of itself. */
export function commonSegment(segments: readonly [Segment, ...Segment[]]): Segment {
  const common = <K extends keyof Segment>(key: K): Segment[K] | null =>
    segments.every((segment) => segment[key] === segments[0][key]) ? segments[0][key] : null
  return { vlan: common('vlan'), filterId: common('filterId'), role: common('role') }
}
