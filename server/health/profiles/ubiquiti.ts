import { E, hostLoad, hostMemory, type Profile } from './profile.ts'

/** UBNT-UniFi-MIB: stations of each virtual access point. Its sysObjectID is net-snmp's, or FROGFOOT's in old versions. */
export const unifi: Profile = {
  name: 'unifi',
  objectIds: [`${E}.41112.1.6`, `${E}.8072.3.2.10`, `${E}.10002.1`],
  describes: /^(?:UAP|U[67]|UniFi|UBB|UWB|E7)/i,
  clients: [{ column: `${E}.41112.1.6.1.2.1.8` }],
  load: [...hostLoad, { scalar: `${E}.10002.1.1.1.4.2.1.3.1`, scale: 0.01, is: 'average' }],
  memory: [
    { total: { scalar: `${E}.10002.1.1.1.1.1.0` }, free: [{ scalar: `${E}.10002.1.1.1.1.2.0` }] },
    ...hostMemory,
  ],
}

/** UBNT-AirMAX-MIB: CPU use is in hundredths of a percent. */
export const airos: Profile = {
  name: 'airos',
  objectIds: [`${E}.10002.1`, `${E}.41112.1.4`],
  clients: [{ column: `${E}.41112.1.4.5.1.15` }],
  load: [{ scalar: `${E}.41112.1.4.8.3.0`, scale: 0.0001, is: 'share' }, ...hostLoad],
  memory: [
    { total: { scalar: `${E}.10002.1.1.1.1.1.0` }, free: [{ scalar: `${E}.10002.1.1.1.1.2.0` }] },
    ...hostMemory,
  ],
}
