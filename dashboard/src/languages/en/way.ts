import type { esWay } from '../es/way.ts'

/** From the portal to the first minute online. */
export const enWay: Record<keyof typeof esWay, string> = {
  'way.title': 'From the portal to being online',
  'way.lead':
    'How many devices come to each step, at the place and in the period above: where it breaks, at which make of gateway and on which phones.',
  'way.none': 'In that period nobody came to the portal.',
  'way.vendor': 'Make of gateway',
  'way.system': 'System',
  'way.all': 'All',
  'way.system.android': 'Android',
  'way.system.apple': 'Apple',
  'way.system.windows': 'Windows',
  'way.system.other': 'Other',
  'way.step': 'Step',
  'way.devices': 'Devices',
  'way.ofBefore': 'Of the step before',
  'way.step.arrived': 'Came to the portal',
  'way.step.shown': 'Saw the first page',
  'way.step.signedIn': 'Signed in',
  'way.step.letIn': 'Let in by the portal',
  'way.step.accepted': 'Accepted by the gateway',
  'way.step.online': 'A minute online',
  'way.noAccounting': 'this make does not report it',
  'way.hotspot': 'Hotspot',
  'way.by.hotspot': 'The hotspots that lose most devices',
  'way.by.vendor': 'By make of gateway',
  'way.by.system': 'By the phone’s system',
  'way.worst': 'Where most are lost',
  'way.lostAt': '{{step}}: {{share}} are lost',
  'way.method':
    'A device counts once an hour at each step; of the phone only the family of its system is counted. The last three steps are counted every ten minutes: the latest devices have not come to them yet. Who is known already gets in without the portal and is not here. Who comes to a full hotspot that lets no more in stays at the first step, or is not accepted by the gateway: how many they are is counted above.',
}
