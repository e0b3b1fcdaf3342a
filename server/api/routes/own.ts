import type { Database } from '../../database/connection.ts'
import type { StaffMember } from '../../directory/staff.ts'
import { isOwnNeighbourhood, ownAgents, ownGateways, ownHotspots } from '../../network/districts/within.ts'
import { namedGateways } from '../../network/gateways/names.ts'
import { folded } from '../../network/spelling.ts'
import { sessionById } from '../../sessions/views.ts'
import { ApiProblem } from '../route.ts'

type Staff = Pick<StaffMember, 'districts'>
type Db = Pick<Database, 'query'>

export const noSuchHotspot = (id: number) => new ApiProblem(404, 'no-such-hotspot', `There is no hotspot ${id}.`)
export const noSuchGateway = (id: number) => new ApiProblem(404, 'no-such-gateway', `There is no gateway ${id}.`)

/** What is refused to staff who are limited to districts, since it is the city's or another district's. */
export const notOfDistricts = (what: string, details?: Record<string, string>) =>
  new ApiProblem(403, 'districts', `${what}, and you are limited to districts.`, undefined, details)

/** @throws {ApiProblem} 404 where the hotspot is of another district, as if it were not there */
export async function mustOwnHotspot(db: Db, { districts }: Staff, id: number): Promise<void> {
  if (!(await ownHotspots(db, districts, [id])).has(id)) throw noSuchHotspot(id)
}

/** @throws {ApiProblem} 404 */
export async function mustOwnGateway(db: Db, { districts }: Staff, id: number): Promise<void> {
  if (!(await ownGateways(db, districts, [id])).has(id)) throw noSuchGateway(id)
}

/** @throws {ApiProblem} 404 */
export async function mustOwnAgent(db: Db, { districts }: Staff, id: number): Promise<void> {
  if (!(await ownAgents(db, districts, [id])).has(id))
    throw new ApiProblem(404, 'no-such-agent', `There is no SNMP agent or credential ${id}.`)
}

/** @throws {ApiProblem} 403 that counts those that are not of one's districts: of many nothing is changed then */
export async function mustOwnAll(db: Db, { districts }: Staff, ids: readonly number[]): Promise<void> {
  if (districts === null) return
  const own = await ownHotspots(db, districts, ids)
  const others = new Set(ids.filter((id) => !own.has(id))).size
  if (others > 0) throw notOfDistricts(`${others} of the hotspots are not of your districts`, { count: `${others}` })
}

/** A changed hotspot stays of one's districts. @throws {ApiProblem} 403 */
export async function mustStayOwn(db: Db, staff: Staff, id: number): Promise<void> {
  const own = await ownHotspots(db, staff.districts, [id])
  if (!own.has(id)) throw notOfDistricts('The hotspot would be of another district')
}

/** Whether the gateway of this name is of one's districts; null: none, which anybody may name. */
export async function isOwnNamedGateway(db: Database, { districts }: Staff, name: string | null): Promise<boolean> {
  if (districts === null || name === null) return true
  const named = (await namedGateways(db)).find((gateway) => folded(gateway.name) === folded(name))
  return named === undefined || (await ownGateways(db, districts, [named.id])).has(named.id)
}

/** As where there is no gateway of this name. */
export const noGatewayNamed = (name: string) =>
  new ApiProblem(400, 'wrong-hotspot', `There is no gateway named "${name}".`, 'gateway')

/** What holds at a place; neither: in the whole city. */
interface Scope {
  hotspot: number | null | undefined
  neighbourhood: number | null | undefined
}

/** Whether a place is of one's districts as a whole. */
export async function isOwnScope(db: Db, { districts }: Staff, { hotspot, neighbourhood }: Scope): Promise<boolean> {
  if (districts === null) return true
  if (typeof hotspot === 'number') return (await ownHotspots(db, districts, [hotspot])).has(hotspot)
  return typeof neighbourhood === 'number' && isOwnNeighbourhood(db, districts, neighbourhood)
}

/** @throws {ApiProblem} 404 for a hotspot of another district, 403 for what reaches beyond one's own */
export async function mustOwnScope(db: Db, staff: Staff, scope: Scope): Promise<void> {
  if (await isOwnScope(db, staff, scope)) return
  if (typeof scope.hotspot === 'number') throw noSuchHotspot(scope.hotspot)
  throw notOfDistricts('This would hold beyond your districts')
}

/** Where something is: at a hotspot, or, where nobody knows at which, behind a gateway. */
interface Place {
  hotspotId: number | null
  gatewayId: number | null
}

/** Those of what is somewhere that are of one's districts. */
export async function ownOf<T>(db: Db, { districts }: Staff, all: readonly T[], at: (one: T) => Place): Promise<T[]> {
  if (districts === null) return [...all]
  const places = all.map(at)
  const [hotspots, gateways] = await Promise.all([
    ownHotspots(db, districts, [...new Set(places.flatMap(({ hotspotId }) => hotspotId ?? []))]),
    ownGateways(db, districts, [
      ...new Set(places.flatMap(({ hotspotId, gatewayId }) => (hotspotId === null ? (gatewayId ?? []) : []))),
    ]),
  ])
  return all.filter((_, index) => {
    const { hotspotId, gatewayId } = places[index]!
    return hotspotId === null ? gatewayId !== null && gateways.has(gatewayId) : hotspots.has(hotspotId)
  })
}

/** Of a row that names its hotspot and gateway. */
export const placeOf = (row: { hotspot_id: number | null; gateway_id: number | null }): Place => ({
  hotspotId: row.hotspot_id,
  gatewayId: row.gateway_id,
})

/** @throws {ApiProblem} 404 where there is no such session, or it is of another district */
export async function mustOwnSession(db: Db, staff: Staff, id: number) {
  const found = await sessionById(db, id)
  const [session] = await ownOf(db, staff, found ? [found] : [], placeOf)
  if (!session) throw new ApiProblem(404, 'no-such-session', `There is no session ${id}.`)
  return session
}
