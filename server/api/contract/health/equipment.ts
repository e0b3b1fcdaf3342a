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
  districts: 'none',
  query: z.strictObject({ profile: z.string().max(100), model: told, firmware: told }),
  response: z.object({
    items: z.array(z.object({ id: z.int(), name: z.string(), serial: z.string().nullable() })),
    total: z.int(),
  }),
})
