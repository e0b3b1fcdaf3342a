import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { device, doneRecord, id, idParameter, madeRecord, moment } from '../parameters.ts'

const legalScope = {
  id: z.int(),
  authority: z.string(),
  basis: z.string(),
  resident: z.int().nullable(),
  device: z.string().nullable(),
  hotspot: z.int().nullable(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
}

export const legalHold = z.object({
  ...legalScope,
  placedAt: z.iso.datetime(),
  placedBy: z.string().nullable(),
  endsAt: z.iso.datetime(),
  releasedAt: z.iso.datetime().nullable(),
  active: z.boolean(),
})
export type LegalHold = z.infer<typeof legalHold>
export const legalHoldPage = pageOf(legalHold)

export const listLegalHolds = endpoint({
  method: 'get',
  path: '/legal-holds',
  summary: 'What retention leaves alone, by whose order and until when; ended ones too, newest first',
  role: 'admin',
  districts: 'city',
  query: z.strictObject(paging(200, 50)),
  response: legalHoldPage,
})

const text = z.string().trim().min(1).max(500)

/** Who asks, by what right, of whom or where, and between when. */
const newScope = z.strictObject({
  authority: text,
  basis: text,
  resident: id.optional(),
  device: device.optional(),
  hotspot: id.optional(),
  since: moment,
  until: moment,
})
/** Also who had an address: the device's own or, with the port, that of a NAT. */
export const newLawfulRequest = newScope.extend({
  address: z.string().trim().min(2).max(45).optional(),
  port: z.int().min(0).max(65_535).optional(),
})
/** Also until when it lasts. */
export const newLegalHold = newScope.extend({ endsAt: moment })

export const placeLegalHold = endpoint({
  method: 'post',
  path: '/legal-holds',
  summary: 'Suspends retention for a resident, a device or a hotspot within a time',
  role: 'admin',
  districts: 'city',
  body: newLegalHold,
  response: madeRecord,
  changes: { action: 'legal-hold.place', target: 'legal hold {id}' },
})

export const releaseLegalHold = endpoint({
  method: 'post',
  path: '/legal-holds/{id}/release',
  summary: 'Ends a hold: retention goes on at its next run',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'legal-hold.release', target: 'legal hold {id}' },
})

/** `exportUntil`: there is a file for whoever asks here. */
export const lawfulRequest = z.object({
  ...legalScope,
  address: z.string().nullable(),
  port: z.int().nullable(),
  state: z.enum(['asked', 'approved', 'refused']),
  askedAt: z.iso.datetime(),
  askedBy: z.string(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  mine: z.boolean(),
  exportUntil: z.iso.datetime().nullable(),
  sha256: z.string().nullable(),
})
export type LawfulRequest = z.infer<typeof lawfulRequest>
export const lawfulRequestPage = pageOf(lawfulRequest)

export const listLawfulRequests = endpoint({
  method: 'get',
  path: '/lawful-requests',
  summary: 'What authorities asked for, who asked here and who decided, newest first',
  role: 'admin',
  districts: 'city',
  query: z.strictObject(paging(200, 50)),
  response: lawfulRequestPage,
})

export const askLawfully = endpoint({
  method: 'post',
  path: '/lawful-requests',
  summary:
    'Asks for what is stored of a resident, a device, a hotspot or who had an address within a time; somebody else has to approve',
  role: 'admin',
  districts: 'city',
  body: newLawfulRequest,
  response: madeRecord,
  changes: { action: 'lawful-request.ask', target: 'lawful request {id}' },
})

export const approveLawfulRequest = endpoint({
  method: 'post',
  path: '/lawful-requests/{id}/approve',
  summary: 'Approves a request that somebody else made, and makes its export',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'lawful-request.approve', target: 'lawful request {id}' },
})

export const refuseLawfulRequest = endpoint({
  method: 'post',
  path: '/lawful-requests/{id}/refuse',
  summary: 'Refuses a request that somebody else made',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'lawful-request.refuse', target: 'lawful request {id}' },
})

/** The file's text, its SHA-256, and Plaza's own seal over it, lower-case hex. */
export const lawfulExport = z.object({ text: z.string(), sha256: z.string(), seal: z.string() })

export const takeLawfulExport = endpoint({
  method: 'post',
  path: '/lawful-requests/{id}/export',
  summary: 'The export of an approved request, for those who asked and approved; each time is audited',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: lawfulExport,
  changes: { action: 'lawful-request.export', target: 'lawful request {id}' },
})
