import type { Transaction } from 'kysely'
import type { Database } from '../../../database/connection.ts'
import { publish } from '../../../database/events/events.ts'
import type { Tables } from '../../../database/schema/tables.ts'
import { differences } from '../../../directory/audit.ts'
import type { Sealer } from '../../../sealing.ts'
import { controllerRow, explainDoubled } from '../register.ts'
import { CONTROLLER_PASSWORD, MAC_PASSWORD, UAM_SECRET } from '../secrets.ts'
import { type GatewayEntry, readEntry } from './entry.ts'
import { type EntryShown, shownEntry } from './shown.ts'

/** What the audit keeps of a change: what was and is, and which secrets are others, by name. Undefined: nothing differs. */
export function changeDetail(before: GatewayEntry, after: GatewayEntry): ChangeDetail | undefined {
  const shown = differences(shownEntry(before), shownEntry(after))
  const secrets = changedSecrets(before, after)
  if (!shown && secrets.length === 0) return undefined
  return { name: after.name, ...shown, ...(secrets.length > 0 && { secrets }) }
}

export interface ChangeDetail extends Record<string, unknown> {
  name: string
  before?: Partial<EntryShown>
  after?: Partial<EntryShown>
  secrets?: string[]
}

const changedSecrets = (before: GatewayEntry, after: GatewayEntry): string[] => [
  ...(before.uamSecret === after.uamSecret ? [] : ['uamSecret']),
  ...(before.macPassword === after.macPassword ? [] : ['macPassword']),
  ...(before.controller?.password === after.controller?.password ? [] : ['controllerPassword']),
]

type Query = Database['query'] | Transaction<Tables>

/** What a gateway is registered with, out of use or not, secrets opened; undefined where there is none. */
async function entryOf(query: Query, sealer: Sealer, id: number): Promise<GatewayEntry | undefined> {
  const row = await query
    .selectFrom('gateways')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  const controller = await query
    .selectFrom('gateway_controllers')
    .selectAll()
    .where('gateway_id', '=', id)
    .executeTakeFirst()
  return {
    name: row.name,
    vendor: row.vendor,
    network: row.network,
    nasIdentifier: row.nas_identifier,
    loginOrigins: row.login_origins,
    coaPort: row.coa_port,
    uamSecret: row.uam_secret_sealed && sealer.open(row.uam_secret_sealed, UAM_SECRET),
    macPassword: row.mac_password_sealed && sealer.open(row.mac_password_sealed, MAC_PASSWORD),
    controller: controller && {
      url: controller.url,
      username: controller.username,
      password: sealer.open(controller.password_sealed, CONTROLLER_PASSWORD),
      site: controller.site,
      ca: controller.ca,
      readsStates: controller.reads_states,
    },
  }
}

/**
 * Changes what a gateway is registered with, and tells every process. Its shared secret is changed by itself, by
 * `rotateGatewaySecret`.
 *
 * @param change what it has from now on, of what it has
 * @returns what it had and has; undefined where there is none
 * @throws {EntryError} where its make cannot work with it, or another gateway has it
 */
export async function changeGateway(
  db: Database,
  sealer: Sealer,
  id: number,
  change: (before: GatewayEntry) => GatewayEntry | Promise<GatewayEntry>,
): Promise<{ before: GatewayEntry; after: GatewayEntry } | undefined> {
  const changed = await db.query.transaction().execute(async (query) => {
    const before = await entryOf(query, sealer, id)
    if (!before) return undefined
    const after = readEntry(await change(before))
    const { uamSecret, macPassword, controller } = after
    const sealed = (secret: string | null, purpose: string) => (secret === null ? null : sealer.seal(secret, purpose))
    await query
      .updateTable('gateways')
      .set({
        ...{ name: after.name, vendor: after.vendor, network: after.network, coa_port: after.coaPort },
        ...{ nas_identifier: after.nasIdentifier, login_origins: after.loginOrigins },
        uam_secret_sealed: sealed(uamSecret, UAM_SECRET),
        mac_password_sealed: sealed(macPassword, MAC_PASSWORD),
      })
      .where('id', '=', id)
      .execute()
      .catch(explainDoubled)
    await query.deleteFrom('gateway_controllers').where('gateway_id', '=', id).execute()
    if (controller)
      await query
        .insertInto('gateway_controllers')
        .values(controllerRow(sealer, id, controller))
        .execute()
    return { before, after }
  })
  if (changed) await publish(db, { type: 'gateways' })
  return changed
}
