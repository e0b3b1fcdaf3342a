import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** What is there of a city, and what each part still lacks; retired hotspots and gateways out of use aside. */
export const firstSteps = z.object({
  neighbourhoods: z.object({ total: z.int(), withoutPopulation: z.int() }),
  hotspots: z.object({
    total: z.int(),
    withoutGateway: z.int(),
    withoutAgent: z.int(),
    /** Neither an address nor a name by which a gateway could call it. */
    withoutName: z.int(),
    /** Their agents never answered, or there is none. */
    unanswered: z.int(),
  }),
  gateways: z.object({
    total: z.int(),
    /** They ask RADIUS, but nothing was heard of them. */
    silent: z.int(),
  }),
  /** SNMP credentials. */
  credentials: z.int(),
})
export type FirstSteps = z.infer<typeof firstSteps>

export const readFirstSteps = endpoint({
  method: 'get',
  path: '/first-steps',
  summary: 'What a city still lacks before everything works',
  role: 'operator',
  districts: 'none',
  response: firstSteps,
})
