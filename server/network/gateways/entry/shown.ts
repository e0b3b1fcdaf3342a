import type { Database } from '../../../database/connection.ts'
import type { GatewayVendor } from '../../tables.ts'
import type { GatewayCertificate } from '../gateways.ts'
import type { GatewayEntry } from './entry.ts'

/** What may be said of a gateway without a secret: for pages and for the audit. */
export interface EntryShown {
  name: string
  vendor: GatewayVendor
  network: string | null
  nasIdentifier: string | null
  loginOrigins: string[]
  coaPort: number
  hasUamSecret: boolean
  hasMacPassword: boolean
  controllerUrl: string | null
  controllerUser: string | null
  controllerSite: string | null
  /** PEM. */
  controllerCa: string | null
  /** Whether the state of its access points is read there too; null: it has no controller. */
  controllerReads: boolean | null
}

export const shownEntry = ({ uamSecret, macPassword, controller, ...entry }: GatewayEntry): EntryShown => ({
  ...entry,
  hasUamSecret: uamSecret !== null,
  hasMacPassword: macPassword !== null,
  controllerUrl: controller?.url ?? null,
  controllerUser: controller?.username ?? null,
  controllerSite: controller?.site ?? null,
  controllerCa: controller?.ca ?? null,
  controllerReads: controller ? (controller.readsStates ?? true) : null,
})

/** A registered gateway, out of use or not. */
export interface ShownGateway extends EntryShown {
  id: number
  isDisabled: boolean
  /** It reports sessions without Class: see `classless.ts`. */
  isClassless: boolean
  certificates: GatewayCertificate[]
}

/** As {@link shownEntry}, read without a secret being opened; undefined where there is no such gateway. */
export async function readShown(
  { query }: Pick<Database, 'query'>,
  which: { id: number } | { name: string },
): Promise<ShownGateway | undefined> {
  const row = await query
    .selectFrom('gateways')
    .leftJoin('gateway_controllers as controller', 'controller.gateway_id', 'gateways.id')
    .select(({ eb }) => [
      'gateways.id',
      'name',
      'vendor',
      'network',
      'nas_identifier as nasIdentifier',
      'login_origins as loginOrigins',
      'coa_port as coaPort',
      eb('uam_secret_sealed', 'is not', null).as('hasUamSecret'),
      eb('mac_password_sealed', 'is not', null).as('hasMacPassword'),
      eb('disabled_at', 'is not', null).as('isDisabled'),
      eb('classless_since', 'is not', null).as('isClassless'),
      'controller.url as controllerUrl',
      'controller.username as controllerUser',
      'controller.site as controllerSite',
      'controller.ca as controllerCa',
      'controller.reads_states as controllerReads',
    ])
    .where('removed_at', 'is', null)
    .where('id' in which ? 'gateways.id' : 'name', '=', 'id' in which ? which.id : which.name)
    .executeTakeFirst()
  if (!row) return undefined
  const certificates = await query
    .selectFrom('gateway_certificates')
    .select(['fingerprint', 'not_after as notAfter'])
    .where('gateway_id', '=', row.id)
    .orderBy('added_at')
    .execute()
  const { hasUamSecret, hasMacPassword, isDisabled, isClassless } = row
  return {
    ...row,
    ...{
      hasUamSecret: !!hasUamSecret,
      hasMacPassword: !!hasMacPassword,
      isDisabled: !!isDisabled,
      isClassless: !!isClassless,
    },
    certificates,
  }
}
