import { E, hostLoad, hostMemory, type Profile } from './profile.ts'

const ARUBA_AP = `${E}.14823.2.3.3.1.2.1.1`

/** AI-AP-MIB: the virtual controller counts the clients of each SSID; load and memory are its access points' mean. */
export const arubaInstant: Profile = {
  name: 'aruba-instant',
  objectIds: [`${E}.14823.1.2`],
  clients: [{ column: `${E}.14823.2.3.3.1.1.7.1.4` }, { column: `${E}.14823.2.3.3.1.2.2.1.21` }],
  load: [{ column: `${ARUBA_AP}.7`, combine: 'mean', scale: 0.01, is: 'share' }],
  memory: [{ total: { column: `${ARUBA_AP}.10` }, free: [{ column: `${ARUBA_AP}.8` }] }],
}

const UNLEASHED = `${E}.25053.1.15.1.1.1.15`

/** RUCKUS-UNLEASHED-SYSTEM-MIB. */
export const ruckusUnleashed: Profile = {
  name: 'ruckus-unleashed',
  objectIds: [`${E}.25053.3.1.5`],
  clients: [{ scalar: `${UNLEASHED}.2.0` }],
  load: [{ scalar: `${UNLEASHED}.13.0`, scale: 0.01, is: 'share' }],
  memory: [{ usedPercent: { scalar: `${UNLEASHED}.14.0` } }],
}

/** AIRESPACE-WIRELESS-MIB: stations of each SSID. */
export const ciscoWlc: Profile = {
  name: 'cisco-wlc',
  objectIds: [`${E}.14179`, `${E}.9.6.1.37`, `${E}.9.1.2391`, `${E}.9.1.2530`],
  clients: [{ column: `${E}.14179.2.1.1.1.38` }],
  load: [{ scalar: `${E}.14179.1.1.5.1.0`, scale: 0.01, is: 'share' }],
  memory: [{ total: { scalar: `${E}.14179.1.1.5.2.0` }, free: [{ scalar: `${E}.14179.1.1.5.3.0` }] }],
}

/** CAMBIUM-PMP80211-MIB: CPU use is in tenths of a percent. */
export const epmp: Profile = {
  name: 'epmp',
  objectIds: [`${E}.17713.21`],
  clients: [{ scalar: `${E}.17713.21.1.2.10.0` }],
  load: [{ scalar: `${E}.17713.21.2.1.64.0`, scale: 0.001, is: 'share' }],
  memory: hostMemory,
}

/** CAMBIUM-cnPilot: free memory without a total says nothing about its share. */
export const cnpilot: Profile = {
  name: 'cnpilot',
  objectIds: [`${E}.17713.22`],
  clients: [{ scalar: `${E}.17713.22.1.1.1.14.0` }, { column: `${E}.17713.22.1.2.1.5` }],
  load: [{ scalar: `${E}.17713.22.1.1.1.6.0`, scale: 0.01, is: 'share' }],
  memory: [],
}

/** A Meraki access point itself tells interfaces only; clients are in Meraki's cloud. */
export const meraki: Profile = {
  name: 'meraki',
  objectIds: [`${E}.29671.2`],
  clients: [],
  load: hostLoad,
  memory: hostMemory,
}
