import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { exactlyOne, madeRecord } from '../parameters.ts'
import { inventoryFilter } from './inventory.ts'

const choice = z.object({ id: z.int(), name: z.string() })

/** By what the inventory is filtered: of hotspots in use and retired, by name. */
export const inventoryChoices = z.object({
  programmes: z.array(z.string()),
  boroughs: z.array(z.string()),
  districts: z.array(choice),
  gateways: z.array(choice),
  groups: z.array(choice),
})
export type InventoryChoices = z.infer<typeof inventoryChoices>

export const readInventoryChoices = endpoint({
  method: 'get',
  path: '/inventory-choices',
  summary: 'Programmes, boroughs, districts, gateways and groups by which the inventory is filtered',
  role: 'viewer',
  districts: 'own',
  response: inventoryChoices,
})

const text = (longest: number) => z.string().trim().min(1).max(longest)

export const newHotspot = z.strictObject({
  programme: text(200),
  /** The city's own identifier, unique within the programme. */
  code: text(200),
  name: text(300),
  /** Degrees, WGS84. */
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  settlement: text(300).optional(),
  borough: text(300).optional(),
})

export const addHotspot = endpoint({
  method: 'post',
  path: '/inventory',
  summary: 'Stores a new hotspot; where it hangs is told by changing it',
  role: 'operator',
  districts: 'own',
  body: newHotspot,
  response: madeRecord,
  changes: { action: 'hotspot.add', target: 'hotspot {id}' },
})

/** As many as a city has. */
const MOST_HOTSPOTS = 100_000

/**
 * One thing for all: `gateway` by name, null: none; `group` by number, null: none; `district` by number, null: that of
 * their borough; `credential`: by which their agents are asked from now on, for those that have an agent; `retired`: out
 * of use, or back.
 */
const manyChange = z
  .strictObject({
    gateway: text(300).nullable().optional(),
    group: z.int().nullable().optional(),
    district: z.int().nullable().optional(),
    credential: z.int().optional(),
    retired: z.boolean().optional(),
  })
  .refine(...exactlyOne('gateway', 'group', 'district', 'credential', 'retired'))

/** Of hotspots chosen one by one, or all that a filter of the inventory finds. */
export const changeInventory = endpoint({
  method: 'post',
  path: '/inventory/many',
  summary: 'Changes one thing of many hotspots',
  role: 'operator',
  districts: 'own',
  body: z
    .strictObject({
      hotspots: z.array(z.int().min(1)).min(1).max(MOST_HOTSPOTS).optional(),
      filter: z.strictObject(inventoryFilter).optional(),
      change: manyChange,
    })
    .refine(...exactlyOne('hotspots', 'filter')),
  /** Numbers of a whole city's hotspots. */
  largestBody: '2mb',
  response: z.object({ hotspots: z.int(), changed: z.int() }),
  changes: { action: 'hotspots.edit', target: 'hotspots' },
})
