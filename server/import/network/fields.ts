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

/** Headers by which inventories call each field, folded, Spanish and English, some Portuguese. */
export const networkSynonyms: Synonyms<NetworkField> = {
  programme: ['programa', 'programme', 'program', 'red', 'proyecto', 'project'],
  code: [
    'id',
    'code',
    'codigo',
    'clave',
    'identificador',
    'id punto',
    'id hotspot',
    'hotspot id',
    'id ap',
    'ap id',
    'id del punto',
    'clave del punto',
    'codigo del punto',
    'site id',
  ],
  name: [
    'nombre',
    'name',
    'punto',
    'hotspot',
    'nombre del punto',
    'nombre del hotspot',
    'hotspot name',
    'sitio',
    'nome',
    'site name',
    'nome do ponto',
    'location name',
  ],
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
    'ap mac address',
    'mac address ap',
    'mac ap',
    'endereco mac',
    'direccion mac ap',
    'wired mac',
    'lan mac',
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
    'base radio mac',
    'radio mac address',
    'mac wifi',
    'macs',
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
  gateway: [
    'gateway',
    'puerta de enlace',
    'nas',
    'pasarela',
    'concentrador',
    'controlador de acceso',
    'equipo nas',
    'gateway name',
    'nas identifier',
  ],
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
    ...[
      'ip',
      'host',
      'ip de gestion',
      'management ip',
      'ip administracion',
      'ip management',
      'ip de administracion',
      'endereco ip',
      'management ip address',
      'mgmt ip',
    ],
    ...['ap ip', 'ip del ap', 'ip ap', 'ap ip address', 'ip de gestao'],
  ],
  port: ['puerto', 'port', 'puerto snmp', 'snmp port'],
  credential: ['credencial', 'credential', 'credencial snmp', 'snmp credential', 'perfil snmp', 'snmp profile'],
  agentKey: ['clave en el agente', 'agent key', 'clave en el controlador', 'controller key', 'key', 'clave agente'],
  kind: ['tipo de agente', 'agent kind', 'clase', 'kind', 'tipo agente'],
  model: ['modelo', 'model', 'modelo ap', 'ap model', 'model number', 'model name', 'modelo del ap'],
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
    'no serie',
    'serial no',
    'numero serial',
    'ap serial number',
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
    'install date',
    'data de instalacao',
    'data da instalacao',
  ],
  notes: ['notas', 'notes', 'observaciones', 'comentarios', 'observacoes', 'remarks', 'comments'],
}
