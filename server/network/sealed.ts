import type { SealedColumn } from '../database/schema/sealed-column.ts'
import { CONTROLLER_PASSWORD, MAC_PASSWORD, SECRET, UAM_SECRET } from './gateways/gateways.ts'
import { COMMUNITY } from './snmp-targets.ts'

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
  {
    table: 'hotspots',
    column: 'snmp_community_sealed',
    key: { column: 'id', type: 'bigint' },
    purpose: () => COMMUNITY,
  },
]
