import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { byCommand } from '../hotspots/change.ts'
import { changeHotspotsOf } from '../hotspots/held/change-all-of.ts'

/**
 * Removes an agent, and tells every process: its hotspots are polled no more, as their history tells.
 *
 * @returns whether there was one
 */
export function removeAgent(db: Database, id: number, author = byCommand): Promise<boolean> {
  return inOneTransaction(db, async (one) => {
    const { rowCount } = await one.pool.query('select from agents where id = $1 for update', [id])
    if (rowCount === 0) return false
    await changeHotspotsOf(one, ['agent', id], author, { agentId: null, agent: null })
    // Gone already where it was an access point's own, and its last hotspot has let it go.
    await one.pool.query('delete from agents where id = $1', [id])
    await publish(one, { type: 'hotspots' })
    return true
  })
}
