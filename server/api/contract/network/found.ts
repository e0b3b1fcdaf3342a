import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { id, idParameter } from '../parameters.ts'

/** An access point that Plaza does not know: RADIUS hears of it from a gateway, or a controller's SNMP agent lists it. */
export const foundAccessPoint = z.object({
  id: z.int(),
  gatewayId: z.int().nullable(),
  gateway: z.string().nullable(),
  /** The SNMP agent of the controller, and its address. */
  agentId: z.int().nullable(),
  controller: z.string().nullable(),
  /** What it calls itself, or its controller knows it by: its address, or a name. */
  called: z.string(),
  /** As its controller says. */
  name: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  /** That began while it was heard. */
  sessions: z.int(),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  /** The hotspot that it most likely is: of that address, serial number or name, with the next address, or the gateway's
   * last that nothing names. */
  likely: z
    .object({
      ...{ hotspotId: z.int(), hotspot: z.string() },
      because: z.enum(['same-address', 'serial', 'name', 'address', 'last']),
    })
    .nullable(),
})
export type FoundAccessPoint = z.infer<typeof foundAccessPoint>
export const foundPage = pageOf(foundAccessPoint)

export const listFound = endpoint({
  method: 'get',
  path: '/found',
  summary: 'Access points that gateways or controllers name and Plaza does not know, those of most sessions first',
  role: 'operator',
  districts: 'own',
  query: z.strictObject({ gateway: id.optional(), ...paging(500, 50) }),
  response: foundPage,
})

/** `sessions`: how many that came before are the hotspot's now. */
export const acceptedFound = z.object({ sessions: z.int() })

export const acceptFound = endpoint({
  method: 'post',
  path: '/found/{id}/accept',
  summary: 'Takes an access point that was found for a hotspot, and gives that the sessions that came before',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  body: z.strictObject({ hotspot: z.int().min(1) }),
  response: acceptedFound,
  changes: { action: 'hotspot.accept' },
})

/** What one request takes for hotspots. */
const MOST_ACCEPTED = 500

/** `accepted` and `refused`: how many of those given; `sessions`: how many that came before are hotspots' now. */
export const acceptedMany = z.object({ accepted: z.int(), refused: z.int(), sessions: z.int() })

export const acceptManyFound = endpoint({
  method: 'post',
  path: '/found/accept',
  summary: 'Takes access points that were found for a hotspot each; those that cannot be are left',
  role: 'operator',
  districts: 'own',
  body: z.strictObject({
    found: z
      .array(z.strictObject({ id: z.int().min(1), hotspot: z.int().min(1) }))
      .min(1)
      .max(MOST_ACCEPTED),
  }),
  response: acceptedMany,
  changes: { action: 'hotspot.accept', target: 'hotspots' },
})
