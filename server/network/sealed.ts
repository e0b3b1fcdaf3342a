import type { SealedColumn } from '../database/schema/sealed-column.ts'
import { AUTH_KEY, COMMUNITY, PRIVACY_KEY } from './agents/credentials.ts'
import { CONTROLLER_PASSWORD, MAC_PASSWORD, SECRET, UAM_SECRET } from './gateways/secrets.ts'

/** What network/ keeps sealed. */
export const sealedInNetwork: readonly SealedColumn[] = [
  { table: 'gateways', column: 'secret_sealed', key: { column: 'id', type: 'bigint' }, purpose: () => SECRET },
  { table: 'gateways', column: 'uam_secret_sealed', key: { column: 'id', type: 'bigint' }, purpose: () => UAM_SECRET },
  {
    table: 'gateways',
    column: 'mac_password_sealed',
    key: { column: 'id', type: 'bigint' },
    purpose: () => MAC_PASSWORD,
  },
  {
    table: 'gateway_controllers',
    column: 'password_sealed',
    key: { column: 'gateway_id', type: 'bigint' },
    purpose: () => CONTROLLER_PASSWORD,
  },
  ...(
    [
      ['community_sealed', COMMUNITY],
      ['auth_key_sealed', AUTH_KEY],
      ['privacy_key_sealed', PRIVACY_KEY],
    ] as const
  ).map(([column, purpose]) => ({
    table: 'snmp_credentials',
    column,
    key: { column: 'id', type: 'bigint' as const },
    purpose: () => purpose,
  })),
]
