import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { device, exactlyOne, id } from '../parameters.ts'

export const dayUsage = z.object({
  /** `yyyy-mm-dd` */
  day: z.string(),
  sessions: z.int(),
  seconds: z.number(),
  /** From the device (upload) and to it (download). */
  inputOctets: z.number(),
  outputOctets: z.number(),
})
/** Oldest first; idle days are absent. */
export const usage = z.object({ days: z.array(dayUsage) })

/** Of a person, a resident or a device, it is audited. */
export const readUsage = endpoint({
  method: 'get',
  path: '/usage',
  summary: 'Use by local day of a hotspot, a resident or a device',
  role: 'operator',
  districts: 'own',
  query: z
    .strictObject({
      hotspot: id.optional(),
      resident: id.optional(),
      device: device.optional(),
      from: z.iso.date(),
      to: z.iso.date(),
    })
    .refine(...exactlyOne('hotspot', 'resident', 'device')),
  response: usage,
  changes: { action: 'usage.read' },
})
