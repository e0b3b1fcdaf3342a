import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { device, exactlyOne, id, idParameter } from '../parameters.ts'
import { gatewayAnswer, gatewayOutcome } from './sessions.ts'

const scopeQuery = z
  .strictObject({
    hotspot: id.optional(),
    resident: id.optional(),
    device: device.optional(),
    sameDeviceAs: id.optional(),
  })
  .refine(...exactlyOne('hotspot', 'resident', 'device', 'sameDeviceAs'))

/** Begun; `sessions` are asked to end, those `outside` of one's districts are not. */
export const disconnectStarted = z.object({ id: z.int(), sessions: z.int(), outside: z.int() })

export const startDisconnect = endpoint({
  method: 'post',
  path: '/disconnects',
  summary: 'Asks the gateways to end every open session at a hotspot, of a resident or of a device, in the background',
  role: 'operator',
  districts: 'own',
  query: scopeQuery,
  response: disconnectStarted,
  changes: { action: 'sessions.disconnect', afterwards: 'sessions.disconnected', asksGateways: true },
})

export const disconnectProgress = z.object({
  id: z.int(),
  scope: z.enum(['session', 'device', 'resident', 'hotspot']),
  requestedAt: z.iso.datetime(),
  total: z.int(),
  counts: z.record(gatewayOutcome, z.int()),
  sessions: z.array(gatewayAnswer.extend({ id: z.int(), hotspotId: z.int().nullable(), device: z.string() })),
})
export type DisconnectProgress = z.infer<typeof disconnectProgress>

export const readDisconnect = endpoint({
  method: 'get',
  path: '/disconnects/{id}',
  summary: 'How far such a request has come: what the gateway answered for each session',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: disconnectProgress,
})
