import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'

const way = z.enum(['right', 'first', 'second', 'gateway', 'back', 'device', 'swap'])
export type DoubtWay = z.infer<typeof way>

const named = z.object({ id: z.int(), name: z.string(), programme: z.string(), code: z.string() })

/** What of a hotspot cannot be as it is said. */
export const doubt = z.object({
  /** By what it is settled; another once what speaks for it has changed. */
  id: z.string(),
  /**
   * `address`, `serial`: two have the same; `gateway`: another reports its sessions; `far`: from all others of its gateway;
   * `moved`: a file has put it elsewhere than staff had; `device`: its agent is another than it says.
   */
  kind: z.enum(['address', 'serial', 'gateway', 'far', 'moved', 'device']),
  hotspot: named,
  /** That has the same, or what this one is said to have. */
  other: named.nullable(),
  /** What both have, or the hotspot is said to have; what is found in its place. */
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
  /** Metres. */
  distance: z.int().nullable(),
  /** That another gateway has reported. */
  sessions: z.int().nullable(),
  /** How it can be settled. */
  ways: z.array(way),
})
export type Doubt = z.infer<typeof doubt>
export const doubtPage = pageOf(doubt)

/** All on one page. */
export const listDoubts = endpoint({
  method: 'get',
  path: '/doubts',
  summary: 'What of hotspots cannot be as it is said, with the ways in which each is settled',
  role: 'operator',
  districts: 'own',
  response: doubtPage,
})

export const settleDoubt = endpoint({
  method: 'post',
  path: '/doubts/settle',
  summary: 'Settles what is doubtful of a hotspot in one of its ways',
  role: 'operator',
  districts: 'own',
  body: z.strictObject({ doubt: z.string().min(1).max(100), way }),
  response: z.object({ changed: z.int(), sessions: z.int() }),
  changes: { action: 'hotspot.settle' },
})
