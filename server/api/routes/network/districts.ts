import {
  addDistrict,
  assignToDistrict,
  changeDistrict,
  DistrictError,
  listDistricts,
  removeDistrict,
} from '../../../network/districts/districts.ts'
import { boroughs } from '../../../network/districts/of.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'

function explained(error: unknown): never {
  if (!(error instanceof DistrictError)) throw error
  if (error.field === 'district') throw new ApiProblem(404, 'no-such-district', error.message)
  if (error.field === 'staff') throw new ApiProblem(409, 'district-in-use', error.message)
  throw new ApiProblem(400, 'wrong-district', error.message, error.field)
}

export const districtRoutes = [
  implement(contract.listDistricts, async ({ parts: { db } }) => wholePage(await listDistricts(db))),
  implement(contract.listBoroughs, async ({ parts: { db } }) => wholePage(await boroughs(db))),
  implement(contract.addDistrict, async ({ parts: { db }, body: { name, boroughs } }) => {
    const id = await addDistrict(db, name, boroughs).catch(explained)
    return changed({ id }, { name, boroughs })
  }),
  implement(contract.changeDistrict, async ({ parts: { db }, params: { id }, body }) => {
    const before = await changeDistrict(db, id, body).catch(explained)
    return changed({ done: true }, { before, after: body })
  }),
  implement(contract.removeDistrict, async ({ parts: { db }, params: { id }, staff }) => {
    const { name, boroughs } = await removeDistrict(db, id, { staffId: staff.id }).catch(explained)
    return changed({ done: true }, { name, boroughs })
  }),
  implement(contract.assignToDistrict, async ({ parts: { db }, params: { id }, body, staff }) => {
    await assignToDistrict(db, id, body, { staffId: staff.id }).catch(explained)
    return changed({ done: true }, { ...body })
  }),
  implement(contract.unassignFromDistricts, async ({ parts: { db }, body, staff }) => {
    await assignToDistrict(db, null, body, { staffId: staff.id }).catch(explained)
    return changed({ done: true }, { ...body })
  }),
]
