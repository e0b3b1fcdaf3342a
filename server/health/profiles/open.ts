import { E, hostLoad, hostMemory, type Profile } from './profile.ts'

/** What any agent may offer: no count of clients. */
export const generic: Profile = { name: 'generic', objectIds: [], clients: [], load: hostLoad, memory: hostMemory }

/** nsExtendOutput1Line of the scripts that OpenWrt's snmpd configuration names `clients-wlan`. */
export const openwrt: Profile = {
  name: 'openwrt',
  objectIds: [`${E}.8072.3.2.10`],
  describes: /\bOpenWrt\b/,
  clients: [{ scalar: `${E}.8072.1.3.2.3.1.1.12.99.108.105.101.110.116.115.45.119.108.97.110` }],
  load: hostLoad,
  memory: hostMemory,
}

/** MIKROTIK-MIB: clients of each wireless interface, of CAPsMAN where it manages them. */
export const routeros: Profile = {
  name: 'routeros',
  objectIds: [`${E}.14988.1`],
  clients: [{ column: `${E}.14988.1.1.1.3.1.6` }, { column: `${E}.14988.1.1.1.7.1.2` }],
  load: hostLoad,
  memory: hostMemory,
}
