import { countedPlaces, isByName } from '../../../analytics/counted-places.ts'
import { placeHistory } from '../../../analytics/views.ts'
import { hotspotsLosingMost, type WayOnline, waysOnline } from '../../../analytics/way-online/store.ts'
import { isOpenedByPortal } from '../../../network/gateways/abilities.ts'
import { type NamedPlace, namedPlace, searchPlaces } from '../../../network/named-places.ts'
import { folded } from '../../../network/spelling.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, implement } from '../../route.ts'

/** Enough to choose from; who does not find a place among them writes more of its name. */
const MOST_PLACES = 50

/** Hotspots by name, at which ways online break. */
const MOST_LOSING = 10

/** Gateways that the portal opens do no accounting. */
const asTold = <W extends Pick<WayOnline, 'vendor' | 'signed_in' | 'let_in' | 'online'>>({
  signed_in: signedIn,
  let_in: letIn,
  ...row
}: W) => ({ ...row, signedIn, letIn, online: isOpenedByPortal(row.vendor) ? null : row.online })

export const useRoutes = [
  implement(contract.readUse, async ({ parts: { db }, query: { kind, place = '', ...period }, staff }) => {
    const named = await placeAsked(db, { kind, place, districts: staff.districts })
    const { counted, ...history } = await placeHistory(db, { kind, place, ...period })
    return { place: named, ...history, counted: counted && { ...counted, at: counted.at.toISOString() } }
  }),
  implement(contract.readWayOnline, async ({ parts: { db, config }, query: { place = '', ...asked }, staff }) => {
    const { districts } = staff
    await placeAsked(db, { kind: asked.kind, place, districts })
    const where = { ...asked, place, timeZone: config.timeZone }
    const [rows, hotspots] = await Promise.all([
      waysOnline(db, where),
      hotspotsLosingMost(db, where, { districts, most: MOST_LOSING }),
    ])
    return { rows: rows.map(asTold), hotspots: hotspots.map(asTold) }
  }),
  implement(contract.searchUsePlaces, async ({ parts: { db }, query: { kind, search }, staff }) => {
    const known = await searchPlaces(db, { kind, search, districts: staff.districts, limit: MOST_PLACES })
    const former = (await formerPlaces(db, kind)).filter(({ name }) => folded(name).includes(folded(search)))
    return { places: [...known, ...former.filter((place) => !known.some((one) => one.place === place.place))] }
  }),
]

/** What was called so when it was used, whatever it is called now: its history stays. */
async function formerPlaces(db: Parameters<typeof countedPlaces>[0], kind: string): Promise<NamedPlace[]> {
  if (!isByName(kind)) return []
  return (await countedPlaces(db, kind)).map((place) => ({ place, name: place, detail: null }))
}

/** The place, null for the city. @throws {ApiProblem} where there is none, or it is of another district */
async function placeAsked(
  db: Parameters<typeof namedPlace>[0] & Parameters<typeof countedPlaces>[0],
  {
    kind,
    ...asked
  }: { kind: contract.PlaceKind; place: string; districts: Parameters<typeof namedPlace>[1]['districts'] },
) {
  if (kind === 'city') return null
  const isIt = ({ place }: NamedPlace) => place === asked.place
  const named = (await namedPlace(db, { kind, ...asked })) ?? (await formerPlaces(db, kind)).find(isIt)
  if (!named) throw new ApiProblem(404, 'no-such-place', `There is no ${kind} "${asked.place}".`, 'place')
  return named
}
