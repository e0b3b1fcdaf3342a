/** What says whether one walks along a way (https://wiki.openstreetmap.org/wiki/Key:highway, Key:foot, Key:access). */
export const wayKeys = ['highway', 'foot', 'access', 'sidewalk'] as const
export type WayTags = Partial<Record<(typeof wayKeys)[number], string>>

/** Nobody walks there, whatever else is said. */
const never = new Set(['motorway', 'motorway_link', 'raceway', 'bus_guideway', 'busway', 'escape', 'elevator'])
/** No way yet, or no longer. */
const notBuilt = new Set(['construction', 'proposed', 'planned', 'abandoned', 'razed', 'disused', 'no'])
/** One walks there where it is said. */
const ifSaid = new Set(['trunk', 'trunk_link', 'cycleway', 'bridleway'])
const yes = new Set(['yes', 'designated', 'permissive', 'official'])
const no = new Set(['no', 'private', 'use_sidepath'])
const pavement = new Set(['yes', 'both', 'left', 'right', 'separate'])

export function isWalkable({ highway, foot = '', access = '', sidewalk = '' }: WayTags): boolean {
  if (highway === undefined || never.has(highway) || notBuilt.has(highway) || no.has(foot)) return false
  if (yes.has(foot)) return true
  if (no.has(access)) return false
  return !ifSaid.has(highway) || pavement.has(sidewalk)
}
