import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { doneRecord, idParameter, madeRecord } from '../parameters.ts'

const name = z.string().max(200)
const boroughs = z.array(z.string().max(300)).max(500)

/** `hotspots` in use of it; `gateways` that were put into it. */
export const district = z.object({
  ...{ id: z.int(), name: z.string(), boroughs: z.array(z.string()) },
  ...{ hotspots: z.int(), gateways: z.int() },
})
export type District = z.infer<typeof district>
export const districtPage = pageOf(district)

/** Of a hotspot or gateway; `isPut`: into it by hand, else it is of its borough's, or a gateway of its hotspots'. */
export const districtOf = z.object({ id: z.int(), name: z.string(), isPut: z.boolean() }).nullable()
export type DistrictOf = z.infer<typeof districtOf>

/** `hotspots` in use there; `district` that it is of. */
export const borough = z.object({ name: z.string(), hotspots: z.int(), district: z.int().nullable() })
export type Borough = z.infer<typeof borough>
export const boroughPage = pageOf(borough)

/** All on one page. */
export const listBoroughs = endpoint({
  method: 'get',
  path: '/boroughs',
  summary: 'The boroughs that hotspots and neighbourhoods name, and of which district each is',
  role: 'admin',
  districts: 'city',
  response: boroughPage,
})

/** All on one page. */
export const listDistricts = endpoint({
  method: 'get',
  path: '/districts',
  summary: 'The city’s own parts, to which staff can be limited, by name',
  role: 'viewer',
  districts: 'none',
  response: districtPage,
})

export const addDistrict = endpoint({
  method: 'post',
  path: '/districts',
  summary: 'Makes a district of boroughs',
  role: 'admin',
  districts: 'city',
  body: z.strictObject({ name, boroughs }),
  response: madeRecord,
  changes: { action: 'district.add', target: 'district {id}' },
})

export const changeDistrict = endpoint({
  method: 'put',
  path: '/districts/{id}',
  summary: 'Changes a district’s name, or its boroughs as a whole',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  body: z.strictObject({ name: name.optional(), boroughs: boroughs.optional() }),
  response: doneRecord,
  changes: { action: 'district.set', target: 'district {id}' },
})

export const removeDistrict = endpoint({
  method: 'post',
  path: '/districts/{id}/remove',
  summary: 'Removes a district to which nobody is limited',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'district.remove', target: 'district {id}' },
})

const ids = z.array(z.int().min(1)).max(500).optional()
const things = z.strictObject({ hotspots: ids, gateways: ids })

export const assignToDistrict = endpoint({
  method: 'post',
  path: '/districts/{id}/assign',
  summary: 'Puts hotspots and gateways into a district, whatever their borough',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  body: things,
  response: doneRecord,
  changes: { action: 'district.assign', target: 'district {id}' },
})

export const unassignFromDistricts = endpoint({
  method: 'post',
  path: '/districts/unassign',
  summary: 'Has hotspots follow their borough again, and gateways their hotspots',
  role: 'admin',
  districts: 'city',
  body: things,
  response: doneRecord,
  changes: { action: 'district.unassign', target: 'districts' },
})
