import type { Synonyms } from '../files/columns.ts'

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

/** Headers by which inventories call each field, folded, Spanish and English. */
export const networkSynonyms: Synonyms<NetworkField> = {
  programme: ['programa', 'programme', 'program', 'red', 'proyecto', 'project'],
  code: ['id', 'code', 'codigo', 'clave', 'identificador', 'id punto', 'id hotspot', 'hotspot id', 'id ap', 'ap id'],
  name: ['nombre', 'name', 'punto', 'hotspot', 'nombre del punto', 'nombre del hotspot', 'hotspot name', 'sitio'],
  mac: [
    'mac',
    'mac base',
    'base mac',
    'direccion mac',
    'mac address',
    'mac del ap',
    'ap mac',
    'ethernet mac',
    'macaddress',
  ],
  bssids: [
    'bssids',
    'bssid',
    'mac radio',
    'macs de radio',
    'radio mac',
    'radio macs',
    'wireless mac',
    'mac inalambrica',
  ],
  names: [
    ...[
      'nombres',
      'names',
      'called',
      'called station id',
      'nombre del ap',
      'nombre ap',
      'ap name',
      'ap',
      'nas port id',
    ],
    ...['alias', 'hostname', 'access point', 'punto de acceso'],
  ],
  gateway: ['gateway', 'puerta de enlace', 'nas', 'pasarela', 'concentrador', 'controlador de acceso', 'equipo nas'],
  agent: [
    ...[
      'agente',
      'agent',
      'agente snmp',
      'snmp agent',
      'ip snmp',
      'snmp host',
      'host snmp',
      'direccion ip',
      'ip address',
    ],
    ...['ip', 'host', 'ip de gestion', 'management ip', 'ip administracion', 'ip management'],
  ],
  port: ['puerto', 'port', 'puerto snmp', 'snmp port'],
  credential: ['credencial', 'credential', 'credencial snmp', 'snmp credential', 'perfil snmp', 'snmp profile'],
  agentKey: ['clave en el agente', 'agent key', 'clave en el controlador', 'controller key', 'key', 'clave agente'],
  kind: ['tipo de agente', 'agent kind', 'clase', 'kind', 'tipo agente'],
  model: ['modelo', 'model', 'modelo ap', 'ap model'],
  serial: [
    'serie',
    'serial',
    'numero de serie',
    'no de serie',
    'serial number',
    'sn',
    's n',
    'num serie',
    'n de serie',
  ],
  antennas: ['antenas', 'antennas', 'numero de antenas', 'no de antenas', 'antenna count', 'num antenas'],
  capacity: ['capacidad', 'capacity', 'usuarios maximos', 'max users', 'max clients'],
  equipment: ['tipo de equipo', 'equipment', 'equipo', 'equipment type', 'tipo'],
  installedOn: [
    'fecha de instalacion',
    'fecha instalacion',
    'installed on',
    'installation date',
    'installed',
    'instalado',
  ],
  notes: ['notas', 'notes', 'observaciones', 'comentarios', 'remarks', 'comments'],
}
