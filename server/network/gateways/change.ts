import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import type { Sealer } from '../../sealing.ts'
import { type GatewayCertificate, GatewayError } from './gateways.ts'
import type { ChosenSigning } from './posture/posture.ts'
import { CONTROLLER_PASSWORD, SECRET, sealedMacPassword } from './secrets.ts'

/**
 * Lets the gateway of this name in over RadSec with this certificate too; with `replace`, with no other from now on.
 *
 * @throws {GatewayError} when there is no such gateway, or the certificate is registered already
 */
export async function addGatewayCertificate(
  db: Database,
  name: string,
  { fingerprint, notAfter }: GatewayCertificate,
  replace = false,
): Promise<number> {
  const id = await db.query.transaction().execute(async (query) => {
    const gateway = await query.selectFrom('gateways').select('id').where('name', '=', name).executeTakeFirst()
    if (!gateway) throw new GatewayError(`There is no gateway named "${name}".`)
    if (replace) await query.deleteFrom('gateway_certificates').where('gateway_id', '=', gateway.id).execute()
    const added = await query
      .insertInto('gateway_certificates')
      .values({ fingerprint, gateway_id: gateway.id, not_after: notAfter })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (!added.numInsertedOrUpdatedRows)
      throw new GatewayError(`The certificate ${fingerprint} is registered for a gateway already.`)
    return gateway.id
  })
  await publish(db, { type: 'gateways' })
  return id
}

/** Where a gateway is reached now: the port of its CoA listener and the origins of its login page. */
export interface GatewayEndpoints {
  id: number
  coaPort: number
  loginOrigins: string[]
}

/** Changes what differs from what is stored, and tells every process if anything did. */
export async function updateGatewayEndpoints(db: Database, endpoints: GatewayEndpoints[]): Promise<void> {
  const { rowCount } = await db.pool.query(
    `update gateways set coa_port = given.coa_port, login_origins = given.login_origins
     from (select id, coa_port, array(select jsonb_array_elements_text(origins)) as login_origins
           from unnest($1::bigint[], $2::integer[], $3::jsonb[]) as row (id, coa_port, origins)) as given
     where gateways.id = given.id
       and (gateways.coa_port, gateways.login_origins) is distinct from (given.coa_port, given.login_origins)`,
    [
      endpoints.map(({ id }) => id),
      endpoints.map(({ coaPort }) => coaPort),
      endpoints.map(({ loginOrigins }) => JSON.stringify(loginOrigins)),
    ],
  )
  if (rowCount) await publish(db, { type: 'gateways' })
}

/**
 * Chooses what a gateway in use must sign, and tells every process. What `auto` had learnt of it is forgotten.
 */
export async function chooseSigning(db: Database, id: number, signing: ChosenSigning): Promise<void> {
  await db.query.transaction().execute(async (query) => {
    await query
      .updateTable('gateways')
      .set({
        message_authenticator: signing.messageAuthenticator,
        ...(signing.signedProxyState && { signed_proxy_state: signing.signedProxyState }),
        signing_chosen_at: sql`clock_timestamp()`,
      })
      .where('id', '=', id)
      .where('disabled_at', 'is', null)
      .execute()
    await query.deleteFrom('gateway_sources').where('gateway_id', '=', id).execute()
  })
  await publish(db, { type: 'gateways' })
}

/**
 * Changes the password that the gateway of this name sends for every device by MAC authentication.
 *
 * @param macPassword null: the device's address, or nothing
 * @throws {GatewayError} when there is no such gateway
 */
export async function changeMacPassword(
  db: Database,
  sealer: Sealer,
  name: string,
  macPassword: string | null,
): Promise<number> {
  const row = await db.query
    .updateTable('gateways')
    .set({ mac_password_sealed: sealedMacPassword(sealer, macPassword) })
    .where('name', '=', name)
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new GatewayError(`There is no gateway named "${name}".`)
  await publish(db, { type: 'gateways' })
  return row.id
}

/** Changes the password by which Plaza logs in at the controller of the gateway of this name. @throws {GatewayError} */
export async function changeControllerPassword(
  db: Database,
  sealer: Sealer,
  name: string,
  password: string,
): Promise<number> {
  const row = await db.query
    .updateTable('gateway_controllers')
    .from('gateways')
    .set({ password_sealed: sealer.seal(password, CONTROLLER_PASSWORD) })
    .whereRef('gateways.id', '=', 'gateway_controllers.gateway_id')
    .where('gateways.name', '=', name)
    .returning('gateway_id')
    .executeTakeFirst()
  if (!row) throw new GatewayError(`There is no gateway named "${name}" that has a controller.`)
  await publish(db, { type: 'gateways' })
  return row.gateway_id
}

/** Replaces the shared secret of the gateway of this name. @throws {GatewayError} when there is none */
export async function rotateGatewaySecret(db: Database, sealer: Sealer, name: string, secret: string): Promise<number> {
  const row = await db.query
    .updateTable('gateways')
    .set({ secret_sealed: sealer.seal(secret, SECRET) })
    .where('name', '=', name)
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new GatewayError(`There is no gateway named "${name}".`)
  await publish(db, { type: 'gateways' })
  return row.id
}
