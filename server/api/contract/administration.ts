import { z } from 'zod'
import { endpoint, staffRole } from './endpoint.ts'
import { pageOf, paging } from './page.ts'

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
  response: endingCertificatePage,
})

export const auditEvent = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: z.record(z.string(), z.unknown()),
})
export const auditPage = pageOf(auditEvent)

export const listAudit = endpoint({
  method: 'get',
  path: '/audit',
  summary: 'What staff and commands changed, newest first',
  role: 'admin',
  query: z.strictObject(paging(1000, 200)),
  response: auditPage,
})

export const staffMember = z.object({ id: z.int(), name: z.string(), role: staffRole, disabled: z.boolean() })
export const staffPage = pageOf(staffMember)

/** All on one page. */
export const listStaff = endpoint({
  method: 'get',
  path: '/staff',
  summary: 'Who may sign in to the dashboard',
  role: 'admin',
  response: staffPage,
})
