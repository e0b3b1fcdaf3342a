import { z } from 'zod'
import { acceptFound } from '../../../network/found/accept.ts'
import { createGuess } from '../../../network/found/likeliest.ts'
import { countFound, type Found, listFound } from '../../../network/found/store.ts'
import { HotspotError } from '../../../network/hotspots/change.ts'
import { hotspotRecords } from '../../../network/hotspots/record.ts'
import { giveSessions } from '../../../sessions/give-sessions.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor, shownAs } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'

function explained(error: unknown): never {
  if (!(error instanceof HotspotError)) throw error
  throw new ApiProblem(400, 'wrong-hotspot', error.message, error.field)
}

const place = z.tuple([z.int(), z.int()]).transform(([sessions, id]) => ({ sessions, id }))

export const foundRoutes = [
  implement(contract.listFound, async ({ parts: { db }, query }) => {
    const filter = { gatewayId: query.gateway }
    const after = readCursor(place, query.cursor)
    const found = await listFound(db, { ...filter, after, limit: rowsFor(query) })
    const guess = found.length === 0 ? undefined : createGuess((await hotspotRecords(db)).values())
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
    if (!found) throw new ApiProblem(404, 'no-such-found', `There is nothing found with the number ${id}, or no more.`)
    const { differences } = await acceptFound(db, found, hotspot, { staffId: staff.id }).catch(explained)
    const { gatewayId, called, gateway } = found
    const sessions = await giveSessions(db, { gatewayId, called, hotspotId: hotspot })
    return changed({ sessions }, { called, gateway, sessions, changes: differences }, { target: `hotspot ${hotspot}` })
  }),
]
