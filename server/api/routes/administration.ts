import { z } from 'zod'
import { endsSoon, loadedEnds } from '../../certificates/ends.ts'
import { listStaff } from '../../directory/staff.ts'
import { recentAudit } from '../../directory/views.ts'
import * as contract from '../contract.ts'
import { route } from '../route.ts'
import { limit } from './parameters.ts'

export const administrationRoutes = [
  route({
    method: 'get',
    path: '/certificates',
    summary: 'Certificates of Plaza that end soon and have to be replaced',
    role: 'operator',
    response: contract.endingCertificates,
    async handler({ parts: { db } }) {
      const ending = (await loadedEnds(db)).filter((end) => endsSoon(end, new Date()))
      return {
        certificates: ending.map(({ host, name, subject, notAfter }) => ({
          ...{ host, name, subject, notAfter: notAfter.toISOString() },
        })),
      }
    },
  }),
  route({
    method: 'get',
    path: '/audit',
    summary: 'What staff and commands changed, newest first',
    role: 'admin',
    query: z.strictObject({ limit: limit(1000, 200) }),
    response: contract.auditEvents,
    async handler({ parts: { db }, query }) {
      const rows = await recentAudit(db, query.limit)
      return {
        events: rows.map(({ at, name, actor, ...row }) => ({ ...row, at: at.toISOString(), actor: name ?? actor })),
      }
    },
  }),
  route({
    method: 'get',
    path: '/staff',
    summary: 'Who may sign in to the dashboard',
    role: 'admin',
    response: contract.staffList,
    async handler({ parts: { db } }) {
      const rows = await listStaff(db)
      return {
        staff: rows.map(({ id, name, role, disabled_at }) => ({ id, name, role, disabled: disabled_at !== null })),
      }
    },
  }),
]
