import { placeHistory } from '../../../analytics/views.ts'
import { namedPlace, searchPlaces } from '../../../network/named-places.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, implement } from '../../route.ts'

/** Enough to choose from; who does not find a place among them writes more of its name. */
const MOST_PLACES = 50

export const useRoutes = [
  implement(contract.readUse, async ({ parts: { db }, query: { kind, place = '', ...period }, staff }) => {
    const named = kind === 'city' ? null : await namedPlace(db, { kind, place, districts: staff.districts })
    if (named === undefined) throw new ApiProblem(404, 'no-such-place', `There is no ${kind} "${place}".`, 'place')
    const { counted, ...history } = await placeHistory(db, { kind, place, ...period })
    return { place: named, ...history, counted: counted && { ...counted, at: counted.at.toISOString() } }
  }),
  implement(contract.searchUsePlaces, async ({ parts: { db }, query: { kind, search }, staff }) => ({
    places: await searchPlaces(db, { kind, search, districts: staff.districts, limit: MOST_PLACES }),
  })),
]
