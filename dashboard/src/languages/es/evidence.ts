/** What a hotspot's state rests on. */
export const esEvidence = {
  'evidence.title': 'Por qué',
  'evidence.snmp': 'SNMP',
  'evidence.ping': 'ping (ICMP)',
  'evidence.use': 'se usa',
  'evidence.silence': 'silencio a una hora en que nunca lo hay',
  'evidence.reports': 'reportes de residentes',
  'cause.silent': 'no se oye a nadie, y a esta hora nunca falta quien se conecte',
  'cause.unused': 'contesta SNMP, pero nadie se conecta a una hora en que siempre hay quien lo haga',
  'cause.used': 'no contesta SNMP, pero hay quien se conecta: revise su agente',
  'cause.ping': 'no contesta SNMP, pero sí el ping: revise la comunidad o el usuario SNMP',
  'evidence.expected_one': 'Nadie desde {{since}}; lo usual en ese tiempo es {{count}} conexión.',
  'evidence.expected_other': 'Nadie desde {{since}}; lo usual en ese tiempo son {{count}} conexiones.',
}
