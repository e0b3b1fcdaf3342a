import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { idParameter } from '../parameters.ts'

/** What residents reported on one day of the city's: which fault, and how many of them. Nobody knows who. */
export const faultReport = z.object({
  fault: z.enum(['no-network', 'no-page', 'no-internet', 'slow', 'damaged']),
  day: z.iso.date(),
  times: z.int(),
  lastAt: z.iso.datetime(),
})
export type FaultReport = z.infer<typeof faultReport>
export const faultReports = z.object({ reports: z.array(faultReport) })

export const listFaultReports = endpoint({
  method: 'get',
  path: '/hotspots/{id}/fault-reports',
  summary: 'Faults that residents reported at the place of a hotspot in the last 30 days, newest first',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: faultReports,
})
