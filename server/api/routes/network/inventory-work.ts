import { mayActAs, type StaffMember } from '../../../directory/staff.ts'
import { DistrictError } from '../../../network/districts/districts.ts'
import { gatewaysWithin } from '../../../network/districts/within.ts'
import { GroupError } from '../../../network/groups/groups.ts'
import { hotspotsFound } from '../../../network/hotspots/views.ts'
import { addHotspot } from '../../../network/inventory/add.ts'
import { inventoryChoices } from '../../../network/inventory/choices.ts'
import { changeMany, type ManyChange } from '../../../network/inventory/many.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'
import { isOwnNamedGateway, mustOwnAll, mustStayOwn, noGatewayNamed, notOfDistricts } from '../own.ts'
import { explained, filterOf } from './inventory.ts'

function noSuchPlace(error: unknown): never {
  if (error instanceof GroupError) throw new ApiProblem(400, 'wrong-hotspot', error.message, 'group')
  if (error instanceof DistrictError) throw new ApiProblem(400, 'wrong-hotspot', error.message, 'district')
  return explained(error)
}

/** @throws {ApiProblem} 403 to whom \`contract.assignToDistrict\` is closed */
function mayAssignDistricts({ role, districts }: StaffMember): void {
  if (!mayActAs(role, contract.assignToDistrict.role))
    throw new ApiProblem(403, 'role', 'Administrators say of which district hotspots are.')
  if (districts !== null) throw notOfDistricts('Districts are the whole city’s')
}

export const inventoryWorkRoutes = [
  implement(contract.readInventoryChoices, async ({ parts: { db }, staff: { districts } }) => {
    const choices = await inventoryChoices(db)
    const own = await gatewaysWithin(db, districts)
    return {
      ...choices,
      districts: choices.districts.filter(({ id }) => districts?.includes(id) ?? true),
      gateways: choices.gateways.filter(({ id }) => own?.includes(id) ?? true),
    }
  }),
  implement(contract.addHotspot, async ({ parts: { db }, body, staff }) => {
    const id = await addHotspot(db, { staffId: staff.id }, body).catch(explained)
    await mustStayOwn(db, staff, id)
    return changed({ id }, { ...body })
  }),
  implement(contract.changeInventory, async ({ parts: { db }, body: { hotspots, filter, change }, staff }) => {
    if (change.group !== undefined && !mayActAs(staff.role, contract.assignHotspots.role))
      throw new ApiProblem(403, 'role', 'Groups of hotspots are changed by administrators.')
    if (change.district !== undefined) mayAssignDistricts(staff)
    const ids = hotspots ?? (await hotspotsFound(db, { ...filterOf(filter ?? {}), districts: staff.districts }))
    await mustOwnAll(db, staff, ids)
    if (!(await isOwnNamedGateway(db, staff, change.gateway ?? null))) throw noGatewayNamed(change.gateway!)
    const done = await changeMany(db, ids, { staffId: staff.id }, change as ManyChange).catch(noSuchPlace)
    const answer = { hotspots: done.hotspots, changed: done.changed }
    if (done.changed === 0) return unchanged(answer)
    return changed(answer, {
      ...answer,
      change: done.change,
      ...(filter ? { filter } : { ids: ids.slice(0, MOST_NAMED) }),
    })
  }),
]

/** What an audit event names one by one. */
const MOST_NAMED = 100
