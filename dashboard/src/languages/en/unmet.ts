/** Demand that is not met. */
export const enUnmet = {
  'nav.unmet': 'Unmet demand',
  'unmet.title': 'Unmet demand',
  'unmet.lead':
    'Where places are missing: at hotspots that are full, and in the neighbourhoods of those without internet at home.',
  'unmet.full': 'Hotspots that are full',
  'unmet.fullHelp':
    'From {{from}} to {{to}}. In the busiest hour of each day, in the mean: how many were online, and how many would have been by Erlang’s formula.',
  'unmet.notCounted': 'No use is counted yet.',
  'unmet.noneFull': 'No hotspot has been full.',
  'unmet.hotspot': 'Hotspot',
  'unmet.places': 'Places',
  'unmet.carried': 'Online at a time',
  'unmet.offered': 'Would have been',
  'unmet.noPlace': 'Without a place',
  'unmet.fullMinutes': 'Minutes full a day',
  'unmet.atLeast': '{{value}} or more',
  'unmet.areas': 'By neighbourhood',
  'unmet.areasHelp':
    'Residents without internet at home, and the places at once that are theirs at working hotspots within reach, shared with all others who reach them.',
  'unmet.missing': 'Places missing',
  'unmet.people': 'Residents without internet',
  'unmet.placesOfArea': 'Places that are theirs',
  'unmet.peopleForEach': 'Residents for each place',
  'unmet.noPlaces': 'No place',
  'unmet.legendBetween': '{{from}} to {{to}} for each place',
  'unmet.legendFrom': '{{from}} or more, or no place',
  'unmet.legendFull': 'Hotspot that is full; larger: more are without a place',
  'unmet.walkSaid': 'By neighbourhood: hotspots within {{near}}.',
  'unmet.methodFull':
    'Without a place: the load A offered that leaves Y online with C places, A·(1 − B(C, A)) = Y with Erlang’s B, less Y; at most twice the places (“or more”). It is a lower bound: a full hotspot slows down before it turns anybody away.',
  'unmet.methodAreas':
    'By neighbourhood: enhanced two-step floating catchment (E2SFCA; Luo and Qi, 2009), within {{catchment}} with weights that fall with distance. A hotspot of unknown capacity counts {{usual}} places. One place for each {{each}} residents without internet is enough; where their share is not known the city’s mean counts.',
} as const
