import { arrayOf } from '../../database/array-of.ts'
import type { Database } from '../../database/connection.ts'
import type { ControllerTarget } from '../../network/controller-targets.ts'
import { hotspotsWithAgent } from '../../network/snmp-targets.ts'
import { resetUnpolled } from '../poller/poll-state.ts'
import type { Shared } from './share-out.ts'

/** Keeps what a controller says of hotspots. Of one that is between states, what it was before goes on. */
export async function keepWords(
  { pool }: Pick<Database, 'pool'>,
  { id, make }: Pick<ControllerTarget, 'id' | 'make'>,
  told: Shared['told'],
  at: Date,
): Promise<void> {
  const passing = told.filter(({ accessPoint }) => accessPoint.state === 'unknown')
  await pool.query('update controller_words set at = $2 where hotspot_id = any($1::bigint[])', [
    arrayOf(passing, ({ hotspot }) => hotspot.id),
    at,
  ])
  const said = told.filter(({ accessPoint }) => accessPoint.state !== 'unknown')
  await pool.query(
    `insert into controller_words as w (hotspot_id, gateway_id, make, state, since, at, model, serial, firmware)
     select hotspot_id, $2, $3, state, $4, $4, model, serial, firmware
     from unnest($1::bigint[], $5::text[], $6::text[], $7::text[], $8::text[])
       as given (hotspot_id, state, model, serial, firmware)
     on conflict (hotspot_id) do update set gateway_id = excluded.gateway_id, make = excluded.make, at = excluded.at,
       since = case when w.state = excluded.state then w.since else excluded.since end, state = excluded.state,
       model = excluded.model, serial = excluded.serial, firmware = excluded.firmware`,
    [
      arrayOf(said, ({ hotspot }) => hotspot.id),
      ...[id, make, at],
      arrayOf(said, ({ accessPoint }) => accessPoint.state),
      arrayOf(said, ({ accessPoint }) => accessPoint.model),
      arrayOf(said, ({ accessPoint }) => accessPoint.serial),
      arrayOf(said, ({ accessPoint }) => accessPoint.firmware),
    ],
  )
}

/** What no controller has said since `before`, or none that is read, is no evidence any more. */
export async function forgetWords(db: Database, gatewayIds: readonly number[], before: Date): Promise<void> {
  const { rowCount } = await db.pool.query(
    'delete from controller_words where at < $2 or not gateway_id = any($1::bigint[])',
    [gatewayIds, before],
  )
  await db.pool.query('delete from controller_reads where not gateway_id = any($1::bigint[])', [gatewayIds])
  if (rowCount) await resetUnpolled(db, await hotspotsWithAgent(db))
}
