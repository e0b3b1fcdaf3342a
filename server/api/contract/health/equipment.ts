import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'

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
  districts: 'own',
  response: pageOf(equipment),
})

/** Empty: the agent does not tell. */
const told = z
  .string()
  .max(300)
  .transform((text) => text || null)

export const listEquipmentHotspots = endpoint({
  method: 'get',
  path: '/equipment/hotspots',
  summary: 'The hotspots that run one model and firmware, by name',
  role: 'operator',
  districts: 'own',
  query: z.strictObject({ profile: z.string().max(100), model: told, firmware: told }),
  response: pageOf(z.object({ id: z.int(), name: z.string(), serial: z.string().nullable() })),
})
