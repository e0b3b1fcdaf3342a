import { type Synonyms, words } from '../files/columns.ts'

export type NetworkField =
  | 'programme'
  | 'code'
  | 'name'
  | 'mac'
  | 'bssids'
  | 'names'
  | 'gateway'
  | 'agent'
  | 'port'
  | 'credential'
  | 'agentKey'
  | 'kind'
  | 'model'
  | 'serial'
  | 'antennas'
  | 'capacity'
  | 'equipment'
  | 'installedOn'
  | 'notes'

/** Headers by which inventories call each field, folded, Spanish and English, some Portuguese. */
export const networkSynonyms: Synonyms<NetworkField> = {
  programme: words('programa, programme, program, red, proyecto, project'),
  code: [
    ...words('id, code, codigo, clave, identificador, id punto, id hotspot, hotspot id, id ap, ap id, id del punto'),
    ...words('clave del punto, codigo del punto, site id'),
  ],
  name: [
    ...words('nombre, name, punto, hotspot, nombre del punto, nombre del hotspot, hotspot name, sitio, nome'),
    ...words('site name, nome do ponto, location name'),
  ],
  mac: [
    ...words('mac, mac base, base mac, direccion mac, mac address, mac del ap, ap mac, ethernet mac, macaddress'),
    ...words('ap mac address, mac address ap, mac ap, endereco mac, direccion mac ap, wired mac, lan mac'),
  ],
  bssids: [
    ...words('bssids, bssid, mac radio, macs de radio, radio mac, radio macs, wireless mac, mac inalambrica'),
    ...words('base radio mac, radio mac address, mac wifi, macs'),
  ],
  names: [
    ...words('nombres, names, called, called station id, nombre del ap, nombre ap, ap name, ap, nas port id, alias'),
    ...words('hostname, access point, punto de acceso'),
  ],
  gateway: [
    ...words('gateway, puerta de enlace, nas, pasarela, concentrador, controlador de acceso, equipo nas'),
    ...words('gateway name, nas identifier'),
  ],
  agent: [
    ...words('agente, agent, agente snmp, snmp agent, ip snmp, snmp host, host snmp, direccion ip, ip address, ip'),
    ...words('host, ip de gestion, management ip, ip administracion, ip management, ip de administracion'),
    ...words('endereco ip, management ip address, mgmt ip, ap ip, ip del ap, ip ap, ap ip address, ip de gestao'),
  ],
  port: words('puerto, port, puerto snmp, snmp port'),
  credential: words('credencial, credential, credencial snmp, snmp credential, perfil snmp, snmp profile'),
  agentKey: words('clave en el agente, agent key, clave en el controlador, controller key, key, clave agente'),
  kind: words('tipo de agente, agent kind, clase, kind, tipo agente'),
  model: words('modelo, model, modelo ap, ap model, model number, model name, modelo del ap'),
  serial: [
    ...words('serie, serial, numero de serie, no de serie, serial number, sn, s n, num serie, n de serie, no serie'),
    ...words('serial no, numero serial, ap serial number'),
  ],
  antennas: words('antenas, antennas, numero de antenas, no de antenas, antenna count, num antenas'),
  capacity: words('capacidad, capacity, usuarios maximos, max users, max clients'),
  equipment: words('tipo de equipo, equipment, equipo, equipment type, tipo'),
  installedOn: [
    ...words('fecha de instalacion, fecha instalacion, installed on, installation date, installed, instalado'),
    ...words('install date, data de instalacao, data da instalacao'),
  ],
  notes: words('notas, notes, observaciones, comentarios, observacoes, remarks, comments'),
}
