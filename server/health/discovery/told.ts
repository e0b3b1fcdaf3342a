import { E } from '../profiles/profile.ts'

/** Where an access point or its controller tells what it is, beyond the system group. Whole OIDs, without a leading dot. */
export interface Told {
  model?: string
  serial?: string
  mac?: string
}

/** By the profile's name. MIKROTIK-MIB, UBNT-UniFi-MIB, RUCKUS-UNLEASHED-SYSTEM-MIB and RUCKUS-HWINFO-MIB. */
export const toldBy: Readonly<Record<string, Told>> = {
  routeros: { model: `${E}.14988.1.1.7.8.0`, serial: `${E}.14988.1.1.7.3.0` },
  unifi: { model: `${E}.41112.1.6.3.3.0` },
  'ruckus-unleashed': { model: `${E}.25053.1.1.2.1.1.1.1.0`, serial: `${E}.25053.1.1.2.1.1.1.2.0` },
}

/** The table in which a controller keeps its access points: a column each, or the row's index. */
export interface AccessPointTable {
  /** The column of addresses; `index`: the row's index is the address, a number for each octet. */
  mac: string | 'index'
  name: string
  model?: string
  serial?: string
}

/**
 * By the profile's name: a controller of another kind is a line more. AIRESPACE-WIRELESS-MIB (bsnAPTable) and AI-AP-MIB
 * (aiAccessPointTable); both from the MIB.
 */
export const accessPointsBy: Readonly<Record<string, AccessPointTable>> = {
  'cisco-wlc': {
    mac: 'index',
    name: `${E}.14179.2.2.1.1.3`,
    model: `${E}.14179.2.2.1.1.16`,
    serial: `${E}.14179.2.2.1.1.17`,
  },
  'aruba-instant': {
    mac: `${E}.14823.2.3.3.1.2.1.1.1`,
    name: `${E}.14823.2.3.3.1.2.1.1.2`,
    model: `${E}.14823.2.3.3.1.2.1.1.6`,
    serial: `${E}.14823.2.3.3.1.2.1.1.4`,
  },
}
