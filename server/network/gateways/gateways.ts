import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { isUniqueViolation } from '../../database/sql-errors.ts'
import type { Sealer } from '../../sealing.ts'
import type { GatewayVendor } from '../tables.ts'
import { type ChosenSigning, demands, type Learnt, type Signing } from './posture/posture.ts'

/** A NAS: speaks RADIUS, and sends new devices to the portal. Secrets are in clear, for use and never for show. */
export interface Gateway extends Signing {
  id: number
  name: string
  /** An address or network in CIDR notation, from which its UDP packets come; null where it speaks RadSec only. */
  network: string | null
  secret: string
  vendor: GatewayVendor
  coaPort: number
  /** When its {@link Signing} was chosen. */
  signingChosenAt: Date
  /** What is known of the address it was looked up by. */
  learnt: Learnt | undefined
  /** What follows from these for the RADIUS server. */
  requireMessageAuthenticator: boolean
  limitProxyState: boolean
  nasIdentifier: string | null
  uamSecret: string | null
  /** What it sends as every device's password by MAC authentication, where that is not the address or nothing. */
  macPassword: string | null
  /** `scheme://host:port` of its login page. */
  loginOrigins: string[]
  /** It reports sessions without Class: its Access-Accepts must be remembered, see `classless.ts`. */
  isClassless: boolean
  /** By which it is known over RadSec. */
  certificates: GatewayCertificate[]
  /** What opens it, where it does not ask RADIUS and has one. */
  controller: GatewayController | undefined
}

export interface GatewayCertificate {
  /** SHA-256, lower-case hex. */
  fingerprint: string
  notAfter: Date
}

/** The controller of a gateway that the portal opens itself. */
export interface GatewayController {
  /** `scheme://host:port`, with a path where the controller has one. */
  url: string
  username: string
  /** In clear, for use and never for show. */
  password: string
  /** As the controller names it. */
  site: string
  /** PEM of its certificate or of the CA that signed it; null: one that everybody trusts did. */
  ca: string | null
}

export const SECRET = 'gateway-secret'
export const UAM_SECRET = 'gateway-uam-secret'
export const MAC_PASSWORD = 'gateway-mac-password'
export const CONTROLLER_PASSWORD = 'gateway-controller-password'

export type NewGateway = Omit<
  Gateway,
  | 'id'
  | 'certificates'
  | 'controller'
  | 'macPassword'
  | 'signingChosenAt'
  | 'learnt'
  | 'isClassless'
  | 'requireMessageAuthenticator'
  | 'limitProxyState'
  | keyof Signing
> &
  Partial<Signing> & { controller?: GatewayController | undefined; macPassword?: string | null | undefined }

/** A gateway that cannot be stored, or is not there: the message is for the person who named it. */
export class GatewayError extends Error {
  override name = 'GatewayError'
}

const NAMES: Record<string, string> = { name: 'name', network: 'network', nas_identifier: 'NAS-Identifier' }

/** PostgreSQL says what is doubled as `Key (network)=(203.0.113.7) already exists.` */
function doubled(detail: string | undefined): GatewayError {
  const [, column = '', value = ''] = /^Key \((\w+)\)=\((.*)\) already exists/s.exec(detail ?? '') ?? []
  return new GatewayError(`Another gateway has the ${NAMES[column] ?? column} "${value}" already.`)
}

/** Stores a gateway and tells every process. @throws {GatewayError} naming what is taken when name, network or NAS id is */
export async function addGateway(db: Database, sealer: Sealer, gateway: NewGateway): Promise<number> {
  const [id] = await addGateways(db, sealer, [gateway])
  return id!
}

