import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { isUniqueViolation } from '../../database/sql-errors.ts'
import type { Sealer } from '../../sealing.ts'
import { EntryError, type EntryField } from './entry/entry-error.ts'
import type { Gateway, GatewayController } from './gateways.ts'
import type { Signing } from './posture/posture.ts'
import { CONTROLLER_PASSWORD, SECRET, sealedMacPassword, UAM_SECRET } from './secrets.ts'

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

/** Stores a gateway and tells every process. @throws {EntryError} naming what is taken when name, network or NAS id is */
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
    mac_password_sealed: sealedMacPassword(sealer, gateway.macPassword ?? null),
    login_origins: gateway.loginOrigins,
  }))
  const store = async (query: Database['query']) => {
    const rows = await query
      .insertInto('gateways')
      .values(values)
      .returning(['id', 'name'])
      .execute()
      .catch(explainDoubled)
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

export const controllerRow = (
  sealer: Sealer,
  gatewayId: number,
  { url, username, password, site, ca, readsStates }: GatewayController,
) => ({
  gateway_id: gatewayId,
  url,
  username,
  password_sealed: sealer.seal(password, CONTROLLER_PASSWORD),
  site,
  ca,
  reads_states: readsStates ?? true,
})

const columns: Record<string, [field: EntryField, name: string]> = {
  name: ['name', 'name'],
  network: ['network', 'network'],
  nas_identifier: ['nasIdentifier', 'NAS-Identifier'],
}

/** Throws `error` on; a doubled value as what a person can read. PostgreSQL says `Key (network)=(203.0.113.7) already exists.` */
export function explainDoubled(error: unknown): never {
  if (!isUniqueViolation(error)) throw error
  const { detail = '' } = error as { detail?: string }
  const [, column = '', value = ''] = /^Key \((\w+)\)=\((.*)\) already exists/s.exec(detail) ?? []
  const known = columns[column]
  if (!known) throw error
  throw new EntryError(known[0], 'taken', `Another gateway has the ${known[1]} "${value}" already.`)
}
