import type { Matched } from '../../health/discovery/matched.ts'
import { addressOf } from '../../network/agents/agents.ts'

const because = {
  agent: 'hangs on it',
  address: 'has its address',
  serial: 'has its serial number',
  name: 'has its name',
} as const

/** A line of the table of what was found. */
export const shownAgent = ({ match, ...one }: Matched) => ({
  ...{ found: one.id, address: addressOf(one), 'read as': kindOf(one), name: one.name, model: one.model },
  ...{ serial: one.serial, mac: one.macs[0] ?? null },
  hotspot: match ? `${match.hotspot.id} ${match.hotspot.programme} ${match.hotspot.code}, ${match.hotspot.name}` : null,
  since: match ? `it ${because[match.because]}` : null,
})

const kindOf = ({ key, profile, accessPoints }: Omit<Matched, 'match'>): string => {
  if (key !== '') return 'access point of it'
  return accessPoints === null ? profile : `${profile}, with ${accessPoints} access points`
}

/** The same for `--json`. */
export const plainAgent = ({ match, ...one }: Matched) => ({
  ...one,
  match: match ? { hotspotId: match.hotspot.id, hotspot: match.hotspot.name, because: match.because } : null,
})
