import { z } from 'zod'
import type { Database } from '../../../database/connection.ts'
import {
  agentsWithin,
  type Districts,
  gatewaysWithin,
  ownAgents,
  ownGateways,
  ownHotspots,
} from '../../../network/districts/within.ts'
import { acceptFound } from '../../../network/found/accept.ts'
import { createGuess } from '../../../network/found/likeliest.ts'
import { countFound, type Found, listFound } from '../../../network/found/store.ts'
import { HotspotError } from '../../../network/hotspots/change.ts'
import { hotspotRecords } from '../../../network/hotspots/record.ts'
import { giveSessions } from '../../../sessions/give-sessions.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor, shownAs } from '../../cursor.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'
import { mustOwnAll, mustOwnHotspot } from '../own.ts'

function explained(error: unknown): never {
  if (!(error instanceof HotspotError)) throw error
  throw new ApiProblem(400, 'wrong-hotspot', error.message, error.field, error.details)
}

async function ownRecords(db: Database, districts: Districts) {
  const records = await hotspotRecords(db)
  const own = await ownHotspots(db, districts, [...records.keys()])
  for (const id of records.keys()) if (!own.has(id)) records.delete(id)
  return records
}

/** Of which gateways and controllers somebody may see what was found; null: of all. */
async function within(db: Database, districts: Districts) {
  const [gatewayIds, agentIds] = await Promise.all([gatewaysWithin(db, districts), agentsWithin(db, districts)])
  return gatewayIds && agentIds && { gatewayIds, agentIds }
}

async function isOwn(db: Database, districts: Districts, { gatewayId, agentId }: Found): Promise<boolean> {
  const own =
    gatewayId === null ? await ownAgents(db, districts, [agentId!]) : await ownGateways(db, districts, [gatewayId])
  return own.size > 0
}

const place = z.tuple([z.int(), z.int()]).transform(([sessions, id]) => ({ sessions, id }))

export const foundRoutes = [
  implement(contract.listFound, async ({ parts: { db }, query, staff: { districts } }) => {
    const filter = { gatewayId: query.gateway, within: await within(db, districts) }
    const after = readCursor(place, query.cursor)
    const found = await listFound(db, { ...filter, after, limit: rowsFor(query) })
    const guess = found.length === 0 ? undefined : createGuess((await ownRecords(db, districts)).values())
    return shownAs(
      cutPage(found, query, await countFound(db, filter), ({ sessions, id }) => [sessions, id]),
      ({ firstAt, lastAt, ...one }: Found) => {
        const likely = guess?.({ ...one })
        return {
          ...{ ...one, firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() },
          likely: likely
            ? { hotspotId: likely.hotspot.id, hotspot: likely.hotspot.name, because: likely.because }
            : null,
        }
      },
    )
  }),
  implement(contract.acceptFound, async ({ parts: { db }, params: { id }, body: { hotspot }, staff }) => {
    const [found] = await listFound(db, { ids: [id] })
    await mustOwnHotspot(db, staff, hotspot)
    if (!found || !(await isOwn(db, staff.districts, found)))
      throw new ApiProblem(404, 'no-such-found', `There is nothing found with the number ${id}, or no more.`)
    const done = await accept(db, found, hotspot, staff.id).catch(explained)
    return changed({ sessions: done.sessions }, done, { target: `hotspot ${hotspot}` })
  }),
  implement(contract.acceptManyFound, async ({ parts: { db }, body, staff }) => {
    const hotspots = new Map(body.found.map(({ id, hotspot }) => [id, hotspot]))
    await mustOwnAll(db, staff, [...hotspots.values()])
    const filter = { ids: [...hotspots.keys()], within: await within(db, staff.districts) }
    const accepted = []
    for (const found of await listFound(db, filter)) {
      const hotspot = hotspots.get(found.id)!
      const done = await accept(db, found, hotspot, staff.id).catch(undefinedWhereRefused)
      if (done) accepted.push({ hotspot, ...done })
    }
    const sessions = accepted.reduce((sum, one) => sum + one.sessions, 0)
    const answer = { accepted: accepted.length, refused: hotspots.size - accepted.length, sessions }
    return accepted.length === 0 ? unchanged(answer) : changed(answer, { ...answer, each: accepted })
  }),
]

/** Takes one for the hotspot, which is given the sessions that came before; what the audit says of it. */
async function accept(db: Database, found: Found, hotspotId: number, staffId: number) {
  const { differences } = await acceptFound(db, found, hotspotId, { staffId })
  const { gatewayId, called, gateway, controller } = found
  const sessions = gatewayId === null ? 0 : await giveSessions(db, { gatewayId, called, hotspotId })
  return { called, ...(gateway === null ? { controller } : { gateway }), sessions, changes: differences }
}

function undefinedWhereRefused(error: unknown): undefined {
  if (!(error instanceof HotspotError)) throw error
}