/** As {@link addGateway}, many at once: all are stored or none. Ids are in the order given. */
export async function addGateways(db: Database, sealer: Sealer, gateways: NewGateway[]): Promise<number[]> {
  const values = gateways.map((gateway) => ({
    name: gateway.name,
    network: gateway.network,
    secret_sealed: sealer.seal(gateway.secret, SECRET),
    vendor: gateway.vendor,
    coa_port: gateway.coaPort,
    message_authenticator: gateway.messageAuthenticator ?? 'require',
    signed_proxy_state: gateway.signedProxyState ?? 'auto',
    nas_identifier: gateway.nasIdentifier,
    uam_secret_sealed: gateway.uamSecret === null ? null : sealer.seal(gateway.uamSecret, UAM_SECRET),
    mac_password_sealed: sealed(sealer, gateway.macPassword ?? null),
    login_origins: gateway.loginOrigins,
  }))
  const store = async (query: Database['query']) => {
    const rows = await query
      .insertInto('gateways')
      .values(values)
      .returning(['id', 'name'])
      .execute()
      .catch((error) => {
        throw isUniqueViolation(error) ? doubled(error.detail) : error
      })
    const ids = new Map(rows.map((row) => [row.name, row.id]))
    const controllers = gateways.flatMap(({ name, controller }) =>
      controller ? [controllerRow(sealer, ids.get(name)!, controller)] : [],
    )
    if (controllers.length > 0) await query.insertInto('gateway_controllers').values(controllers).execute()
    return ids
  }
  // Whoever stores a whole city does so in a transaction already.
  const ids = await (db.query.isTransaction ? store(db.query) : db.query.transaction().execute(store))
  await publish(db, { type: 'gateways' })
  return gateways.map(({ name }) => ids.get(name)!)
}

const sealed = (sealer: Sealer, macPassword: string | null) =>
  macPassword === null ? null : sealer.seal(macPassword, MAC_PASSWORD)

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
    .set({ mac_password_sealed: sealed(sealer, macPassword) })
    .where('name', '=', name)
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new GatewayError(`There is no gateway named "${name}".`)
  await publish(db, { type: 'gateways' })
  return row.id
}

const controllerRow = (
  sealer: Sealer,
  gatewayId: number,
  { url, username, password, site, ca }: GatewayController,
) => ({
  gateway_id: gatewayId,
  url,
  username,
  password_sealed: sealer.seal(password, CONTROLLER_PASSWORD),
  site,
  ca,
})

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

/** Every gateway in use, secrets opened. */
export async function loadGateways({ query }: Pick<Database, 'query'>, sealer: Sealer): Promise<Gateway[]> {
  const [rows, certificates, controllers] = await Promise.all([
    query.selectFrom('gateways').selectAll().where('disabled_at', 'is', null).orderBy('id').execute(),
    query.selectFrom('gateway_certificates').selectAll().orderBy('added_at').execute(),
    query.selectFrom('gateway_controllers').selectAll().execute(),
  ])
  const certificatesOf = certificatesByGateway(certificates)
  const controllerOf = new Map(
    controllers.map(({ gateway_id, url, username, password_sealed, site, ca }) => [
      gateway_id,
      { url, username, password: sealer.open(password_sealed, CONTROLLER_PASSWORD), site, ca },
    ]),
  )
  return rows.map((row) => {
    const signing = { messageAuthenticator: row.message_authenticator, signedProxyState: row.signed_proxy_state }
    return {
      id: row.id,
      name: row.name,
      network: row.network,
      secret: sealer.open(row.secret_sealed, SECRET),
      vendor: row.vendor,
      coaPort: row.coa_port,
      ...signing,
      signingChosenAt: row.signing_chosen_at,
      learnt: undefined,
      ...demands(signing, undefined),
      nasIdentifier: row.nas_identifier,
      uamSecret: row.uam_secret_sealed && sealer.open(row.uam_secret_sealed, UAM_SECRET),
      macPassword: row.mac_password_sealed && sealer.open(row.mac_password_sealed, MAC_PASSWORD),
      loginOrigins: row.login_origins,
      isClassless: row.classless_since !== null,
      certificates: certificatesOf.get(row.id) ?? [],
      controller: controllerOf.get(row.id),
    }
  })
}

/** The gateway as seen from an address of which this much is known. */
export const asLearnt = (gateway: Gateway, learnt: Learnt): Gateway => ({
  ...gateway,
  learnt,
  ...demands(gateway, learnt),
})

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

function certificatesByGateway(
  rows: Array<{ gateway_id: number; fingerprint: string; not_after: Date }>,
): Map<number, GatewayCertificate[]> {
  const certificates = new Map<number, GatewayCertificate[]>()
  for (const { gateway_id, fingerprint, not_after } of rows) {
    const certificate = { fingerprint, notAfter: not_after }
    const others = certificates.get(gateway_id)
    if (others) others.push(certificate)
    else certificates.set(gateway_id, [certificate])
  }
  return certificates
}
