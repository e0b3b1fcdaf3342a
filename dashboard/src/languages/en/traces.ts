import type { esTraces } from '../es/traces.ts'

/** The live trace of a device's or a gateway's RADIUS packets. */
export const enTraces: Record<keyof typeof esTraces, string> = {
  'trace.title': 'RADIUS packets, live',
  'trace.lead':
    'Shows each packet as it comes, without passwords or keys, for {{minutes}} minutes. The audit log keeps who asked for it.',
  'trace.start': 'Watch packets live',
  'trace.running': 'Live until {{until}}.',
  'trace.nothing': 'None has come yet: ask the person to connect again.',
  'trace.over_one': 'Over, with {{count}} event.',
  'trace.over_other': 'Over, with {{count}} events.',
  'trace.pause': 'Pause the list',
  'trace.goOn': 'Go on',
  'trace.end': 'End',
  'trace.again': 'Start again',
  'trace.save': 'Save as text',
  'trace.from': 'from {{gateway}} ({{address}})',
  'trace.to': 'to {{gateway}} ({{address}}), after {{milliseconds}} ms',
  'trace.noReply': '{{code}} #{{identifier}} of {{gateway}} was not answered: the gateway will try again.',
  'trace.decision': 'Decision ({{method}}): {{reason}}',
  'trace.dropped': 'A packet of {{gateway}} ({{address}}) was dropped: {{reason}}',
  'trace.dropped.wrong-request-authenticator': 'its signature is wrong; the gateway has another secret',
  'trace.dropped.wrong-message-authenticator': 'its Message-Authenticator is wrong; the gateway has another secret',
  'trace.dropped.missing-message-authenticator': 'it lacks the Message-Authenticator that is demanded of it',
  'trace.dropped.unexpected-code': 'its code is not expected at that port',
  'trace.leftOut_one': '{{count}} more event in that second, not shown',
  'trace.leftOut_other': '{{count}} more events in that second, not shown',
  'trace.hidden_one': 'hidden ({{count}} octet)',
  'trace.hidden_other': 'hidden ({{count}} octets)',
}
