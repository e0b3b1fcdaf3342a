import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { flag, id, idParameter } from '../parameters.ts'
import { districtOf } from './districts.ts'

const text = (longest: number) => z.string().trim().max(longest)
const address = text(60)

/** A hotspot as the network's inventory has it. */
export const inventoryItem = z.object({
  id: z.int(),
  programme: z.string(),
  /** The city's own identifier, unique within the programme. */
  code: z.string(),
  name: z.string(),
  /** Degrees, WGS84. */
  latitude: z.number(),
  longitude: z.number(),
  settlement: z.string().nullable(),
  borough: z.string().nullable(),
  /** Null: of none. */
  district: districtOf,
  /** The access point's own address. */
  mac: z.string().nullable(),
  /** Addresses of its networks, and other names under which gateways call it. */
  bssids: z.array(z.string()),
  names: z.array(z.string()),
  /** The gateway's name. */
  gateway: z.string().nullable(),
  /** `host:port (credential)`. */
  agent: z.string().nullable(),
  agentId: z.int().nullable(),
  /** What a controller's agent knows it by. */
  agentKey: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  antennas: z.int().nullable(),
  /** Devices at a time. */
  capacity: z.int().nullable(),
  equipment: z.string().nullable(),
  notes: z.string().nullable(),
  /** yyyy-mm-dd. */
  installedOn: z.string().nullable(),
  retiredAt: z.iso.datetime().nullable(),
  /** Its hotspot group; null: none. */
  group: z.object({ id: z.int(), name: z.string() }).nullable(),
})
export type InventoryItem = z.infer<typeof inventoryItem>
export const inventoryPage = pageOf(inventoryItem)

const lack = z.enum(['gateway', 'agent', 'address', 'district'])
/** One or several with commas between them: `gateway,agent`. */
const lacks = z
  .string()
  .regex(/^(gateway|agent|address|district)(,(gateway|agent|address|district))*$/)
  .transform((text) => text.split(',').map((one) => lack.parse(one)))

/**
 * `search`: words or parts of words in any order, of name, code, place, address, serial, model, gateway and agent, in any
 * case and without accents; `without`, `with`: those that lack or have all of these; `gateway`, `agent`, `group`,
 * `district`: its id.
 */
export const inventoryFilter = {
  search: z.string().trim().max(100).optional(),
  gateway: id.optional(),
  agent: id.optional(),
  group: id.optional(),
  programme: z.string().max(200).optional(),
  borough: z.string().max(200).optional(),
  district: id.optional(),
  without: lacks.optional(),
  with: lacks.optional(),
  retired: flag.optional(),
}

export const listInventory = endpoint({
  method: 'get',
  path: '/inventory',
  summary: 'Hotspots by name with all that is known of each: where it hangs, what gateways call it, its equipment',
  role: 'viewer',
  districts: 'own',
  query: z.strictObject({ ...inventoryFilter, ...paging(500, 50) }),
  response: inventoryPage,
})

/** By field: before, after. */
export const fieldChanges = z.record(z.string(), z.tuple([z.unknown(), z.unknown()]))

export const readInventoryItem = endpoint({
  method: 'get',
  path: '/inventory/{id}',
  summary: 'One hotspot of the inventory, retired ones too, with what was changed of it, the latest first',
  role: 'viewer',
  districts: 'own',
  params: idParameter,
  response: inventoryItem.extend({
    history: z.array(
      z.object({
        at: z.iso.datetime(),
        /** Null: the plaza command. */
        staffId: z.int().nullable(),
        staff: z.string().nullable(),
        action: z.enum(['add', 'edit', 'move', 'retire', 'restore', 'replace', 'import', 'accept']),
        changes: fieldChanges,
      }),
    ),
  }),
})

/** `changes`: what is not as it was; empty: nothing. */
export const changedItem = z.object({ hotspot: inventoryItem, changes: fieldChanges })

/** What is absent stays; null: it is nothing from now on. `gateway` by name, `agent` by number. */
export const inventoryEdit = z.strictObject({
  name: text(300).min(1).optional(),
  mac: address.nullable().optional(),
  bssids: z.array(address).max(200).optional(),
  names: z.array(text(300)).max(200).optional(),
  gateway: text(300).min(1).nullable().optional(),
  agent: z.int().nullable().optional(),
  agentKey: text(300).nullable().optional(),
  model: text(300).nullable().optional(),
  serial: text(300).nullable().optional(),
  antennas: z.int().min(1).max(100_000).nullable().optional(),
  capacity: z.int().min(1).max(100_000).nullable().optional(),
  equipment: text(300).nullable().optional(),
  notes: text(5000).nullable().optional(),
  installedOn: z.iso.date().nullable().optional(),
})

const changes = (verb: string) => ({ action: `hotspot.${verb}`, target: 'hotspot {id}' })
const of = { params: idParameter, role: 'operator', districts: 'own', response: changedItem } as const

export const editInventoryItem = endpoint({
  ...of,
  method: 'put',
  path: '/inventory/{id}',
  summary: 'Changes what is known of a hotspot',
  body: inventoryEdit,
  changes: changes('edit'),
})

export const moveHotspot = endpoint({
  ...of,
  method: 'post',
  path: '/inventory/{id}/move',
  summary: 'Puts a hotspot to another place',
  body: z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
  changes: changes('move'),
})

export const retireHotspot = endpoint({
  ...of,
  method: 'post',
  path: '/inventory/{id}/retire',
  summary: 'Takes a hotspot out of use: maps and sums leave it out, its past stays',
  changes: changes('retire'),
})

export const restoreHotspot = endpoint({
  ...of,
  method: 'post',
  path: '/inventory/{id}/restore',
  summary: 'Puts a retired hotspot back into use',
  changes: changes('restore'),
})

export const replaceAccessPoint = endpoint({
  ...of,
  method: 'post',
  path: '/inventory/{id}/replace',
  summary: 'A new access point in the place of the old one: the hotspot and its figures stay',
  body: z.strictObject({
    mac: address.min(1),
    serial: text(300).optional(),
    model: text(300).optional(),
    bssids: z.array(address).max(200).optional(),
  }),
  changes: changes('replace'),
})
