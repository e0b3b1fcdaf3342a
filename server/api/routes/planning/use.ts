import { placeHistory } from '../../../analytics/views.ts'
import { waysOnline } from '../../../analytics/way-online/store.ts'
import { isOpenedByPortal } from '../../../network/gateways/abilities.ts'
import { namedPlace, searchPlaces } from '../../../network/named-places.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, implement } from '../../route.ts'

/** Enough to choose from; who does not find a place among them writes more of its name. */
const MOST_PLACES = 50

export const useRoutes = [
  implement(contract.readUse, async ({ parts: { db }, query: { kind, place = '', ...period }, staff }) => {
    const named = await placeAsked(db, { kind, place, districts: staff.districts })
    const { counted, ...history } = await placeHistory(db, { kind, place, ...period })
    return { place: named, ...history, counted: counted && { ...counted, at: counted.at.toISOString() } }
  }),
  implement(contract.readWayOnline, async ({ parts: { db, config }, query: { place = '', ...asked }, staff }) => {
    await placeAsked(db, { kind: asked.kind, place, districts: staff.districts })
    const rows = await waysOnline(db, { ...asked, place, timeZone: config.timeZone })
    return {
      rows: rows.map(({ signed_in: signedIn, let_in: letIn, online, ...row }) => ({
        ...{ ...row, signedIn, letIn, online: isOpenedByPortal(row.vendor) ? null : online },
      })),
    }
  }),
  implement(contract.searchUsePlaces, async ({ parts: { db }, query: { kind, search }, staff }) => ({
    places: await searchPlaces(db, { kind, search, districts: staff.districts, limit: MOST_PLACES }),
  })),
]

/** The place, null for the city. @throws {ApiProblem} where there is none, or it is of another district */
async function placeAsked(
  db: Parameters<typeof namedPlace>[0],
  {
    kind,
    ...asked
  }: { kind: contract.PlaceKind; place: string; districts: Parameters<typeof namedPlace>[1]['districts'] },
) {
  if (kind === 'city') return null
  const named = await namedPlace(db, { kind, ...asked })
  if (!named) throw new ApiProblem(404, 'no-such-place', `There is no ${kind} "${asked.place}".`, 'place')
  return named
}
