import type { esEvidence } from '../es/evidence.ts'

/** What a hotspot's state rests on. */
export const enEvidence: Record<keyof typeof esEvidence, string> = {
  'evidence.title': 'Known by',
  'evidence.snmp': 'SNMP',
  'evidence.ping': 'ping (ICMP)',
  'evidence.use': 'it is used',
  'evidence.silence': 'silence at an hour that never has any',
  'evidence.reports': 'reports by residents',
  'cause.silent': 'nobody is heard, at an hour at which somebody always is',
  'cause.unused': 'it answers SNMP, but nobody goes online at hours at which many always do',
  'cause.used': 'it does not answer SNMP, but people go online: check its agent',
  'cause.ping': 'it does not answer SNMP, but it does answer ping: check its SNMP community or user',
  'evidence.expected_one': 'Nobody since {{since}}; usually {{count}} session begins in that time.',
  'evidence.expected_other': 'Nobody since {{since}}; usually {{count}} sessions begin in that time.',
  'evidence.unifi': 'the UniFi controller',
  'evidence.omada': 'the Omada controller',
  'evidence.meraki': 'Meraki’s cloud',
  'evidence.says.unifi': 'The UniFi controller says: {{what}}.',
  'evidence.says.omada': 'The Omada controller says: {{what}}.',
  'evidence.says.meraki': 'Meraki’s cloud says: {{what}}.',
  'evidence.connected': 'connected',
  'evidence.disconnected': 'disconnected',
  'cause.disconnected': 'its controller says: disconnected',
  'cause.controllerLost': 'answers SNMP, but its controller sees it disconnected: check that it reaches it',
  'cause.controllerMute': 'does not answer SNMP, but its controller sees it connected: check its agent',
  'cause.controllerUnused':
    'its controller sees it connected, but nobody connects at an hour at which somebody always does',
  'cause.usedDisconnected': 'its controller sees it disconnected, but people connect: check that it reaches it',
}
