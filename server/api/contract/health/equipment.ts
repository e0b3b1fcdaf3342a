import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** How many hotspots run what. Null: their agents do not tell. */
const equipment = z.object({
  /** By which profile they are read: the make. */
  profile: z.string(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  hotspots: z.int(),
})
export type Equipment = z.infer<typeof equipment>

export const listEquipment = endpoint({
  method: 'get',
  path: '/equipment',
  summary: 'Which models and firmware the hotspots run, and how many run each, as their SNMP agents say',
  role: 'operator',
  districts: 'none',
  response: z.object({ items: z.array(equipment), total: z.int() }),
})
