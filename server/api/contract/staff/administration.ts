import { z } from 'zod'
import { endpoint, staffRole } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { doneRecord, idParameter, madeRecord } from '../parameters.ts'

/** `name` is `ca` (Plaza's own), `server` (Plaza could not renew it), or the setting that names the file on `host`. */
export const endingCertificate = z.object({
  host: z.string(),
  name: z.string(),
  subject: z.string(),
  notAfter: z.iso.datetime(),
})
export const endingCertificatePage = pageOf(endingCertificate)

/** Those that end within 30 days and that somebody has to replace, the next to end first; all on one page. */
export const listEndingCertificates = endpoint({
  method: 'get',
  path: '/certificates',
  summary: 'Certificates of Plaza that end soon and have to be replaced',
  role: 'operator',
  districts: 'none',
  response: endingCertificatePage,
})

export const CITY_KEY_FAILURE_DAYS = 7

/** What lies behind a failed sign-in; `person`: nothing for staff to mend. */
export const cityKeyCauses = [
  'secret',
  'scope',
  'issuer',
  'client',
  'redirect',
  'algorithm',
  'keys',
  'clock',
  'subject',
  'user-info',
  'freshness',
  'level',
  'certificate',
  'protocol',
  'away',
  'busy',
  'person',
  'other',
] as const

/**
 * Sign-ins that failed, by what it was. `reason` is a code of OAuth 2 or OpenID Connect, or one of Plaza's own; `kind`
 * `misfit` is for staff to mend, by one of `settings`: `plaza city-key check` says more.
 */
export const cityKeyFailure = z.object({
  client: z.enum(['residents', 'staff']),
  kind: z.string(),
  reason: z.string(),
  cause: z.enum(cityKeyCauses),
  settings: z.array(z.string()),
  failures: z.int(),
  lastAt: z.iso.datetime(),
  detail: z.string(),
})
export type CityKeyFailure = z.infer<typeof cityKeyFailure>
export const cityKeyState = z.object({
  issuer: z.string(),
  staffIssuer: z.string(),
  failures: z.array(cityKeyFailure),
})

export const readCityKey = endpoint({
  method: 'get',
  path: '/city-key',
  summary: 'The City Key, and which sign-ins failed in the last seven days, the latest first',
  role: 'admin',
  districts: 'city',
  response: cityKeyState,
})

export const auditEvent = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: z.record(z.string(), z.unknown()),
})
export type AuditEvent = z.infer<typeof auditEvent>
export const auditPage = pageOf(auditEvent)

export const listAudit = endpoint({
  method: 'get',
  path: '/audit',
  summary: 'What staff and commands changed, newest first',
  role: 'admin',
  districts: 'city',
  query: z.strictObject(paging(1000, 200)),
  response: auditPage,
})

/** `districts`: those to which they are limited, none: the whole city; `mine`: whoever asks; `account`: the City Key's name (`sub`) for them. */
export const staffMember = z.object({
  id: z.int(),
  account: z.string(),
  name: z.string(),
  role: staffRole,
  districts: z.array(z.int()),
  disabled: z.boolean(),
  mine: z.boolean(),
})
export type StaffRow = z.infer<typeof staffMember>
export const staffPage = pageOf(staffMember)

/** All on one page, without anything by which somebody signs in. */
export const listStaff = endpoint({
  method: 'get',
  path: '/staff',
  summary: 'Who may sign in to the dashboard',
  role: 'admin',
  districts: 'city',
  response: staffPage,
})

const name = z.string().trim().min(1).max(100)
/** None: the whole city. */
const districts = z.array(z.int().min(1)).max(500).optional()

export const addStaff = endpoint({
  method: 'post',
  path: '/staff',
  summary: 'Gives a City Key account a role; one that is staff already, disabled or not, is changed instead',
  role: 'admin',
  districts: 'city',
  byPeople: true,
  body: z.strictObject({ account: z.string().trim().min(1).max(255), name, role: staffRole, districts }),
  response: madeRecord,
  changes: { action: 'staff.put', target: 'staff {id}' },
})

/** What is absent stays. Nobody takes their own access: another one does; and somebody must be left who can. */
export const changeStaff = endpoint({
  method: 'put',
  path: '/staff/{id}',
  summary:
    'Changes the name, role or districts of a staff member, or disables or enables them: at once, open pages included',
  role: 'admin',
  districts: 'city',
  byPeople: true,
  params: idParameter,
  body: z.strictObject({
    ...{ name: name.optional(), role: staffRole.optional(), districts },
    disabled: z.boolean().optional(),
  }),
  response: doneRecord,
  changes: { action: 'staff.set', target: 'staff {id}' },
})

export const listStaffChanges = endpoint({
  method: 'get',
  path: '/staff/{id}/changes',
  summary: 'Who gave a staff member their access or changed it, newest first',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  query: z.strictObject(paging(100, 20)),
  response: auditPage,
})
